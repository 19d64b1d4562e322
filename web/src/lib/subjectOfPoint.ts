/** "math" of "math.j.quadratic-equation.discriminant". */
export function subjectOfPoint(points: readonly { id: string }[]): string | null {
  return points[0]?.id.split(".")[0] ?? null;
}
