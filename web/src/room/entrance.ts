/** What a room's client needs of the world: a ticket, a line, and a place to keep what is not sent yet. */
import type { Shelf } from "./onTheWay";

/** As much of a WebSocket as is needed. */
export interface Line {
  send: (text: string) => void;
  close: () => void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

/** How to get in. */
export interface Entrance {
  /** A one-use ticket; a `Refusal` where it is no use to ask again. */
  ticket: () => Promise<string>;
  open: () => Line;
  shelf: Shelf;
}

/** Nobody is let in any more. */
export class Refusal extends Error {}
