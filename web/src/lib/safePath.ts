/** Where to go after login: only a path of this app, never another site. */
export function safePath(path: string | null | undefined): string | null {
  if (!path || !path.startsWith("/") || path.startsWith("//") || path.includes("\\")) return null;
  return path === "/login" || path.startsWith("/login?") ? null : path;
}
