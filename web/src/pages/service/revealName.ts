import type { TFunction } from "i18next";

export function revealName(t: TFunction, policy: string): string {
  switch (policy) {
    case "after_attempt":
    case "teacher_only":
    case "free":
      return t(`staff.reveals.${policy}`);
    default:
      return policy;
  }
}
