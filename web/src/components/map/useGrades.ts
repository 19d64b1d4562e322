/** 七年级, 七–九年级: grades as the map and its panels say them. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

const GRADES = { 7: "g7", 8: "g8", 9: "g9", 10: "g10", 11: "g11", 12: "g12" } as const;

export function useGradeName(): (grade: number) => string {
  const { t } = useTranslation();
  return useCallback((grade) => (grade in GRADES ? t(`map.grades.${GRADES[grade as keyof typeof GRADES]}`) : String(grade)), [t]);
}

export function useGrades(): (grades: [first: number, last: number]) => string {
  const { t } = useTranslation();
  const name = useGradeName();
  return useCallback(
    ([first, last]) => (first === last ? name(first) : t("map.grade_span", { first: name(first), last: name(last) })),
    [t, name],
  );
}
