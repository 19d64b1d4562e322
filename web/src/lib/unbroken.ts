/** "18:00–21:00" stays on one line: no break beside the dash of a range. */
export function unbroken(text: string): string {
  return text.replace(/–/g, "\u2060–\u2060");
}
