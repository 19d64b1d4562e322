/** Ranges of days, as text 2026-09-01. */

const DAY_MS = 86_400_000;

export const PRESETS = [
  { key: "4", days: 28 },
  { key: "12", days: 84 },
  { key: "year", days: 365 },
] as const;

export const USUAL_DAYS = 84;

export function shiftDay(day: string, by: number): string {
  return new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10);
}

/** Days from the first to the last, both counted. */
export function lengthOf(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** The range of the same length just before. */
export function rangeBefore<R extends { from: string; to: string }>(range: R): R {
  const days = lengthOf(range.from, range.to);
  return { ...range, from: shiftDay(range.from, -days), to: shiftDay(range.from, -1) };
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string | null): text is string {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
