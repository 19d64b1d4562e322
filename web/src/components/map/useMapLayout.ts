/** The layout of a map, drawn in slices between which the page stays alive; the same content is drawn once. */
import { useEffect, useState } from "react";

import type { MapView } from "../../api/types";
import { contentKey, layoutSteps } from "./layout/layout";
import type { Format, MapLayout } from "./layout/types";

const SLICE_MS = 12;
const KEPT = 12;
const drawn = new Map<string, MapLayout>();

function keep(key: string, layout: MapLayout): void {
  drawn.set(key, layout);
  const [oldest] = drawn.keys();
  if (drawn.size > KEPT && oldest !== undefined) drawn.delete(oldest);
}

function draw(map: MapView, format: Format, done: (layout: MapLayout) => void): () => void {
  const steps = layoutSteps(map, format);
  let timer = 0;
  const slice = () => {
    const end = performance.now() + SLICE_MS;
    do {
      const step = steps.next();
      if (step.done === true) {
        done(step.value);
        return;
      }
    } while (performance.now() < end);
    timer = window.setTimeout(slice, 0);
  };
  timer = window.setTimeout(slice, 0);
  return () => window.clearTimeout(timer);
}

export function useMapLayout(map: MapView, format: Format | null): MapLayout | null {
  const key = format === null ? "" : `${format.name}|${contentKey(map)}`;
  const [, redraw] = useState(0);
  const found = drawn.get(key) ?? null;
  useEffect(() => {
    if (format === null || drawn.has(key)) return undefined;
    performance.mark("map-layout-start");
    return draw(map, format, (layout) => {
      keep(key, layout);
      performance.measure("map-layout", "map-layout-start");
      redraw((count) => count + 1);
    });
  }, [map, format, key]);
  return found;
}
