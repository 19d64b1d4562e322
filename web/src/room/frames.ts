/** What is said on the connection to a room, both ways; see sessions/room/frames.py. */
import type { Happening, RoomEvent, Who } from "./events";

export type Passing =
  | { kind: "pointer"; page: string; x: number; y: number }
  | { kind: "typing" }
  | { kind: "signal"; call: string; data: string };

export type Said =
  | { t: "hello"; ticket: string; epoch: string | null; after: number }
  | { t: "put"; key: string; what: Happening }
  | { t: "pass"; what: Passing }
  | { t: "ping" }
  | { t: "renew"; ticket: string };

interface Course { now_ms: number; ends_ms: number | null; ended: boolean }
export interface Welcome extends Course { t: "welcome"; epoch: string; offset: number; after: number; lost: boolean; role: Who }
export type Heard =
  | Welcome
  | ({ t: "course" } & Course)
  | { t: "events"; events: RoomEvent[] }
  | { t: "ack"; key: string; offset: number; at_ms: number }
  | { t: "refused"; key: string; why: string }
  | { t: "passing"; role: Who; what: Passing }
  | { t: "there"; who: Who[] }
  | { t: "pong"; now_ms: number };
