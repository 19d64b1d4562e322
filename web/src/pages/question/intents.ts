import type { TFunction } from "i18next";

import type { Intent } from "../../api/types";

export const INTENTS: readonly Intent[] = [
  "explain_point",
  "homework_question",
  "extension",
  "resources",
  "study_method",
  "personal_growth",
  "other",
];

export function intentName(t: TFunction, intent: Intent): string {
  return t(`question.intents.${intent}`);
}
