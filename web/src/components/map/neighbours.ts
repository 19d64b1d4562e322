/** Which cell lies in the direction of an arrow key. */
import type { Cell } from "./layout/types";

export type Direction = "left" | "right" | "up" | "down";

const WAYS: Record<Direction, readonly [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
/** Sideways counts double: the next cell ahead, not the nearest in any direction. */
const SIDEWAYS = 2.2;

export function nextCell(cells: readonly Cell[], from: Cell, direction: Direction): Cell | null {
  const [wx, wy] = WAYS[direction];
  let best: Cell | null = null;
  let least = Infinity;
  for (const cell of cells) {
    const dx = cell.at[0] - from.at[0];
    const dy = cell.at[1] - from.at[1];
    const ahead = dx * wx + dy * wy;
    const aside = Math.abs(dx * wy) + Math.abs(dy * wx);
    if (ahead <= 1 || aside > ahead * 1.6) continue;
    const cost = ahead + SIDEWAYS * aside;
    if (cost < least) {
      least = cost;
      best = cell;
    }
  }
  return best;
}
