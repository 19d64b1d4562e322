/**
 * Moves the one sheet everything is drawn on, and decides which names are seen; React is not asked meanwhile.
 *
 * The sheet is moved by a style of the element around the drawing: no line of the drawing is laid out again for it.
 * Line widths and letters follow in steps, and when the hand is lifted.
 */
import "d3-transition";

import { select, type Selection } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";

import type { MapLayout, Place } from "./layout/types";

/** What is told apart at a distance: countries, provinces, points. */
export type Level = 0 | 1 | 2;

export interface Insets {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Screen sizes of letters: below the first they are not shown, above the second they do not grow. */
const LETTERS: Record<string, readonly [least: number, most: number]> = { theme: [8, 30], unit: [9.5, 19], point: [8.8, 19] };
const FROM_UNITS = 1.25;
const FROM_POINTS = 1.6;
const READABLE = 10.4;
const DEEPEST = 7;
export const FLIGHT_MS = 620;
const NEAR = 2.6;
/** How far the scale may drift (as a logarithm) before letters and lines follow. */
const DRESS_STEP = 0.45;

interface Name {
  element: SVGGElement;
  kind: string;
  size: number;
  x: number;
  y: number;
  reach: number;
  written: string;
}

interface Listeners {
  onMove: (whole: boolean) => void;
}

export class MapCamera {
  private readonly frame: Selection<HTMLElement, unknown, null, undefined>;
  private readonly behaviour: ZoomBehavior<HTMLElement, unknown>;
  private names: Name[] = [];
  private pinned: SVGGElement[] = [];
  private strokes: { element: SVGElement; width: number }[] = [];
  private size: [number, number] = [1, 1];
  private insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  private whole = 1;
  private level: Level = 0;
  private atWhole = true;
  private scale = 1;
  private lifted = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly sheet: HTMLElement,
    readonly layout: MapLayout,
    private readonly still: () => boolean,
    private readonly listeners: Listeners,
  ) {
    this.frame = select(element);
    this.behaviour = zoom<HTMLElement, unknown>()
      .clickDistance(6)
      .on("start", () => this.lift())
      .on("zoom", (event: D3ZoomEvent<HTMLElement, unknown>) => this.draw(event.transform, event.sourceEvent !== null))
      .on("end", () => this.settle());
    this.frame.call(this.behaviour);
    this.refresh();
  }

  /** Looks again for names and lines, after React drew some. */
  refresh(): void {
    this.names = [...this.sheet.querySelectorAll<SVGGElement>("[data-name]")].map((element) => ({
      element,
      kind: element.dataset["name"] ?? "",
      size: Number(element.dataset["size"]),
      x: Number(element.dataset["x"]),
      y: Number(element.dataset["y"]),
      reach: Number(element.dataset["reach"]),
      written: "",
    }));
    this.pinned = [...this.sheet.querySelectorAll<SVGGElement>("[data-pinned]")];
    this.strokes = [...this.sheet.querySelectorAll<SVGElement>("[data-stroke]")].map((element) => ({
      element,
      width: Number(element.dataset["stroke"]),
    }));
    const { transform } = this;
    this.dress(transform.x, transform.y, transform.k, true);
  }

  resize(width: number, height: number, insets: Insets): void {
    const first = this.size[0] === 1;
    this.size = [width, height];
    this.insets = insets;
    this.whole = this.scaleFor(this.layout.width - 40, this.layout.height - 40);
    this.behaviour
      .extent([[0, 0], [width, height]])
      .scaleExtent([this.whole * 0.85, Math.max(this.whole * DEEPEST, 26 / 11)])
      .translateExtent([
        [-this.layout.width * 0.35, -this.layout.height * 0.35],
        [this.layout.width * 1.35, this.layout.height * 1.35],
      ]);
    if (first || this.atWhole) this.showWhole(false);
    else this.refresh();
  }

  showWhole(fly = true): void {
    this.moveTo([this.layout.width / 2, this.layout.height / 2], this.whole, fly, true);
  }

  /** So near that names of points are read, and the place in the middle of what is free. */
  showPlace(place: Place, fly = true): void {
    this.moveTo(place, Math.max(this.transform.k, this.pointScale * 1.02, Math.min(this.whole * NEAR, 1.15)), fly);
  }

  showBox(left: number, top: number, right: number, bottom: number, margin = 30): void {
    const wanted = this.scaleFor(right - left + 2 * margin, bottom - top + 2 * margin);
    this.moveTo([(left + right) / 2, (top + bottom) / 2], Math.min(wanted, this.whole * DEEPEST), true);
  }

  zoomBy(factor: number): void {
    const { width, height, left, top } = this.free;
    const target = this.still() ? this.frame : this.frame.transition().duration(220);
    this.behaviour.scaleBy(target as never, factor, [left + width / 2, top + height / 2]);
    this.atWhole = false;
  }

  panBy(dx: number, dy: number): void {
    this.behaviour.translateBy(this.frame, dx / this.transform.k, dy / this.transform.k);
    this.atWhole = false;
  }

