/** The map's colours: a hue for each country, ramps a colour-blind eye can read, ink that stands on all of them. */
export function oklch(lightness: number, chroma: number, hue: number): string {
  const angle = (hue * Math.PI) / 180;
  const channels = (colour: number): [number, number, number] => {
    const a = colour * Math.cos(angle);
    const b = colour * Math.sin(angle);
    const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
    return [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    ];
  };
  // Less colour where a screen has no such colour.
  let colour = chroma;
  while (colour > 0.005 && channels(colour).some((value) => value < -0.0005 || value > 1.0005)) colour -= 0.004;
  const hex = channels(colour).map((linear) => {
    const value = Math.min(1, Math.max(0, linear));
    const share = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(share * 255)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${hex.join("")}`;
}

export function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const DARK_INK = "#161b30";
const LIGHT_INK = "#ffffff";

/** The ink that is easier to read on a ground. */
export function inkOn(ground: string): string {
  return contrast(DARK_INK, ground) >= contrast(LIGHT_INK, ground) ? DARK_INK : LIGHT_INK;
}

/** What the sea, the coast and the marks look like, by day and by night. */
export interface MapColours {
  dark: boolean;
  sea: string;
  surf: string;
  coast: string;
  fine: string;
  border: string;
  strait: string;
  ink: string;
  veil: string;
  needs: string;
  opens: string;
  related: string;
  mark: string;
  road: string;
  roadSide: string;
  onRoad: string;
}

export const DAY: MapColours = {
  dark: false, sea: "#dbe6f4", surf: "#ffffff", coast: "#8fa3c4", fine: "#f7f9fd", border: "#ffffff", strait: "#ffffff",
  ink: DARK_INK, veil: "#eef3fa", needs: "#2743b8", opens: "#b4540a", related: "#5c6480", mark: "#1c2238",
  road: "#263da3", roadSide: "#ffffff", onRoad: "#ffffff",
};

export const NIGHT: MapColours = {
  dark: true, sea: "#0d1220", surf: "#5a76ad", coast: "#5f7298", fine: "#10141f", border: "#0e1220", strait: "#0a0e19",
  ink: LIGHT_INK, veil: "#0d1220", needs: "#a9b8ff", opens: "#ffb561", related: "#a7afc8", mark: "#ffffff",
  road: "#ffd27d", roadSide: "#0d1220", onRoad: "#161b30",
};

export interface CountryColours {
  land: string;
  band: string;
  line: string;
  ink: string;
}

/** Neighbours in teaching order are neighbours on the map: their hues lie far apart. Quiet land leaves colour to numbers. */
export function countryColours(index: number, dark: boolean, quiet = false): CountryColours {
  const hue = (28 + index * 137.5) % 360;
  const tint = quiet ? 0.3 : 1;
  return dark
    ? { land: oklch(quiet ? 0.275 : 0.3, 0.035 * tint, hue), band: oklch(0.46, 0.085, hue), line: oklch(0.7, 0.1, hue), ink: oklch(0.92, 0.05, hue) }
    : { land: oklch(quiet ? 0.965 : 0.945, 0.032 * tint, hue), band: oklch(0.83, 0.085, hue), line: oklch(0.56, 0.1, hue), ink: oklch(0.37, 0.1, hue) };
}

type Step = readonly [lightness: number, chroma: number, hue: number];

const RAMPS = {
  mastery: {
    day: [[0.94, 0.1, 98], [0.845, 0.11, 142], [0.745, 0.09, 192], [0.64, 0.1, 242], [0.49, 0.13, 272]],
    night: [[0.43, 0.08, 85], [0.51, 0.095, 140], [0.66, 0.1, 190], [0.77, 0.09, 235], [0.89, 0.05, 265]],
  },
  asked: {
    day: [[0.925, 0.06, 80], [0.855, 0.095, 60], [0.765, 0.125, 40], [0.64, 0.15, 18], [0.49, 0.16, 350]],
    night: [[0.42, 0.05, 350], [0.51, 0.1, 5], [0.66, 0.13, 30], [0.78, 0.11, 60], [0.91, 0.07, 90]],
  },
} satisfies Record<string, Record<"day" | "night", Step[]>>;

/** Five steps from little to much; lightness alone tells them apart. */
export function ramp(kind: keyof typeof RAMPS, dark: boolean): string[] {
  return RAMPS[kind][dark ? "night" : "day"].map(([lightness, chroma, hue]) => oklch(lightness, chroma, hue));
}

/** One colour for each of many kinds; next to each other in the list, they differ in lightness too. */
export function kindColours(count: number, dark: boolean): string[] {
  return Array.from({ length: count }, (_, index) => {
    const hue = (20 + (360 * index) / Math.max(1, count)) % 360;
    const light = index % 2 === 0;
    if (dark) return oklch(light ? 0.48 : 0.36, 0.1, hue);
    return oklch(light ? 0.895 : 0.79, light ? 0.065 : 0.092, hue);
  });
}

/** The colour of a cell: its number's, or its country's. */
export type Paint = (cell: { id: string; theme: number }) => string;

export function paintOf(shades: ReadonlyMap<string, string>, dark: boolean, quiet: boolean): Paint {
  return ({ id, theme }) => shades.get(id) ?? countryColours(theme, dark, quiet).land;
}
