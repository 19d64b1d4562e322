/** Places in teaching order: a winding road through a country, so that neighbours in time are neighbours in space. */
import { polygonCentroid, polygonContains } from "d3-polygon";

import type { Place, Polygon } from "./types";

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const mutable = (polygon: Polygon): [number, number][] => polygon.map(([x, y]) => [x, y]);

function boxOf(polygon: Polygon): Box {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** Cuts the weights into runs of about equal sums. */
function runs(weights: readonly number[], count: number): number[][] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rows: number[][] = Array.from({ length: count }, () => []);
  let before = 0;
  weights.forEach((weight, index) => {
    const row = Math.min(count - 1, Math.floor(((before + weight / 2) / total) * count));
    rows[row]?.push(index);
    before += weight;
  });
  return rows.filter((row) => row.length > 0);
}

/** The road in a unit square, first line left to right, the next one back. */
function road(weights: readonly number[], lines: number): Place[] {
  const places: Place[] = [];
  const rows = runs(weights, lines);
  const share = (row: readonly number[]) => row.reduce((sum, index) => sum + (weights[index] ?? 0), 0);
  const total = share(weights.map((_, index) => index));
  let top = 0;
  rows.forEach((row, line) => {
    const sum = share(row);
    let passed = 0;
    for (const index of row) {
      const weight = weights[index] ?? 0;
      const along = (passed + weight / 2) / sum;
      places[index] = [line % 2 === 0 ? along : 1 - along, (top + sum / 2) / total];
      passed += weight;
    }
    top += sum;
  });
  return places;
}

/** Draws a place that fell into the sea back towards the middle of the land. */
function ashore(place: Place, polygon: [number, number][], middle: Place): Place {
  for (let pull = 0; pull < 0.95; pull += 0.05) {
    const moved: [number, number] = [place[0] + (middle[0] - place[0]) * pull, place[1] + (middle[1] - place[1]) * pull];
    if (polygonContains(polygon, moved)) return moved;
  }
  return middle;
}

const distance = (one: Place, other: Place) => Math.hypot(one[0] - other[0], one[1] - other[1]);

/** One starting place for each weight; the first near `from`, the last near `to` where these are given. */
export function serpentine(polygon: Polygon, weights: readonly number[], from?: Place, to?: Place): Place[] {
  const box = boxOf(polygon);
  const land = mutable(polygon);
  const middle = polygonCentroid(land);
  let best: Place[] = [];
  let least = Infinity;
  for (const turned of [false, true]) {
    const [along, across] = turned ? [box.height, box.width] : [box.width, box.height];
    const lines = Math.max(1, Math.min(weights.length, Math.round(Math.sqrt((weights.length * across) / along))));
    const places = road(weights, lines);
    for (const flip of [0, 1, 2, 3]) {
      const laid = places.map(([u, v]): Place => {
        const x = flip % 2 === 0 ? u : 1 - u;
        const y = flip < 2 ? v : 1 - v;
        const [right, down] = turned ? [y, x] : [x, y];
        // Not on the very edge of the box: the land is rounder than that.
        const at: Place = [box.left + box.width * (0.08 + 0.84 * right), box.top + box.height * (0.08 + 0.84 * down)];
        return ashore(at, land, middle);
      });
      const first = laid[0] ?? middle;
      const last = laid[laid.length - 1] ?? middle;
      const cost = (from ? distance(first, from) : distance(first, [box.left, box.top])) + (to ? distance(last, to) : 0);
      if (cost < least - 1e-6) {
        least = cost;
        best = laid;
      }
    }
  }
  return best;
}
