/** Where everything on the map lies, in the map's own units. */
export type Place = readonly [x: number, y: number];
export type Polygon = readonly Place[];

/** What the layout needs to know of a subject. */
export interface MapSource {
  themes: readonly {
    name: string;
    units: readonly { id: string; name: string; grade: number; points: readonly { id: string; name: string }[] }[];
  }[];
}

/** Names set in lines; `size` is the height of the letters in map units. */
export interface Label {
  lines: string[];
  at: Place;
  size: number;
}

export interface Cell {
  id: string;
  name: string;
  theme: number;
  unit: number;
  at: Place;
  path: string;
  label: Label;
}

export interface Area {
  name: string;
  theme: number;
  at: Place;
  path: string;
  label: Label;
}

export interface UnitArea extends Area {
  id: string;
}

export interface ThemeArea extends Area {
  /** Rings along the inside of the border: a soft wide one, a fine strong one. */
  band: string;
  rim: string;
  grades: [first: number, last: number];
}

export interface MapLayout {
  width: number;
  height: number;
  /** The typical distance from one point to the next. */
  step: number;
  coast: string;
  themes: ThemeArea[];
  units: UnitArea[];
  cells: Cell[];
}

/** Screens lie or stand. */
export interface Format {
  name: "landscape" | "square" | "portrait";
  width: number;
  height: number;
}
