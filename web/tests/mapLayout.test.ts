import { polygonArea, polygonContains } from "d3-polygon";
import { describe, expect, it } from "vitest";

import { breakable, fitLabel, widthOf, wrap } from "../src/components/map/layout/fitLabel";
import { formatFor } from "../src/components/map/layout/formats";
import { inset } from "../src/components/map/layout/inset";
import { contentKey, layoutOf } from "../src/components/map/layout/layout";
import { serpentine } from "../src/components/map/layout/serpentine";
import type { MapLayout, Place } from "../src/components/map/layout/types";
import { warpPolygon } from "../src/components/map/layout/warp";
import { pointsOf, sourceOf } from "./mapSource";

const LANDSCAPE = formatFor(1_440, 760);
const PORTRAIT = formatFor(375, 560);

function distance(one: Place, other: Place): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1]);
}

describe("formats", () => {
  it("lie and stand as the screen does", () => {
    expect([formatFor(1_440, 760).name, formatFor(768, 780).name, formatFor(375, 560).name]).toEqual(["landscape", "square", "portrait"]);
  });
});

describe.each([[LANDSCAPE, 1], [LANDSCAPE, 60], [PORTRAIT, 270], [LANDSCAPE, 400]])("the layout of %o with %i points", (format, count) => {
  const source = sourceOf(count);
  const layout: MapLayout = layoutOf(source, format);

  it("gives every theme, unit and point its own land", () => {
    const ids = source.themes.flatMap((theme) => theme.units.flatMap((unit) => unit.points.map((point) => point.id)));
    expect(layout.cells.map((cell) => cell.id)).toEqual(ids);
    expect(layout.themes.map((theme) => theme.name)).toEqual(source.themes.map((theme) => theme.name));
    for (const cell of layout.cells) expect(Math.abs(polygonArea(pointsOf(cell.path)))).toBeGreaterThan(60);
  });

  it("stays inside the picture", () => {
    for (const [x, y] of pointsOf(layout.coast)) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(format.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(format.height);
    }
  });

  it("sets every name inside its own cell", () => {
    for (const { label, path, name } of layout.cells) {
      expect(label.size, name).toBeGreaterThan(3);
      expect(label.lines.join("").replace(/ /g, "")).toBe(name.replace(/ /g, ""));
      const border = pointsOf(path);
      label.lines.forEach((line, index) => {
        const y = label.at[1] + (index - (label.lines.length - 1) / 2) * 1.18 * label.size;
        const half = (widthOf(line) * label.size) / 2;
        expect(polygonContains(border, [label.at[0] - half, y]), `${name}: ${line}`).toBe(true);
        expect(polygonContains(border, [label.at[0] + half, y]), `${name}: ${line}`).toBe(true);
      });
    }
  });

  it("is the same picture every time", () => {
    expect(layoutOf(sourceOf(count), format)).toEqual(layout);
  });
});

describe("the order of teaching", () => {
  it("is a walk over the map: what follows lies nearer than what does not", () => {
    const { themes } = layoutOf(sourceOf(270), LANDSCAPE);
    const steps = themes.slice(1).map((theme, index) => distance(theme.at, themes[index]?.at ?? theme.at));
    const all = themes.flatMap((one, index) => themes.slice(index + 1).map((other) => distance(one.at, other.at)));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(steps)).toBeLessThan(mean(all) * 0.75);
  });

  it("starts where one comes from and ends where one goes to", () => {
    const square: Place[] = [[0, 0], [0, 100], [100, 100], [100, 0]];
    const places = serpentine(square, [1, 1, 1, 1, 1, 1], [120, 0], [120, 100]);
    expect(distance(places[0] ?? [0, 0], [120, 0])).toBeLessThan(60);
    expect(places).toHaveLength(6);
  });
});

describe("borders", () => {
  it("are drawn alike from both sides", () => {
    const left = warpPolygon([[0, 0], [0, 300], [200, 300], [200, 0]], 7);
    const right = warpPolygon([[200, 0], [200, 300], [500, 300], [500, 0]], 7);
    const key = ([x, y]: Place) => `${x.toFixed(6)} ${y.toFixed(6)}`;
    const keys = new Set(left.map(key));
    expect(right.filter((place) => keys.has(key(place))).length).toBeGreaterThan(20);
  });

  it("have bands inside the country", () => {
    const country: Place[] = [[0, 0], [0, 100], [120, 100], [140, 40], [100, 0]];
    const inner = inset(country, 10);
    for (const place of inner) expect(polygonContains(country.map(([x, y]) => [x, y]), [place[0], place[1]])).toBe(true);
    expect(Math.abs(polygonArea(inner.map(([x, y]) => [x, y])))).toBeLessThan(11_000);
    expect(inset(country, 90)).toEqual([]);
  });
});

describe("names", () => {
  it("break after 的 and before 与, and never begin a line with a stop", () => {
    expect(wrap("对顶角与邻补角", 2)).toEqual(["对顶角", "与邻补角"]);
    expect(wrap("勾股定理的逆定理", 2)).toEqual(["勾股定理的", "逆定理"]);
    for (const line of wrap("同位角、内错角、同旁内角", 3)) expect(line).not.toMatch(/^、/);
  });

  it("keep English words and formulas whole", () => {
    expect(breakable("it、one、that 的替代")).toContain("one、");
    expect(wrap("二次函数y=ax²+bx+c的图象和性质", 3).join("|")).toContain("y=ax²+bx+c");
  });

  it("are as large as the land allows, up to a limit", () => {
    const land: Place[] = [[0, 0], [0, 60], [200, 60], [200, 0]];
    const large = fitLabel(land, "函数", [100, 30], { mostLines: 2, mostSize: 90 });
    expect(large.lines).toEqual(["函数"]);
    expect(large.size).toBeGreaterThan(30);
    expect(fitLabel(land, "函数", [100, 30], { mostLines: 2, mostSize: 12 }).size).toBeLessThanOrEqual(12);
  });
});

describe("contentKey", () => {
  it("changes when a name does", () => {
    const source = sourceOf(20);
    const renamed = { themes: source.themes.map((theme, index) => (index === 0 ? { ...theme, name: "另一个" } : theme)) };
    expect(contentKey(renamed)).not.toBe(contentKey(source));
    expect(contentKey(sourceOf(20))).toBe(contentKey(source));
  });
});
