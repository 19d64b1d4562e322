import type { TFunction } from "i18next";

export const INTENTS = [
  "explain_point",
  "homework_question",
  "extension",
  "resources",
  "study_method",
  "personal_growth",
  "other",
] as const;

type Intent = (typeof INTENTS)[number];

function isIntent(name: string): name is Intent {
  return (INTENTS as readonly string[]).includes(name);
}

export function intentName(t: TFunction, name: string): string {
  return t(`question.intents.${isIntent(name) ? name : "other"}`);
}
