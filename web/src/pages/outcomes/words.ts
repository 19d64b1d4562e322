/** Words for the codes of the outcome log; an unknown code is shown as it is. */
import type { TFunction } from "i18next";

import { zh } from "../../i18n/zh";

function has<T extends object>(words: T, key: string): key is Extract<keyof T, string> {
  return key in words;
}

export function kindName(t: TFunction, kind: string): string {
  return has(zh.staff.kinds, kind) ? t(`staff.kinds.${kind}`) : kind;
}

export function listName(t: TFunction, list: string | null): string {
  if (list === "micro_courses" || list === "answers" || list === "teachers") return t(`question.${list}`);
  return list ?? "—";
}

export function reasonName(t: TFunction, reason: string | null): string {
  if (reason === null) return "—";
  return has(zh.question.reasons, reason) ? t(`question.reasons.${reason}`) : reason;
}
