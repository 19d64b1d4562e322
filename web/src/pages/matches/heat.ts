/** Colours of a heat map: from the paper towards one strong colour, never so dark that the ink is hard to read. */
import type { Palette } from "../../app/palette";

const MOST = 0.5;

export function heatColour(share: number, palette: Palette, strong: "brand" | "danger"): string {
  const by = Math.min(1, Math.max(0, share)) * MOST;
  const [from, to] = [rgb(palette.surface), rgb(palette[strong])];
  return `rgb(${from.map((value, i) => Math.round(value + ((to[i] ?? 0) - value) * by)).join(", ")})`;
}

function rgb(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
