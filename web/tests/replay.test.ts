import { describe, expect, it } from "vitest";

import type { Happening, RoomEvent } from "../src/room/events";
import { Replay, timelineOf } from "../src/room/replay";
import { applyEvent, emptyRoom } from "../src/room/state";
import text from "./roomLogs.json?raw";

const event = (offset: number, at_ms: number, what: Happening): RoomEvent => ({ offset, at_ms, role: "student", what });
const said = (text: string): Happening => ({ kind: "said", text });
const voiced = (ms: number): Happening => ({ kind: "voiced", attachment: "a", ms });

describe("a replay", () => {
  it("keeps the time between events, or leaves long pauses out", () => {
    const events = [event(1, 1000, said("a")), event(2, 2000, said("b")), event(3, 62_000, said("c"))];
    expect(timelineOf(events, false)).toMatchObject({ times: [0, 1000, 61_000], totalMs: 61_000 });
    expect(timelineOf(events, true)).toMatchObject({ times: [0, 1000, 3500], totalMs: 3500 });
  });

  it("gives spoken words the time they took, from when they were begun", () => {
    const events = [event(1, 0, said("a")), event(2, 60_000, voiced(9000)), event(3, 60_100, voiced(500))];
    const found = timelineOf(events, true);
    expect(found.voices.map(({ startMs }) => startMs)).toEqual([0, 9000]);
    expect(found.totalMs).toBe(9500);
  });

  it("of nothing is over at once", () => {
    expect(timelineOf([], true)).toEqual({ times: [], voices: [], totalMs: 0 });
  });

  it.each([true, false])("comes to the room as it was, forwards and backwards", (skip) => {
    for (const { events } of JSON.parse(text) as { events: RoomEvent[] }[]) {
      const timeline = timelineOf(events, skip);
      const replay = new Replay(events, timeline);
      for (const part of [0.3, 0.9, 0.1, 1, 0.5]) {
        const ms = timeline.totalMs * part;
        replay.moveTo(ms);
        const expected = emptyRoom();
        events.filter((_, index) => (timeline.times[index] ?? 0) <= ms).forEach((one) => applyEvent(expected, one));
        expect(replay.state).toEqual(expected);
      }
    }
  });
});
