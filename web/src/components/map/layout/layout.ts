/** The whole map of a subject: coast, countries (themes), provinces (units) and cells (points). */
import { divide, middleOf } from "./divide";
import { inset } from "./inset";
import { fitLabel, widthOf } from "./fitLabel";
import { randomFrom, seedOf, type Random } from "./random";
import type { Area, Cell, Format, MapLayout, MapSource, Place, Polygon, ThemeArea, UnitArea } from "./types";
import { pathOf, warpPlace, warpPolygon } from "./warp";

const CORNERS = 32;
/** Between a circle (2) and a box. */
const ROUNDNESS = 3.4;
/** Sea around the land, in map units. */
const SEA = 66;
const BAND = 11;
const RIM: [number, number] = [1.4, 3.6];
/** The largest letters, in map units. */
const MOST = { theme: 52, unit: 34, point: 19 };

export function contentKey(source: MapSource): string {
  return source.themes
    .map(({ name, units }) => `${name}:${units.map((unit) => `${unit.name},${unit.points.map((p) => p.id + p.name).join()}`).join(";")}`)
    .join("|");
}

function mainland({ width, height }: Format): Place[] {
  return Array.from({ length: CORNERS }, (_, index): Place => {
    const angle = (-2 * Math.PI * index) / CORNERS + 0.1;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const round = (value: number, half: number) => Math.sign(value) * Math.abs(value) ** (2 / ROUNDNESS) * (half - SEA);
    return [width / 2 + round(cos, width / 2), height / 2 + round(sin, height / 2)];
  });
}

/** A long name needs a little more land. */
function weightOf(name: string): number {
  return Math.min(1.35, Math.max(0.92, 0.72 + 0.045 * widthOf(name)));
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** Draws one subject piece by piece; each `yield` is a good moment to let the browser breathe. */
export function* layoutSteps(source: MapSource, format: Format): Generator<undefined, MapLayout> {
  const seed = seedOf(source.themes.map((theme) => theme.name).join() + format.name) % 100_000;
  const random: Random = randomFrom(seed);
  const land = mainland(format);
  const themes: ThemeArea[] = [];
  const units: UnitArea[] = [];
  const cells: Cell[] = [];

  const draw = (polygon: Polygon, name: string, theme: number, most: number, mostLines: number, footer = 0): Area => {
    const drawn = warpPolygon(polygon, seed);
    const at = warpPlace(middleOf(polygon), seed);
    const label = fitLabel(drawn, name, at, { mostLines, mostSize: most, footer });
    return { name, theme, at, path: pathOf(drawn), label };
  };

  const weights = source.themes.map(({ units: own }) => own.map((unit) => unit.points.map((point) => weightOf(point.name))));
  const countries = divide(land, weights.map((own) => sum(own.map(sum))), random);
  yield;
  for (const [theme, { name, units: own }] of source.themes.entries()) {
    const country = countries[theme] ?? [];
    const grades = own.map((unit) => unit.grade);
    const area = draw(country, name, theme, MOST.theme, 3, 3);
    const ring = (from: number, to: number) =>
      [inset(country, from), inset(country, to)].map((edge) => (edge.length === 0 ? "" : pathOf(warpPolygon(edge, seed)))).join("");
    themes.push({ ...area, band: ring(0, BAND), rim: ring(...RIM), grades: [Math.min(...grades), Math.max(...grades)] });
    const [before, after] = [countries[theme - 1], countries[theme + 1]];
    const provinces = divide(country, (weights[theme] ?? []).map(sum), random, before && middleOf(before), after && middleOf(after));
    yield;
    for (const [index, unit] of own.entries()) {
      const province = provinces[index] ?? [];
      const unitArea = draw(province, unit.name, theme, MOST.unit, 3);
      units.push({ ...unitArea, id: unit.id });
      const [previous, next] = [provinces[index - 1], provinces[index + 1]];
      const plots = divide(province, weights[theme]?.[index] ?? [], random, previous && middleOf(previous), next && middleOf(next));
      for (const [number, point] of unit.points.entries()) {
        const cell = draw(plots[number] ?? [], point.name, theme, MOST.point, 5);
        cells.push({ ...cell, id: point.id, unit: units.length - 1 });
      }
      yield;
    }
  }
  const step = Math.sqrt(((format.width - 2 * SEA) * (format.height - 2 * SEA) * 0.9) / Math.max(1, cells.length));
  return { width: format.width, height: format.height, step, coast: pathOf(warpPolygon(land, seed)), themes, units, cells };
}

/** All at once: for tests and for pictures. */
export function layoutOf(source: MapSource, format: Format): MapLayout {
  const steps = layoutSteps(source, format);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
