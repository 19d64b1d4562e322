import { describe, expect, it } from "vitest";

import { DARK, LIGHT, type Palette } from "../src/app/palette";

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT: [keyof Palette, keyof Palette][] = [
  ["ink", "page"], ["ink", "surface"], ["ink", "sunken"], ["ink", "secondWash"], ["ink", "brandWash"], ["ink", "dangerWash"],
  ["soft", "page"], ["soft", "surface"], ["soft", "sunken"], ["soft", "secondWash"],
  ["brand", "page"], ["brand", "surface"], ["brand", "brandWash"], ["brand", "sunken"], ["brandStrong", "brandWash"], ["onBrand", "brand"],
  ["secondInk", "secondWash"], ["good", "goodWash"], ["good", "surface"], ["danger", "dangerWash"], ["danger", "surface"], ["danger", "page"],
];
const EDGES: [keyof Palette, keyof Palette][] = [["field", "surface"], ["brand", "page"]];

describe.each([["light", LIGHT], ["dark", DARK]] as const)("%s palette", (_, palette) => {
  it.each(TEXT)("%s is readable on %s (4.5:1)", (ink, ground) => {
    expect(contrast(palette[ink], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(EDGES)("%s stands out on %s (3:1)", (edge, ground) => {
    expect(contrast(palette[edge], palette[ground])).toBeGreaterThanOrEqual(3);
  });
});
