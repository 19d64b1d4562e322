import { useTranslation } from "react-i18next";

import { dayOf, monthDay } from "../lib/dates";
import { dueWord } from "../lib/days";

/** Until when something is to be done, in words. */
export function useDueText(): (due: string) => string {
  const { t, i18n } = useTranslation();
  return (due) => t(`assignments.due.${dueWord(due, dayOf(new Date()))}`, { day: monthDay(due, i18n.language) });
}
