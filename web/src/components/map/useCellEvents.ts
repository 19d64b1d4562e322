/** Fingers, mouse and keys on the cells: listened to once for all of them. */
import { useCallback, useEffect, useRef, type RefObject } from "react";

import { FLIGHT_MS, type MapCamera } from "./camera";
import type { Cell, MapLayout } from "./layout/types";
import type { Over } from "./MapCanvas";
import { nextCell, type Direction } from "./neighbours";

interface Props {
  frame: RefObject<HTMLElement | null>;
  svg: RefObject<SVGSVGElement | null>;
  camera: RefObject<MapCamera | null>;
  layout: MapLayout;
  cells: ReadonlyMap<string, Cell>;
  selected: string | null;
  picked: readonly string[];
  wordsOf: (cell: Cell) => string;
  onChoose: (id: string) => void;
  onHover: (over: Over | null) => void;
  onRing: (id: string | null) => void;
}

const ARROWS: Record<string, Direction> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const NEARER = 1.5;

function cellOf(event: Event): string | null {
  const target = event.target;
  return target instanceof SVGElement ? (target.dataset["cell"] ?? null) : null;
}

function elementOf(svg: RefObject<SVGSVGElement | null>, id: string): SVGElement | null {
  return svg.current?.querySelector<SVGElement>(`[data-cell="${CSS.escape(id)}"]`) ?? null;
}

/** A box around a country or a province, from its own path. */
function boxOf(path: string): [number, number, number, number] {
  const numbers = path.match(/-?\d+\.\d/g)?.map(Number) ?? [];
  const xs = numbers.filter((_, index) => index % 2 === 0);
  const ys = numbers.filter((_, index) => index % 2 === 1);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export function useCellEvents(props: Props) {
  const { frame, svg, camera, layout, cells, selected, picked, wordsOf } = props;
  const latest = useRef(props);
  const walker = useRef<string | null>(null);
  useEffect(() => {
    latest.current = props;
  });

  /** One cell at a time is in the order of the tab key. */
  const walkTo = useCallback(
    (id: string) => {
      if (walker.current !== null) elementOf(svg, walker.current)?.setAttribute("tabindex", "-1");
      walker.current = id;
      elementOf(svg, id)?.setAttribute("tabindex", "0");
    },
    [svg],
  );
  const focusCell = useCallback(
    (id: string) => {
      if (!cells.has(id)) return;
      walkTo(id);
      elementOf(svg, id)?.focus({ preventScroll: true });
    },
    [svg, cells, walkTo],
  );

  useEffect(() => {
    for (const cell of layout.cells) {
      const path = elementOf(svg, cell.id);
      if (!path) continue;
      path.setAttribute("role", "button");
      path.setAttribute("aria-label", wordsOf(cell));
      if (cell.id === selected || picked.includes(cell.id)) path.setAttribute("aria-pressed", "true");
      else path.removeAttribute("aria-pressed");
      if (!path.hasAttribute("tabindex")) path.setAttribute("tabindex", "-1");
    }
    const start = selected ?? walker.current ?? layout.cells[0]?.id;
    if (start !== undefined && cells.has(start)) walkTo(start);
    else if (layout.cells[0]) walkTo(layout.cells[0].id);
  }, [svg, layout, cells, walkTo, wordsOf, selected, picked]);

  useEffect(() => {
    const root = frame.current;
    if (!root) return undefined;
    let byKey = true; // Safari 14 knows no :focus-visible
    const down = () => {
      byKey = false;
    };
    const press = (event: Event) => {
      const id = cellOf(event);
      const cell = id === null ? undefined : cells.get(id);
      const view = camera.current;
      if (!cell || !view) return;
      const level = root.dataset["level"];
      const area = level === "0" ? layout.themes[cell.theme] : level === "1" ? layout.units[cell.unit] : undefined;
      if (area) view.showBox(...boxOf(area.path));
      else latest.current.onChoose(cell.id);
    };
    let shown: string | null = null;
    const over = (cell: Cell | undefined) => {
      const view = camera.current;
      if ((cell?.id ?? null) === shown) return;
      shown = cell?.id ?? null;
      latest.current.onHover(cell && view ? { cell, at: view.onScreen(cell.at) } : null);
    };
    const hover = (event: PointerEvent) => {
      if (event.pointerType === "mouse") over(cells.get(cellOf(event) ?? ""));
    };
    const leave = () => over(undefined);
    const focus = (event: FocusEvent) => {
      const id = cellOf(event);
      const cell = id === null ? undefined : cells.get(id);
      latest.current.onRing(cell && byKey ? cell.id : null);
      if (!cell || !byKey) return;
      walkTo(cell.id);
      const moved = camera.current?.reveal(cell.at) === true;
      window.setTimeout(() => {
        if (document.activeElement === event.target) over(cell);
      }, moved ? FLIGHT_MS : 0);
    };
    const blur = () => {
      latest.current.onRing(null);
      over(undefined);
    };
    const typed = () => {
      byKey = true;
    };
    const key = (event: KeyboardEvent) => {
      const view = camera.current;
      const here = cells.get(cellOf(event) ?? walker.current ?? "");
      if (!view || !here || event.ctrlKey || event.metaKey || event.altKey) return;
      const direction = ARROWS[event.key];
      if (direction !== undefined) {
        const next = nextCell(layout.cells, here, direction);
        if (next) focusCell(next.id);
      } else if (event.key === "Enter" || event.key === " ") latest.current.onChoose(here.id);
      else if (event.key === "+" || event.key === "=") view.zoomBy(NEARER);
      else if (event.key === "-" || event.key === "_") view.zoomBy(1 / NEARER);
      else if (event.key === "0") view.showWhole();
      else return;
      event.preventDefault();
    };
    document.addEventListener("pointerdown", down, true);
    document.addEventListener("keydown", typed, true);
    root.addEventListener("click", press);
    root.addEventListener("pointermove", hover);
    root.addEventListener("pointerleave", leave);
    root.addEventListener("focusin", focus);
    root.addEventListener("focusout", blur);
    root.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("pointerdown", down, true);
      document.removeEventListener("keydown", typed, true);
      root.removeEventListener("click", press);
      root.removeEventListener("pointermove", hover);
      root.removeEventListener("pointerleave", leave);
      root.removeEventListener("focusin", focus);
      root.removeEventListener("focusout", blur);
      root.removeEventListener("keydown", key);
    };
  }, [frame, camera, layout, cells, focusCell, walkTo]);

  return { focusCell };
}
