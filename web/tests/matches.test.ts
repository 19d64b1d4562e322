import { describe, expect, it } from "vitest";

import type { Interval, MatchOptions } from "../src/api/types";
import { DARK, LIGHT } from "../src/app/palette";
import { layOutFlow } from "../src/components/charts/flowLayout";
import { pieces } from "../src/components/charts/LineChart";
import { thinned, ticks } from "../src/components/charts/ticks";
import { clock, verdictOf } from "../src/pages/matches/figures";
import { heatColour } from "../src/pages/matches/heat";
import { isDay, lengthOf, rangeBefore, shiftDay } from "../src/pages/matches/ranges";
import { readAddress } from "../src/pages/matches/useMatchAddress";

const OPTIONS = { real: null, simulated: { first: "2026-01-01", last: "2026-11-20" } } as MatchOptions;

describe("ranges of days", () => {
  it("go back by their own length", () => {
    expect(lengthOf("2026-09-01", "2026-09-28")).toBe(28);
    expect(rangeBefore({ from: "2026-09-01", to: "2026-09-28" })).toEqual({ from: "2026-08-04", to: "2026-08-31" });
    expect(shiftDay("2026-03-01", -1)).toBe("2026-02-28");
    expect([isDay("2026-02-30x"), isDay(null), isDay("2026-02-28")]).toEqual([false, false, true]);
  });
});

describe("the address", () => {
  it("shows the newest weeks of simulated data only where there is nothing real", () => {
    expect(readAddress(new URLSearchParams(), OPTIONS).range).toMatchObject({ from: "2026-08-29", to: "2026-11-20", simulated: true });
    const both = { ...OPTIONS, real: { first: "2026-09-01", last: "2026-10-01" } } as MatchOptions;
    expect(readAddress(new URLSearchParams(), both).range).toMatchObject({ to: "2026-10-01", simulated: false });
    expect(readAddress(new URLSearchParams("data=simulated"), both).range.simulated).toBe(true);
    expect(readAddress(new URLSearchParams("data=real"), OPTIONS).range.simulated).toBe(false);
  });

  it("takes what it says and drops what makes no sense", () => {
    const { range, form } = readAddress(new URLSearchParams("form=answer&subject=&from=2026-12-01&to=2026-10-01"), OPTIONS);
    expect(form).toBe("answer");
    expect(range).toMatchObject({ to: "2026-10-01", from: "2026-07-10", subject: "" });
    expect(readAddress(new URLSearchParams("form=x"), OPTIONS).form).toBe("one_to_one");
  });
});

describe("charts", () => {
  it("have round axes that hold their values", () => {
    for (const [low, high] of [[0, 7], [9.41, 9.93], [0, 0.031], [0, 81_234]] as const) {
      const marks = ticks(low, high);
      expect(marks[0]).toBeLessThanOrEqual(low);
      expect(marks[marks.length - 1]).toBeGreaterThanOrEqual(high);
      expect(marks.length).toBeLessThanOrEqual(7);
    }
    expect(ticks(0, 0)).toEqual([0, 1]);
    expect(thinned(10, 3)).toEqual([1, 5, 9]);
  });

  it("break a line where weeks are missing", () => {
    const week = 7 * 86_400_000;
    expect(pieces([1, 2, null, 4, 5], [0, week, 2 * week, 3 * week, 9 * week])).toEqual([[0, 1], [3], [4]]);
  });

  it("keep bands within their blocks, and nothing overlaps", () => {
    const edges = [["a", "a", 50], ["a", "b", 20], ["b", "a", 5], ["c", "b", 9]].map(([from, to, value]) => ({ from: String(from), to: String(to), value: Number(value) }));
    const { left, right, bands } = layOutFlow(edges, 300, 10);
    for (const side of [left, right]) {
      side.forEach((block, i) => i > 0 && expect(block.y).toBeGreaterThanOrEqual((side[i - 1]?.y ?? 0) + (side[i - 1]?.size ?? 0) + 10 - 1e-9));
      expect((side[side.length - 1]?.y ?? 0) + (side[side.length - 1]?.size ?? 0)).toBeLessThanOrEqual(300 + 1e-9);
    }
    for (const block of left) {
      const own = bands.filter(({ from }) => from === block.key).sort((one, other) => one.fromY - other.fromY);
      let y = block.y;
      for (const band of own) {
        expect(band.fromY).toBeCloseTo(y);
        y += band.size;
      }
      expect(y).toBeCloseTo(block.y + block.size);
    }
  });

  it("leave the ink readable on the darkest colour", () => {
    for (const palette of [LIGHT, DARK]) {
      for (const strong of ["brand", "danger"] as const) expect(contrast(palette.ink, heatColour(1, palette, strong))).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe("figures", () => {
  it("say whether the model kept its word", () => {
    const live = (lo: number, hi: number): Interval => ({ value: (lo + hi) / 2, lo, hi, n: 100 });
    expect(verdictOf(0.5, live(0.45, 0.55))).toBe("fits");
    expect(verdictOf(0.5, live(0.51, 0.55))).toBe("above");
    expect(verdictOf(0.5, live(0.3, 0.4))).toBe("below");
    expect(verdictOf(null, live(0.3, 0.4))).toBe("untold");
  });

  it("name half hours", () => expect([clock(36), clock(41)]).toEqual(["18:00", "20:30"]));
});

function contrast(ink: string, paper: string): number {
  const [one, other] = [luminance(ink), luminance(paper)].sort((a, b) => b - a) as [number, number];
  return (one + 0.05) / (other + 0.05);
}

function luminance(colour: string): number {
  const parts = colour.startsWith("#") ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) : (colour.match(/\d+/g) ?? []).map(Number);
  const [r = 0, g = 0, b = 0] = parts.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
