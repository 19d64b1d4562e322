/** Our colours, once for light and once for dark; the tests hold them to WCAG AA. */
export interface Palette {
  page: string;
  surface: string;
  sunken: string;
  line: string;
  field: string;
  ink: string;
  soft: string;
  brand: string;
  brandStrong: string;
  onBrand: string;
  brandWash: string;
  second: string;
  secondInk: string;
  secondWash: string;
  good: string;
  goodWash: string;
  danger: string;
  dangerWash: string;
  shadow: string;
}

export const LIGHT: Palette = {
  page: "#f4f6fc",
  surface: "#ffffff",
  sunken: "#eef1fa",
  line: "#dde2f0",
  field: "#868ea9",
  ink: "#1c2238",
  soft: "#565e79",
  brand: "#3450c9",
  brandStrong: "#263da3",
  onBrand: "#ffffff",
  brandWash: "#e8ecfd",
  second: "#f3a53c",
  secondInk: "#855000",
  secondWash: "#fff3de",
  good: "#14734f",
  goodWash: "#e2f5ec",
  danger: "#b3261e",
  dangerWash: "#fdeceb",
  shadow: "0 1px 2px rgba(28, 34, 56, 0.05), 0 6px 24px rgba(28, 34, 56, 0.06)",
};

export const DARK: Palette = {
  page: "#11141f",
  surface: "#191d2c",
  sunken: "#222739",
  line: "#2f364d",
  field: "#6d7695",
  ink: "#eceffa",
  soft: "#a7afc8",
  brand: "#97a9ff",
  brandStrong: "#b6c3ff",
  onBrand: "#10142a",
  brandWash: "#252d52",
  second: "#f5b45c",
  secondInk: "#f7c47e",
  secondWash: "#3a2d18",
  good: "#6fd3a6",
  goodWash: "#17362a",
  danger: "#ff9f97",
  dangerWash: "#43211f",
  shadow: "0 1px 2px rgba(0, 0, 0, 0.4), 0 6px 24px rgba(0, 0, 0, 0.25)",
};

/** Hand the palette to the style sheets as --c-… variables. */
export function applyPalette(palette: Palette, root: HTMLElement): void {
  for (const [name, value] of Object.entries(palette) as [string, string][]) {
    root.style.setProperty(`--c-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value);
  }
}
