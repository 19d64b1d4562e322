/** Divides a country among its provinces, each as large as its weight, in the order given. */
import { polygonArea, polygonCentroid } from "d3-polygon";
import { voronoiMapSimulation } from "d3-voronoi-map";

import type { Random } from "./random";
import { serpentine } from "./serpentine";
import type { Place, Polygon } from "./types";

const PRECISION = 0.03;
const MOST_ROUNDS = 45;
const TRIES = 4;

interface Share {
  index: number;
  weight: number;
  start: Place;
}

function attempt(polygon: Polygon, shares: readonly Share[], random: Random): Place[][] {
  const clip = polygon.map(([x, y]): [number, number] => [x, y]);
  const simulation = voronoiMapSimulation([...shares])
    .weight((share) => share.weight)
    .clip(clip)
    .prng(random)
    .convergenceRatio(PRECISION)
    .maxIterationCount(MOST_ROUNDS)
    .initialPosition((share) => [share.start[0], share.start[1]])
    .stop();
  let state = simulation.state();
  while (!state.ended) {
    simulation.tick();
    state = simulation.state();
  }
  const pieces: Place[][] = [];
  for (const piece of state.polygons) {
    pieces[piece.site.originalObject.data.originalData.index] = piece.map(([x, y]): Place => [x, y]);
  }
  if (pieces.filter(Boolean).length < shares.length) throw new Error("a share got no land");
  return pieces;
}

const shaken = (place: Place, polygon: Polygon, random: Random, how: number): Place => {
  const reach = Math.sqrt(Math.abs(polygonArea(polygon.map(([x, y]): [number, number] => [x, y])))) * 0.04 * how;
  return [place[0] + (random() - 0.5) * reach, place[1] + (random() - 0.5) * reach];
};

export function divide(polygon: Polygon, weights: readonly number[], random: Random, from?: Place, to?: Place): Place[][] {
  if (weights.length === 1) return [[...polygon]];
  const starts = serpentine(polygon, weights, from, to);
  let failure: unknown = null;
  for (let tried = 1; tried <= TRIES; tried += 1) {
    // Two starting at one place, or all in one line, would never part: a shake helps.
    const shares = starts.map((start, index) => ({
      index,
      weight: weights[index] ?? 1,
      start: shaken(start, polygon, random, tried),
    }));
    try {
      return attempt(polygon, shares, random);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

export function middleOf(polygon: Polygon): Place {
  return polygonCentroid(polygon.map(([x, y]): [number, number] => [x, y]));
}
