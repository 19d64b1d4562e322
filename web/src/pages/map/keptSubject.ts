const KEY = "map-subject";

/** The subject whose map was looked at last on this device. */
export function keptSubject(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function keepSubject(code: string): void {
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // Not kept: the map of mathematics comes first next time.
  }
}
