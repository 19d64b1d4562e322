/** Light, dark, or as the device says; kept on this device. */
import { useSyncExternalStore } from "react";

import { keep, kept } from "../lib/kept";

export type Appearance = "system" | "light" | "dark";

const KEY = "appearance";
const listeners = new Set<() => void>();

function stored(): Appearance {
  const value = kept(KEY);
  return value === "light" || value === "dark" ? value : "system";
}

let current = stored();

export function setAppearance(appearance: Appearance): void {
  current = appearance;
  keep(KEY, appearance);
  listeners.forEach((changed) => changed());
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => current,
  );
}
