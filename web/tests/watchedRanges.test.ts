import { describe, expect, it } from "vitest";

import { addStep, isFinished, mergeRanges, roundRanges, watchedSeconds } from "../src/lib/watchedRanges";

describe("watched ranges", () => {
  it("joins what touches and sorts the rest", () => {
    expect(mergeRanges([[5, 8], [0, 2], [2, 3], [7, 9]])).toEqual([[0, 3], [5, 9]]);
  });

  it("drops empty and backward ranges", () => {
    expect(mergeRanges([[3, 3], [4, 2]])).toEqual([]);
  });

  it("leaves its input alone", () => {
    const input: [number, number][] = [[0, 2], [1, 4]];
    mergeRanges(input);
    expect(input).toEqual([[0, 2], [1, 4]]);
  });

  it("counts a second watched twice once", () => {
    expect(watchedSeconds([[0, 10], [5, 12]])).toBe(12);
  });

  it("takes a jump for a seek, not for watching", () => {
    expect(addStep([[0, 4]], 4, 4.3)).toEqual([[0, 4.3]]);
    expect(addStep([[0, 4]], 4, 60)).toEqual([[0, 4]]);
    expect(addStep([[0, 4]], 4, 2)).toEqual([[0, 4]]);
  });

  it("calls a video finished at nine tenths", () => {
    expect(isFinished([[0, 90]], 100)).toBe(true);
    expect(isFinished([[0, 50], [60, 80]], 100)).toBe(false);
    expect(isFinished([], 0)).toBe(false);
  });

  it("reports tenths of a second", () => {
    expect(roundRanges([[0.123, 9.987]])).toEqual([[0.1, 10]]);
  });
});
