/** Times as people say them, in Beijing time wherever the reader sits. */
const ZONE = "Asia/Shanghai";
const DAY_MS = 86_400_000;

/** The day in Beijing as the service writes it: 2026-09-01. */
export function dayOf(date: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" }).format(date);
}

/** Days from one day to another, both as the service writes them; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** 9月1日 of 2026-09-01. */
export function monthDay(day: string, language: string): string {
  const date = new Date(day); // a day alone is read as midnight in UTC
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat(language, { timeZone: "UTC", month: "short", day: "numeric" }).format(date);
}

export function shortTime(iso: string, language: string, now: Date = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const clock: Intl.DateTimeFormatOptions = { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false };
  if (dayOf(date) === dayOf(now)) return new Intl.DateTimeFormat(language, clock).format(date);
  return new Intl.DateTimeFormat(language, { ...clock, month: "short", day: "numeric" }).format(date);
}

/** Hour of the day in Beijing, for the greeting. */
export function hourNow(now: Date = new Date()): number {
  return Number(new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", hour12: false }).format(now)) % 24;
}

/** 07:05 of 425,000 ms. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}
