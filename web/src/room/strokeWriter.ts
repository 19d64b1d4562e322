/** One stroke while it is being drawn: its points go out in batches, as events of the room. */
import { type Colour, type Inked, PAGE_WIDTH, POINT, type Tool } from "./events";

const BATCH_MS = 60;
const MOST_POINTS = 64;
const MOST_OF_A_STROKE = 20_000;
const LOWEST = PAGE_WIDTH * 6;

export interface Nib { tool: Tool; colour: Colour; width: number }

export class StrokeWriter {
  readonly points: number[] = [];
  private sent = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly begun = performance.now();

  /**
   * @param stroke A new identifier.
   * @param page Where it is drawn.
   * @param put Takes the batches.
   */
  constructor(
    readonly stroke: string,
    readonly page: string,
    readonly nib: Nib,
    private readonly put: (ink: Inked) => void,
  ) {}

  /** Adds a point, in units of the page; pressure from 0 to 1. What lies beside the page is drawn at its edge. */
  add(x: number, y: number, pressure: number): void {
    const [px, py] = [within(x, PAGE_WIDTH), within(y, LOWEST)];
    const last = this.points.length - POINT;
    if (last >= 0 && this.points[last] === px && this.points[last + 1] === py) return;
    if (this.points.length / POINT >= MOST_OF_A_STROKE) return;
    this.points.push(px, py, within(pressure * 1023, 1023), Math.round(performance.now() - this.begun));
    if (this.points.length / POINT - this.sent >= MOST_POINTS) this.flush(false);
    else this.timer ??= setTimeout(() => this.flush(false), BATCH_MS);
  }

  /** The pen was lifted. */
  finish(): void {
    this.flush(true);
  }

  private flush(done: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const points = this.points.slice(this.sent * POINT);
    if (points.length === 0) {
      if (!done || this.points.length === 0) return;
      points.push(...this.points.slice(-POINT)); // an event has a point at least
    }
    const { tool, colour, width } = this.nib;
    const first = this.sent;
    this.sent += points.length / POINT;
    this.put({
      kind: "inked", stroke: this.stroke, page: this.page, first, points,
      ...(first === 0 ? { tool, colour, width } : {}), ...(done ? { done } : {}),
    });
  }
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, Math.round(value)));
}
