const FIRST = 7;

/** The grades whose points a student is taken to know: those before the own one. */
export function assumedGrades(grade: number | null): number[] {
  if (grade === null || grade <= FIRST) return [];
  return Array.from({ length: grade - FIRST }, (_, index) => FIRST + index);
}
