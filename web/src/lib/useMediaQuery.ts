import { useSyncExternalStore } from "react";

/** Tablets lying down and laptops: room for columns and a top menu. */
export const WIDE = "(min-width: 900px)";

/** A finger, not a mouse: larger targets, and a keyboard that covers the page. */
export const TOUCH = "(pointer: coarse)";

export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => window.matchMedia(query).matches,
  );
}
