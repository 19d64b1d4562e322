/** Lines over the map: arcs between points, and the road of a route. */
import type { Place } from "./layout/types";

const at = (value: number) => value.toFixed(1);
const BEND = 0.18;

/** An arc that leaves one place and arrives at the other, both ends kept a little off their names. */
export function arc(from: Place, to: Place, off: number): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy) || 1;
  const middle: Place = [(from[0] + to[0]) / 2 - dy * BEND, (from[1] + to[1]) / 2 + dx * BEND];
  const gap = Math.min(off, length * 0.3);
  const towards = (start: Place): Place => {
    const reach = Math.hypot(middle[0] - start[0], middle[1] - start[1]) || 1;
    return [start[0] + ((middle[0] - start[0]) * gap) / reach, start[1] + ((middle[1] - start[1]) * gap) / reach];
  };
  const [start, end] = [towards(from), towards(to)];
  return `M${at(start[0])} ${at(start[1])}Q${at(middle[0])} ${at(middle[1])} ${at(end[0])} ${at(end[1])}`;
}

/** The roads of a route: smooth between stops that lie together, and the leaps from one such stretch to the next. */
export function roads(stops: readonly Place[], leap: number): { road: string; leaps: string[] } {
  let path = "";
  const leaps: string[] = [];
  const far = (one: Place | undefined, other: Place | undefined) =>
    one === undefined || other === undefined || Math.hypot(one[0] - other[0], one[1] - other[1]) > leap;
  stops.forEach((here, index) => {
    const next = stops[index + 1];
    if (next === undefined) return;
    if (far(here, next)) {
      leaps.push(arc(here, next, 0));
      return;
    }
    const last = stops[index - 1];
    const before = last === undefined || far(last, here) ? here : last;
    const later = stops[index + 2];
    const after = later === undefined || far(next, later) ? next : later;
    const [x1, y1] = [here[0] + (next[0] - before[0]) / 7, here[1] + (next[1] - before[1]) / 7];
    const [x2, y2] = [next[0] - (after[0] - here[0]) / 7, next[1] - (after[1] - here[1]) / 7];
    if (before === here) path += `M${at(here[0])} ${at(here[1])}`;
    path += `C${at(x1)} ${at(y1)} ${at(x2)} ${at(y2)} ${at(next[0])} ${at(next[1])}`;
  });
  return { road: path, leaps };
}
