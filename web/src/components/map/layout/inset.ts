/** A country's shape drawn inwards: for the band of colour along its border. */
import type { Place } from "./types";

/** What is left of a shape on the inner side of one shifted edge. */
function cut(shape: readonly Place[], [x, y]: Place, [nx, ny]: Place): Place[] {
  const side = ([px, py]: Place) => (px - x) * nx + (py - y) * ny;
  const left: Place[] = [];
  shape.forEach((here, index) => {
    const next = shape[(index + 1) % shape.length] ?? here;
    const [one, other] = [side(here), side(next)];
    if (one >= 0) left.push(here);
    if (one >= 0 === other >= 0) return;
    const share = one / (one - other);
    left.push([here[0] + (next[0] - here[0]) * share, here[1] + (next[1] - here[1]) * share]);
  });
  return left;
}

/** A convex shape, smaller by so much on every side; empty when nothing is left. */
export function inset(shape: readonly Place[], by: number): Place[] {
  let area = 0;
  shape.forEach(([x, y], index) => {
    const [nextX, nextY] = shape[(index + 1) % shape.length] ?? [x, y];
    area += x * nextY - nextX * y;
  });
  const turn = Math.sign(area);
  let left = [...shape];
  shape.forEach((here, index) => {
    const next = shape[(index + 1) % shape.length] ?? here;
    const length = Math.hypot(next[0] - here[0], next[1] - here[1]);
    if (length < 1e-6 || left.length === 0) return;
    const normal: Place = [(-(next[1] - here[1]) / length) * turn, ((next[0] - here[0]) / length) * turn];
    left = cut(left, [here[0] + normal[0] * by, here[1] + normal[1] * by], normal);
  });
  return left.length < 3 ? [] : left;
}
