/** Address of a WebSocket of our own service. */
export function socketUrl(path: string): string {
  return `${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}${path}`;
}
