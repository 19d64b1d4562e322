/** A word kept on this device; where storage is forbidden nothing is kept, and nothing breaks. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keep(key: string, word: string): void {
  try {
    localStorage.setItem(key, word);
  } catch {
    // Not kept.
  }
}