  /** Brings a place into sight, without moving when it is there already. */
  reveal(place: Place): boolean {
    const { x, y, k } = this.transform;
    const { left, top, width, height } = this.free;
    const [sx, sy] = [place[0] * k + x, place[1] * k + y];
    const inside = sx > left + 40 && sx < left + width - 40 && sy > top + 40 && sy < top + height - 40;
    if (!inside) this.moveTo(place, k, true);
    return !inside && !this.still();
  }

  /** The place of the map under the middle of the screen. */
  get middle(): Place {
    const { x, y, k } = this.transform;
    const { left, top, width, height } = this.free;
    return [(left + width / 2 - x) / k, (top + height / 2 - y) / k];
  }

  /** A place of the map on the screen. */
  onScreen(place: Place): Place {
    const { x, y, k } = this.transform;
    return [place[0] * k + x, place[1] * k + y];
  }

  destroy(): void {
    this.frame.interrupt().on(".zoom", null);
  }

  private get transform() {
    return (this.element as HTMLElement & { __zoom?: typeof zoomIdentity }).__zoom ?? zoomIdentity;
  }

  private get free() {
    const { top, right, bottom, left } = this.insets;
    return { left, top, width: Math.max(80, this.size[0] - left - right), height: Math.max(80, this.size[1] - top - bottom) };
  }

  private get pointScale(): number {
    const typical = this.layout.step * 0.2;
    return Math.max(this.whole * FROM_POINTS, READABLE / typical);
  }

  private scaleFor(width: number, height: number): number {
    const { width: w, height: h } = this.free;
    return Math.min(w / width, h / height);
  }

  private moveTo([x, y]: Place, scale: number, fly: boolean, whole = false): void {
    const { left, top, width, height } = this.free;
    const [least, most] = this.behaviour.scaleExtent();
    const k = Math.min(most, Math.max(least, scale));
    const goal = zoomIdentity.translate(left + width / 2 - x * k, top + height / 2 - y * k).scale(k);
    this.frame.interrupt();
    if (!fly || this.still()) this.behaviour.transform(this.frame, goal);
    else this.behaviour.transform(this.frame.transition().duration(FLIGHT_MS) as never, goal);
    this.atWhole = whole;
    this.listeners.onMove(whole);
  }

  private draw({ x, y, k }: { x: number; y: number; k: number }, byHand: boolean): void {
    this.sheet.style.transform = `translate(${x.toFixed(2)}px, ${y.toFixed(2)}px) scale(${k.toFixed(5)})`;
    if (byHand && this.atWhole) {
      this.atWhole = false;
      this.listeners.onMove(false);
    }
    const step = Math.abs(Math.log(k / this.scale)) > DRESS_STEP;
    if (step || this.levelAt(k) !== this.level || !this.lifted) this.dress(x, y, k, false);
  }

  /** While it moves, the sheet is a picture the screen can shift by itself. */
  private lift(): void {
    this.lifted = true;
    this.sheet.style.willChange = "transform";
  }

  private settle(): void {
    this.lifted = false;
    this.sheet.style.willChange = "auto";
    const { x, y, k } = this.transform;
    this.dress(x, y, k, false);
  }

  private levelAt(k: number): Level {
    if (k >= this.pointScale * 0.999) return 2;
    return k >= this.whole * FROM_UNITS ? 1 : 0;
  }

  /** Line widths, pins and the sizes of names for a scale. */
  private dress(x: number, y: number, k: number, anew: boolean): void {
    if (anew || Math.abs(k / this.scale - 1) > 0.01) {
      for (const { element, width } of this.strokes) element.setAttribute("stroke-width", (width / k).toFixed(3));
      for (const element of this.pinned) {
        element.setAttribute("transform", `translate(${element.dataset["x"] ?? 0} ${element.dataset["y"] ?? 0}) scale(${(1 / k).toFixed(4)})`);
      }
      this.scale = k;
    }
    const level = this.levelAt(k);
    if (level !== this.level || anew) {
      this.level = level;
      this.element.dataset["level"] = String(level);
    }
    const [width, height] = this.size;
    const seen = ["theme", "unit", "point"][level];
    for (const name of this.names) {
      if (name.kind !== seen && name.kind !== "marked") continue;
      const sx = name.x * k + x;
      const sy = name.y * k + y;
      const reach = name.reach * k;
      let written = "none";
      if (sx > -reach && sx < width + reach && sy > -reach && sy < height + reach) {
        const [least, most] = LETTERS[name.kind] ?? LETTERS["point"] ?? [0, 99];
        const letters = name.size * k;
        if (letters >= least) written = Math.min(1, most / letters).toFixed(2);
      }
      if (written === name.written) continue;
      name.written = written;
      if (written === "none") name.element.setAttribute("display", "none");
      else {
        name.element.removeAttribute("display");
        name.element.setAttribute("transform", `translate(${name.x} ${name.y}) scale(${written})`);
      }
    }
  }
}
