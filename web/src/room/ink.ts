/** How ink looks, and which of it lies under a finger. */
import { getStroke } from "perfect-freehand";

import { type Colour, POINT, type Tool } from "./events";
import type { Stroke } from "./state";

export const INKS: Record<Colour, string> = {
  black: "#1c2238", red: "#c8281e", blue: "#2343c9", green: "#117a4f", orange: "#d9730d",
};
/** In units of the page, whose width is 10,000. */
export const WIDTHS: Record<Tool, number> = { pen: 36, marker: 220 };
const MARKER_ALPHA = 0.32;
const FULL_PRESSURE = 1023;

type Drawable = Pick<Stroke, "tool" | "colour" | "width" | "points" | "done">;

/** The stroke's outline, in units of the page. */
export function outline({ tool, width, points, done }: Drawable): [number, number][] {
  const input: [number, number, number][] = [];
  for (let i = 0; i < points.length; i += POINT) {
    input.push([points[i] as number, points[i + 1] as number, (points[i + 2] as number) / FULL_PRESSURE]);
  }
  return getStroke(input, {
    size: width, thinning: tool === "pen" ? 0.5 : 0, smoothing: 0.5, streamline: 0.35, simulatePressure: false, last: done,
  });
}

const paths = new WeakMap<Drawable, { count: number; done: boolean; path: Path2D }>();

function pathOf(stroke: Drawable): Path2D {
  const known = paths.get(stroke);
  if (known && known.count === stroke.points.length && known.done === stroke.done) return known.path;
  const path = new Path2D();
  const [first, ...rest] = outline(stroke);
  if (first) {
    path.moveTo(...first);
    for (const point of rest) path.lineTo(...point);
    path.closePath();
  }
  paths.set(stroke, { count: stroke.points.length, done: stroke.done, path });
  return path;
}

/** Draws on a canvas whose scale is that of the page. */
export function drawStroke(context: CanvasRenderingContext2D, stroke: Drawable): void {
  context.globalAlpha = stroke.tool === "marker" ? MARKER_ALPHA : 1;
  context.fillStyle = INKS[stroke.colour];
  context.fill(pathOf(stroke));
  context.globalAlpha = 1;
}

/** Whether a stroke passes within `reach` of a place. */
export function lies({ points, width }: Pick<Stroke, "points" | "width">, x: number, y: number, reach: number): boolean {
  const most = (reach + width / 2) ** 2;
  for (let i = 0; i < points.length; i += POINT) {
    const x1 = points[i] as number;
    const y1 = points[i + 1] as number;
    const x2 = points[i + POINT] ?? x1;
    const y2 = points[i + POINT + 1] ?? y1;
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
    const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    if ((x - x1 - along * (x2 - x1)) ** 2 + (y - y1 - along * (y2 - y1)) ** 2 <= most) return true;
  }
  return false;
}

/** The lowest ink on a page, in its units. */
export function lowestInk(strokes: Iterable<Pick<Stroke, "points">>): number {
  let lowest = 0;
  for (const { points } of strokes) {
    for (let i = 1; i < points.length; i += POINT) lowest = Math.max(lowest, points[i] as number);
  }
  return lowest;
}
