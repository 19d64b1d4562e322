/** Names set as large as their land allows, in one line or several, never over the border. */
import type { Label, Place, Polygon } from "./types";

const LINE = 1.18;
/** Air between the letters and the border. */
const MARGIN = 0.9;
const ROUNDS = 10;
const FEWER_LINES = 1.1;
const BAD_BREAK = 0.09;
/** Signs no line may begin with. */
const NO_START = /[，。；：、！？）》”’」·,.;:!?)\]%²³ⁿ₁₂]/;
const NO_END = /[（《“‘「([]/;
const WIDE = /[\u2e80-\u9fff\u3000-\u303f\uff00-\uff60“”‘’—…·]/;

/** Width in letter heights; a little generous, as fonts differ. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (WIDE.test(letter)) width += 1;
    else if (letter === " ") width += 0.3;
    else if (/[A-ZΑ-Ω△⊙∠√]/.test(letter)) width += 0.72;
    else if (/[mw]/.test(letter)) width += 0.86;
    else width += 0.58;
  }
  return width;
}

/** The pieces a line may break between: Chinese letter by letter, other words whole. */
export function breakable(text: string): string[] {
  const pieces: string[] = [];
  let glue = false;
  for (const letter of text) {
    const last = pieces[pieces.length - 1];
    const latin = last !== undefined && !WIDE.test(letter) && letter !== " " && /[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uff60]$/.test(last);
    if (last !== undefined && (latin || glue || NO_START.test(letter))) pieces[pieces.length - 1] = last + letter;
    else if (last !== undefined && letter === " ") pieces[pieces.length - 1] = `${last} `;
    else pieces.push(letter);
    glue = NO_END.test(letter);
  }
  return pieces;
}

/** How bad a break is here: best after 的 and a comma, well before 与 and 和, badly inside a word. */
function breakCost(before: string, after: string): number {
  if (/[的、，：（]$/.test(before) || before.endsWith(" ")) return 0;
  if (/^[与和及（《“「]/.test(after)) return 0.15;
  if (/[与和及为]$/.test(before)) return 1;
  return 2.2;
}

/** So many lines, as even as they can be, broken where it reads well, no sign alone on a line. */
export function wrap(text: string, count: number): string[] {
  const pieces = breakable(text);
  const most = Math.min(count, pieces.length);
  const goal = widthOf(text) / most;
  const widths = pieces.map(widthOf);
  const costOf = (from: number, to: number): number => {
    let width = 0;
    for (let index = from; index < to; index += 1) width += widths[index] ?? 0;
    const ending = to < pieces.length ? breakCost(pieces[to - 1] ?? "", pieces[to] ?? "") : 0;
    return (width - goal) ** 2 + ending + (width < 1.5 && pieces.length > 2 ? 4 : 0);
  };
  interface Way {
    cost: number;
    breaks: number[];
  }
  let ways: (Way | undefined)[] = pieces.map((_, index) => ({ cost: costOf(0, index + 1), breaks: [] }));
  for (let line = 2; line <= most; line += 1) {
    ways = pieces.map((_, end) => {
      let best: Way | undefined;
      for (let start = line - 1; start <= end; start += 1) {
        const way = ways[start - 1];
        const cost = (way?.cost ?? Infinity) + costOf(start, end + 1);
        if (way && cost < (best?.cost ?? Infinity)) best = { cost, breaks: [...way.breaks, start] };
      }
      return best;
    });
  }
  const breaks = [0, ...(ways[pieces.length - 1]?.breaks ?? []), pieces.length];
  return breaks.slice(1).map((end, line) => pieces.slice(breaks[line], end).join("").trim());
}

function badBreaks(lines: readonly string[]): number {
  const alone = lines.length > 1 ? lines.filter((line) => line.length === 1).length * 3 : 0;
  return alone + lines.slice(1).filter((line, index) => breakCost(lines[index] ?? "", line) > 1.5).length;
}

/** How far the land reaches left and right of a place at a height. */
function reach(polygon: Polygon, x: number, y: number): number {
  let left = -Infinity;
  let right = Infinity;
  for (let index = 0; index < polygon.length; index += 1) {
    const [x0, y0] = polygon[index] ?? [0, 0];
    const [x1, y1] = polygon[(index + 1) % polygon.length] ?? [0, 0];
    if (y0 > y === y1 > y) continue;
    const cut = x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
    if (cut <= x) left = Math.max(left, cut);
    else right = Math.min(right, cut);
  }
  const free = Math.min(x - left, right - x);
  return Number.isFinite(free) ? free : 0;
}

function fits(polygon: Polygon, at: Place, widths: readonly number[], size: number): boolean {
  const top = at[1] - (widths.length * LINE * size) / 2;
  return widths.every((width, line) => {
    const half = (width * size) / 2 / MARGIN;
    const above = top + line * LINE * size;
    return [0.06, 0.5, 0.96].every((part) => reach(polygon, at[0], above + part * LINE * size) >= half);
  });
}

/** The largest letters that fit around one place. */
function largest(polygon: Polygon, at: Place, widths: readonly number[], most: number, least: number): number {
  if (!fits(polygon, at, widths, least)) return 0;
  let low = least;
  let high = most;
  for (let round = 0; round < ROUNDS; round += 1) {
    const middle = (low + high) / 2;
    if (fits(polygon, at, widths, middle)) low = middle;
    else high = middle;
  }
  return low;
}

interface Limits {
  mostLines: number;
  mostSize: number;
  /** Lines below the name kept free, in letter heights. */
  footer?: number;
}

export function fitLabel(polygon: Polygon, text: string, middle: Place, { mostLines, mostSize, footer = 0 }: Limits): Label {
  let best: Label = { lines: [text], at: middle, size: 0 };
  let bestWorth = 0;
  const pieces = breakable(text).length;
  for (let count = 1; count <= Math.min(mostLines, pieces); count += 1) {
    const lines = wrap(text, count);
    const widths = [...lines.map(widthOf), ...(footer > 0 ? [footer] : [])];
    // Fewer lines, broken where one would pause, read better than larger letters.
    const price = FEWER_LINES ** (count - 1) * (1 + BAD_BREAK * badBreaks(lines));
    const size = bestWorth * price > mostSize ? 0 : largest(polygon, middle, widths, mostSize, bestWorth * price + 0.01);
    if (size > 0) {
      best = { lines, at: middle, size };
      bestWorth = size / price;
    }
  }
  return best;
}
