/** Light, dark, or as the device says; kept on this device. */
import { useSyncExternalStore } from "react";

export type Appearance = "system" | "light" | "dark";

const KEY = "appearance";
const listeners = new Set<() => void>();

function stored(): Appearance {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
}

let current = stored();

export function setAppearance(appearance: Appearance): void {
  current = appearance;
  try {
    localStorage.setItem(KEY, appearance);
  } catch {
    // Not kept, still switched.
  }
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
