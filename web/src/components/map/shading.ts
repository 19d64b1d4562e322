/** What a number means as a step of colour. */
import type { Cell } from "./layout/types";

export type Shading = "mastery" | "class" | "questions" | "concepts";

export const STEPS = 5;

/** 0–1 in five even steps. */
export function masteryStep(mastery: number): number {
  return Math.min(STEPS - 1, Math.max(0, Math.floor(mastery * STEPS)));
}

/** The first count of each of five steps; each step about as many times the one before. */
export function countSteps(counts: readonly number[]): number[] {
  const most = Math.max(0, ...counts);
  if (most <= STEPS) return [1, 2, 3, 4, 5];
  const growth = most ** (1 / STEPS);
  const steps = [1];
  for (let step = 1; step < STEPS; step += 1) {
    steps.push(Math.max((steps[step - 1] ?? 0) + 1, Math.round(growth ** step)));
  }
  return steps;
}

export function countStep(count: number, steps: readonly number[]): number {
  let found = 0;
  steps.forEach((first, index) => {
    if (count >= first) found = index;
  });
  return found;
}

/** "1", "2–3", "9+": what a step of counts holds. */
export function countLabel(steps: readonly number[], index: number): string {
  const first = steps[index] ?? 1;
  const next = steps[index + 1];
  if (next === undefined) return `${first}+`;
  return next - 1 === first ? String(first) : `${first}–${next - 1}`;
}

/** A point's colour; without one its country's own is seen. */
export type Shades = ReadonlyMap<string, string>;

/** A line of the legend. */
export interface LegendEntry {
  key: string;
  colour: string;
  label: string;
  /** The points of this colour, where the entry can be pressed to find them. */
  ids?: ReadonlySet<string>;
}

export function cellIndex(cells: readonly Cell[]): Map<string, Cell> {
  return new Map(cells.map((cell) => [cell.id, cell]));
}
