/** Which words say how far a day is. */
import { daysBetween } from "./dates";

export type DueWord = "overdue" | "today" | "tomorrow" | "later";

/** The last day for something, seen from today. */
export function dueWord(due: string, today: string): DueWord {
  const days = daysBetween(today, due);
  if (days < 0) return "overdue";
  if (days === 0) return "today";
  return days === 1 ? "tomorrow" : "later";
}

export type AgoWord = "today" | "yesterday" | "days";

export function agoWord(days: number): AgoWord {
  if (days <= 0) return "today";
  return days === 1 ? "yesterday" : "days";
}
