/** How the dashboard's figures are written. */
import type { TFunction } from "i18next";

import type { Interval, MatchCell } from "../../api/types";

export const STEPS = ["shown", "opened", "accepted", "completed", "rated"] as const;
export type Step = (typeof STEPS)[number];

/** Below, an interval says more than the figure. */
const FEW = 30;

export function percent(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? "—" : `${(value * 100).toFixed(digits)}%`;
}

export function count(value: number | null | undefined, language: string): string {
  return value === null || value === undefined ? "—" : new Intl.NumberFormat(language).format(value);
}

export function seconds(t: TFunction, value: number | null | undefined): string {
  if (value === null || value === undefined) return "—";
  if (value < 120) return t("matches.seconds", { n: Math.round(value) });
  return t("matches.minutes", { n: (value / 60).toFixed(1) });
}

export function isFew(interval: Interval): boolean {
  return interval.n > 0 && interval.n < FEW;
}

/** Satisfaction of one-to-one is out of 12, that of a lesson a share. */
export function rating(interval: Interval | null | undefined, isShare: boolean): string {
  if (!interval || interval.value === null) return "—";
  return isShare ? percent(interval.value) : interval.value.toFixed(2);
}

export function shareOf(part: number | null | undefined, whole: number | null | undefined): number | null {
  return part === null || part === undefined || !whole ? null : part / whole;
}

export function matchedShare(cell: MatchCell): number | null {
  return shareOf(cell.accepted, cell.shown);
}

export function clock(halfHour: number): string {
  return `${String(Math.floor(halfHour / 2)).padStart(2, "0")}:${halfHour % 2 === 0 ? "00" : "30"}`;
}

/** Whether what came is what the model told: an interval that holds the expectation. */
export function verdictOf(expected: number | null, live: Interval): "fits" | "above" | "below" | "untold" {
  if (expected === null || live.lo === null || live.hi === null) return "untold";
  if (live.lo > expected) return "above";
  return live.hi < expected ? "below" : "fits";
}
