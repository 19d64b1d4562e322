const FIRST_MS = 700;
const GROWTH = 1.2;
const LONGEST_MS = 5_000;

/** Milliseconds before asking again: 700 ms at first, slower the longer it takes. */
export function pollDelay(timesAsked: number): number {
  return Math.min(LONGEST_MS, Math.round(FIRST_MS * GROWTH ** Math.max(0, timesAsked - 1)));
}
