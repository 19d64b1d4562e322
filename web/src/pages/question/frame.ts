/** Geometry of the photograph: boxes are given in the frame of the upright picture. */
import type { CSSProperties } from "react";

interface Frame {
  width: number;
  height: number;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(3)}%`;
}

/** Where a box [x0, y0, x1, y1] lies, in shares of the frame, so that it holds at any size. */
export function placed(box: readonly number[], { width, height }: Frame): CSSProperties {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box;
  return {
    left: percent(x0, width),
    top: percent(y0, height),
    width: percent(x1 - x0, width),
    height: percent(y1 - y0, height),
  };
}

/** The file lies as it was photographed; turn it clockwise until it fills the upright frame. */
export function upright(rotation: number, { width, height }: Frame): CSSProperties {
  const lying = rotation % 180 !== 0;
  return {
    width: lying ? percent(height, width) : "100%",
    height: lying ? percent(width, height) : "100%",
    transform: `translate(-50%, -50%) rotate(${rotation}deg)`,
  };
}
