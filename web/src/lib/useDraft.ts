/** Unsent words survive a reload or a session that ran out; they stay in this tab only. */
import { useCallback, useState } from "react";

const PREFIX = "draft:";

export function readDraft(key: string): string {
  try {
    return sessionStorage.getItem(PREFIX + key) ?? "";
  } catch {
    return "";
  }
}

export function writeDraft(key: string, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, text);
  } catch {
    // Private windows may refuse storage; the text is still on the page.
  }
}

/** Puts words into a box that is not on the page now, below what is waiting there already. */
export function addToDraft(key: string, text: string): void {
  const waiting = readDraft(key).trim();
  if (!waiting.includes(text)) writeDraft(key, waiting === "" ? text : `${waiting}\n${text}`);
}

export function forgetDrafts(): void {
  try {
    Object.keys(sessionStorage)
      .filter((key) => key.startsWith(PREFIX))
      .forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // Nothing was kept.
  }
}

export function useDraft(key: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => readDraft(key));
  const keep = useCallback(
    (next: string) => {
      setText(next);
      writeDraft(key, next);
    },
    [key],
  );
  return [text, keep];
}
