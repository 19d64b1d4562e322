/** Straight borders become drawn ones: every place is moved a little, neighbours together, so that no gap opens. */
import type { Place, Polygon } from "./types";

/** Long bends of the coast, then ever finer ones. */
const WAVES: readonly { length: number; height: number }[] = [
  { length: 310, height: 30 },
  { length: 128, height: 13 },
  { length: 46, height: 3.4 },
];
const STEP = 11;

function lattice(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 374_761_393) ^ Math.imul(y, 668_265_263) ^ Math.imul(seed, 974_634_277);
  hash = Math.imul(hash ^ (hash >>> 13), 1_274_126_177);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2_147_483_648 - 1;
}

const smooth = (share: number) => share * share * share * (share * (share * 6 - 15) + 10);

function noise(x: number, y: number, seed: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const across = smooth(x - left);
  const down = smooth(y - top);
  const above = lattice(left, top, seed) * (1 - across) + lattice(left + 1, top, seed) * across;
  const below = lattice(left, top + 1, seed) * (1 - across) + lattice(left + 1, top + 1, seed) * across;
  return above * (1 - down) + below * down;
}

export function warpPlace([x, y]: Place, seed: number): Place {
  let dx = 0;
  let dy = 0;
  WAVES.forEach(({ length, height }, index) => {
    dx += height * noise(x / length, y / length, seed + 2 * index);
    dy += height * noise(x / length, y / length, seed + 2 * index + 1);
  });
  return [x + dx, y + dy];
}

/** Both neighbours of a border cut it at the same places: it is always walked from the same end. */
function between(from: Place, to: Place): Place[] {
  const forward = from[0] < to[0] || (from[0] === to[0] && from[1] <= to[1]);
  const [start, end] = forward ? [from, to] : [to, from];
  const pieces = Math.max(1, Math.round(Math.hypot(end[0] - start[0], end[1] - start[1]) / STEP));
  const places: Place[] = [];
  for (let piece = 1; piece < pieces; piece += 1) {
    const share = piece / pieces;
    places.push([start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share]);
  }
  return forward ? places : places.reverse();
}

export function warpPolygon(polygon: Polygon, seed: number): Place[] {
  return polygon.flatMap((corner, index) => {
    const next = polygon[(index + 1) % polygon.length] ?? corner;
    return [corner, ...between(corner, next)].map((place) => warpPlace(place, seed));
  });
}

export function pathOf(polygon: Polygon): string {
  return `M${polygon.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
}
