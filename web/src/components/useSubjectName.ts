import { useTranslation } from "react-i18next";

import { zh } from "../i18n/zh";

/** 数学 stays 数学 in Chinese and becomes Mathematics in English. */
export function useSubjectName(): (subject: string) => string {
  const { t } = useTranslation();
  return (subject) => (subject in zh.subject ? t(`subject.${subject as keyof typeof zh.subject}`) : subject);
}
