import type { Format } from "./types";

const LANDSCAPE: Format = { name: "landscape", width: 1600, height: 1000 };
const SQUARE: Format = { name: "square", width: 1300, height: 1240 };
const PORTRAIT: Format = { name: "portrait", width: 1000, height: 1440 };

const LYING = 1.28;
const STANDING = 0.84;

/** The format that fills a screen of this size best. */
export function formatFor(width: number, height: number): Format {
  const shape = width / Math.max(1, height);
  if (shape >= LYING) return LANDSCAPE;
  return shape <= STANDING ? PORTRAIT : SQUARE;
}
