/** Lists of what is set to a class. */
import type { Assignment } from "../api/types";

/** The list with one set or changed: in its old place or in front, and the only one of its micro-course. */
export function placed(list: readonly Assignment[], one: Assignment): Assignment[] {
  const others = list.filter((other) => other.id === one.id || other.course_id !== one.course_id);
  if (!others.some((other) => other.id === one.id)) return [one, ...others];
  return others.map((other) => (other.id === one.id ? one : other));
}

/** What a class has of a micro-course. */
export function assignmentOf(list: readonly Assignment[], courseId: string): Assignment | null {
  return list.find((one) => one.course_id === courseId) ?? null;
}
