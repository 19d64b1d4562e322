/** Seconds of a video that were really watched. */
export type Range = [start: number, end: number];

/** A jump longer than this between two ticks is a seek, not watching. */
const LONGEST_STEP_S = 2;
const FINISHED_SHARE = 0.9;

export function mergeRanges(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].filter(([start, end]) => end > start).sort((a, b) => a[0] - b[0]);
  const merged: Range[] = [];
  for (const [start, end] of sorted) {
    const last = merged[merged.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

export function watchedSeconds(ranges: readonly Range[]): number {
  return mergeRanges(ranges).reduce((sum, [start, end]) => sum + end - start, 0);
}

export function isFinished(ranges: readonly Range[], duration: number): boolean {
  return duration > 0 && watchedSeconds(ranges) >= duration * FINISHED_SHARE;
}

/** Add the step from one tick of the player to the next. */
export function addStep(ranges: readonly Range[], from: number, to: number): Range[] {
  if (to <= from || to - from > LONGEST_STEP_S) return [...ranges];
  return mergeRanges([...ranges, [from, to]]);
}

export function roundRanges(ranges: readonly Range[]): Range[] {
  return ranges.map(([start, end]) => [Math.round(start * 10) / 10, Math.round(end * 10) / 10]);
}
