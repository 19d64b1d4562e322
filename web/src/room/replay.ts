/** A session to be looked at again: when each of its events happens, long pauses left out if one likes. */
import type { RoomEvent, Voiced } from "./events";
import { applyEvent, emptyRoom, type RoomState } from "./state";

const LONGEST_PAUSE_MS = 2_500;

/** A spoken message, from when it was begun. */
export interface VoiceCue { startMs: number; voice: Voiced }

export interface Timeline {
  /** Of each event, in milliseconds from the beginning. */
  times: number[];
  voices: VoiceCue[];
  totalMs: number;
}

/** Spoken messages are told of when they end, and are heard from when they began. */
export function timelineOf(events: readonly RoomEvent[], skipPauses: boolean): Timeline {
  const times: number[] = [];
  const voices: VoiceCue[] = [];
  let at = 0;
  let last = events[0]?.at_ms ?? 0;
  for (const { at_ms, what } of events) {
    const spoken = what.kind === "voiced" ? what.ms : 0;
    const gap = Math.max(0, at_ms - last);
    at += Math.max(spoken, skipPauses ? Math.min(gap, LONGEST_PAUSE_MS) : gap);
    last = at_ms;
    times.push(at);
    if (what.kind === "voiced") voices.push({ startMs: at - spoken, voice: what });
  }
  return { times, voices, totalMs: at };
}

/** The room as it was at a moment of the timeline; going on is cheap, going back begins anew. */
export class Replay {
  state: RoomState = emptyRoom();
  private shown = 0;

  constructor(
    private readonly events: readonly RoomEvent[],
    private readonly timeline: Timeline,
  ) {}

  /** Whether anything has changed. */
  moveTo(ms: number): boolean {
    const before = this.shown;
    if (this.shown > 0 && (this.timeline.times[this.shown - 1] ?? 0) > ms) {
      this.state = emptyRoom();
      this.shown = 0;
    }
    while (this.shown < this.events.length && (this.timeline.times[this.shown] ?? Infinity) <= ms) {
      applyEvent(this.state, this.events[this.shown] as RoomEvent);
      this.shown++;
    }
    return this.shown !== before;
  }
}
