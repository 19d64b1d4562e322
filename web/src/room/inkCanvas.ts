/** Draws a page's ink on two canvases: what is finished below, what is being drawn, and a pointer, above. */
import { PAGE_WIDTH } from "./events";
import type { Passing } from "./frames";
import { drawStroke } from "./ink";
import type { RoomState, Stroke } from "./state";
import type { StrokeWriter } from "./strokeWriter";

const POINTER_MS = 1_500;
const POINTER_RADIUS = 110;
const POINTER_COLOUR = "rgba(217, 42, 28, 0.75)";
const SHARPEST = 2.5;

export class InkCanvas {
  private frame = 0;
  private drawn: Stroke[] = [];
  private writer: StrokeWriter | null = null;
  private pointer: { x: number; y: number } | null = null;
  private fading: ReturnType<typeof setTimeout> | undefined;
  private readonly below: CanvasRenderingContext2D | null;
  private readonly above: CanvasRenderingContext2D | null;

  /** Width and height are those of the page on the screen, in CSS pixels. */
  constructor(
    private readonly room: { readonly state: RoomState },
    private readonly page: string,
    settled: HTMLCanvasElement,
    live: HTMLCanvasElement,
    width: number,
    height: number,
  ) {
    const density = Math.min(window.devicePixelRatio, SHARPEST);
    const scale = (width / PAGE_WIDTH) * density;
    const prepare = (canvas: HTMLCanvasElement) => {
      canvas.width = Math.round(width * density);
      canvas.height = Math.round(height * density);
      const context = canvas.getContext("2d");
      context?.setTransform(scale, 0, 0, scale, 0, 0);
      return context;
    };
    this.below = prepare(settled);
    this.above = prepare(live);
  }

  /** A stroke that is being drawn here is shown from its own points: they are newer than those on the way. */
  follow(writer: StrokeWriter | null): void {
    this.writer = writer;
    this.draw();
  }

  point(what: Passing): void {
    if (what.kind !== "pointer" || what.page !== this.page) return;
    this.pointer = what;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => {
      this.pointer = null;
      this.draw();
    }, POINTER_MS);
    this.draw();
  }

  /** Draws at the next frame. */
  draw(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.drawNow());
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.fading);
  }

  private drawNow(): void {
    this.frame = 0;
    if (!this.below || !this.above) return;
    const finished: Stroke[] = [];
    const going: Stroke[] = [];
    for (const stroke of this.room.state.strokes.values()) {
      if (stroke.page !== this.page || stroke.erased || stroke.id === this.writer?.stroke) continue;
      (stroke.done ? finished : going).push(stroke);
    }
    this.drawFinished(this.below, finished);
    clear(this.above);
    for (const stroke of going) drawStroke(this.above, stroke);
    if (this.writer) drawStroke(this.above, { ...this.writer.nib, points: this.writer.points, done: false });
    if (this.pointer) {
      this.above.fillStyle = POINTER_COLOUR;
      this.above.beginPath();
      this.above.arc(this.pointer.x, this.pointer.y, POINTER_RADIUS, 0, 2 * Math.PI);
      this.above.fill();
    }
  }

  /** Adds what is new; begins anew where something has gone. */
  private drawFinished(context: CanvasRenderingContext2D, finished: Stroke[]): void {
    const kept = this.drawn.every((stroke, index) => stroke.id === finished[index]?.id);
    if (!kept) clear(context);
    for (const stroke of kept ? finished.slice(this.drawn.length) : finished) drawStroke(context, stroke);
    this.drawn = finished;
  }
}

function clear(context: CanvasRenderingContext2D): void {
  context.clearRect(0, 0, PAGE_WIDTH, PAGE_WIDTH * 6);
}
