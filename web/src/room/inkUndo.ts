/** One's own ink, back and forth: a stroke that was drawn, or strokes that were rubbed out. */
import type { Happening } from "./events";

interface Step { kind: "drawn" | "rubbed"; strokes: string[] }

/** How many strokes one event may name. */
const MOST = 200;

export class InkUndo {
  private done: Step[] = [];
  private undone: Step[] = [];

  constructor(private readonly put: (what: Happening) => void) {}

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  drew(stroke: string): void {
    this.done.push({ kind: "drawn", strokes: [stroke] });
    this.undone = [];
  }

  /** Rubs strokes out. */
  rub(strokes: string[]): void {
    for (let i = 0; i < strokes.length; i += MOST) {
      const some = strokes.slice(i, i + MOST);
      this.put({ kind: "erased", strokes: some });
      this.done.push({ kind: "rubbed", strokes: some });
    }
    this.undone = [];
  }

  undo(): void {
    const step = this.done.pop();
    if (!step) return;
    this.put({ kind: step.kind === "drawn" ? "erased" : "restored", strokes: step.strokes });
    this.undone.push(step);
  }

  redo(): void {
    const step = this.undone.pop();
    if (!step) return;
    this.put({ kind: step.kind === "drawn" ? "restored" : "erased", strokes: step.strokes });
    this.done.push(step);
  }
}
