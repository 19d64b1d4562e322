import { useSyncExternalStore } from "react";

/** Tablets lying down and laptops: room for columns and a top menu. */
export const WIDE = "(min-width: 900px)";

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
