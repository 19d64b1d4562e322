import { describe, expect, it } from "vitest";

import type { RoomEvent } from "../src/room/events";
import { applyEvent, emptyRoom, type RoomState } from "../src/room/state";
import text from "./roomLogs.json?raw";

const logs = JSON.parse(text) as {
  events: RoomEvent[];
  state: unknown;
}[];

function replay(events: RoomEvent[]): RoomState {
  const state = emptyRoom();
  for (const event of events) applyEvent(state, event);
  return state;
}

describe("a room", () => {
  it.each(logs.map((log, index) => [index, log] as const))("log %i comes to what the service makes of it", (_, log) => {
    const state = replay(log.events);
    const found: unknown = JSON.parse(
      JSON.stringify({ ...state, strokes: [...state.strokes.values()], feedback: [...state.feedback].sort() }),
    );
    expect(found).toEqual(log.state);
  });

  it("takes no event but the next", () => {
    const state = emptyRoom();
    const event: RoomEvent = { offset: 2, at_ms: 0, role: "student", what: { kind: "said", text: "一" } };
    expect(() => applyEvent(state, event)).toThrow("event 2 cannot follow 0");
  });
});
