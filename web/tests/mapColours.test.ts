import { describe, expect, it } from "vitest";

import { contrast, countryColours, DAY, inkOn, kindColours, luminance, NIGHT, paintOf, ramp } from "../src/components/map/colours";
import { countLabel, countStep, countSteps, masteryStep } from "../src/components/map/shading";

type Rgb = [number, number, number];

const linear = (hex: string): Rgb =>
  [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;

/** Machado, Oliveira and Fernandes 2009, at full strength. */
const EYES: Record<string, number[][]> = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** Oklab distance as an eye of this kind sees it. */
function apart(one: string, other: string, eye: number[][]): number {
  const seen = (hex: string) => {
    const [r, g, b] = linear(hex);
    const [x = 0, y = 0, z = 0] = eye.map(([p = 0, q = 0, s = 0]) => Math.min(1, Math.max(0, p * r + q * g + s * b)));
    const l = Math.cbrt(0.4122214708 * x + 0.5363325363 * y + 0.0514459929 * z);
    const m = Math.cbrt(0.2119034982 * x + 0.6806995451 * y + 0.1073969566 * z);
    const s = Math.cbrt(0.0883024619 * x + 0.2817188376 * y + 0.6299787005 * z);
    return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
  };
  const [a, b] = [seen(one), seen(other)];
  return Math.hypot(...a.map((value, index) => value - (b[index] ?? 0)));
}

describe.each([["day", false], ["night", true]] as const)("by %s", (_, dark) => {
  const colours = dark ? NIGHT : DAY;
  const lands = Array.from({ length: 15 }, (__, index) => [countryColours(index, dark), countryColours(index, dark, true)]).flat();

  it.each(["mastery", "asked"] as const)("the ramp of %s goes one way, and every eye tells its steps apart", (kind) => {
    const steps = ramp(kind, dark);
    const light = steps.map(luminance);
    expect(light).toEqual([...light].sort((a, b) => (dark ? a - b : b - a)));
    for (const eye of Object.values(EYES)) {
      steps.slice(1).forEach((step, index) => expect(apart(step, steps[index] ?? "", eye)).toBeGreaterThan(0.055));
    }
  });

  it("names are readable on every colour (4.5:1)", () => {
    const grounds = [...ramp("mastery", dark), ...ramp("asked", dark), ...kindColours(14, dark), ...lands.map(({ land }) => land)];
    for (const ground of grounds) expect(contrast(inkOn(ground), ground), ground).toBeGreaterThanOrEqual(4.5);
    for (const { land, ink } of lands) expect(contrast(ink, land)).toBeGreaterThanOrEqual(4.5);
  });

  it("the unknown is not the lowest step", () => {
    for (const kind of ["mastery", "asked"] as const) {
      const lowest = ramp(kind, dark)[0] ?? "";
      for (let index = 0; index < 15; index += 1) expect(apart(countryColours(index, dark, true).land, lowest, EYES["usual"] ?? [])).toBeGreaterThan(0.045);
    }
  });

  it("arcs, roads and the mark stand out (3:1)", () => {
    for (const land of [countryColours(0, dark).land, colours.veil]) {
      for (const line of [colours.needs, colours.opens, colours.mark, colours.road]) expect(contrast(line, land)).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(colours.onRoad, colours.road)).toBeGreaterThanOrEqual(4.5);
  });

  it("a cell is painted by its number, else by its country", () => {
    const paint = paintOf(new Map([["a", "#123456"]]), dark, false);
    expect(paint({ id: "a", theme: 0 })).toBe("#123456");
    expect(paint({ id: "b", theme: 2 })).toBe(countryColours(2, dark).land);
  });
});

describe("steps", () => {
  it("of mastery are five, the last one closed", () => {
    expect([0, 0.19, 0.2, 0.64, 0.8, 1].map(masteryStep)).toEqual([0, 0, 1, 3, 4, 4]);
  });

  it("of counts grow, and each count falls into one", () => {
    expect(countSteps([])).toEqual([1, 2, 3, 4, 5]);
    const steps = countSteps([0, 3, 40]);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(new Set(steps).size).toBe(5);
    expect(countStep(1, steps)).toBe(0);
    expect(countStep(40, steps)).toBe(4);
  });

  it("are told in the legend", () => {
    expect([0, 1, 2].map((index) => countLabel([1, 2, 5], index))).toEqual(["1", "2–4", "5+"]);
  });
});
