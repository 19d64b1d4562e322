/** What a room looks like after some events: the same as sessions/room/state.py makes of them, which a test compares. */

import { type Called, type Colour, type Inked, POINT, type RoomEvent, type RoomRole, type Talk, type Tool, type Who } from "./events";

export interface Page { id: string; background: string | null }
export interface Stroke {
  id: string;
  page: string;
  role: RoomRole;
  tool: Tool;
  colour: Colour;
  width: number;
  points: number[];
  done: boolean;
  erased: boolean;
}
export interface Entry { offset: number; at_ms: number; role: RoomRole; what: Talk }

/** A room. Pages and strokes are in the order in which they were begun; erased strokes are kept: they may come back. */
export interface RoomState {
  offset: number;
  talk: Entry[];
  pages: Page[];
  page: string | null;
  strokes: Map<string, Stroke>;
  call: Called | null;
  extraMinutes: number;
  ended: string | null;
  feedback: Set<Who>;
}

export function emptyRoom(): RoomState {
  return {
    offset: 0, talk: [], pages: [], page: null, strokes: new Map(), call: null, extraMinutes: 0, ended: null,
    feedback: new Set(),
  };
}

/** Takes the next event in. One that makes no sense here does nothing; one that is not the next is an error. */
export function applyEvent(state: RoomState, event: RoomEvent): void {
  if (event.offset !== state.offset + 1) throw new Error(`event ${event.offset} cannot follow ${state.offset}`);
  state.offset = event.offset;
  const { what } = event;
  switch (what.kind) {
    case "said":
    case "pictured":
    case "voiced":
    case "sent":
      state.talk.push({ offset: event.offset, at_ms: event.at_ms, role: event.role, what });
      break;
    case "page_added":
      if (!hasPage(state, what.page)) state.pages.push({ id: what.page, background: what.background ?? null });
      state.page = what.page;
      break;
    case "page_turned":
      if (hasPage(state, what.page)) state.page = what.page;
      break;
    case "inked":
      applyInk(state, what, event.role);
      break;
    case "erased":
    case "restored":
      for (const id of what.strokes) {
        const stroke = state.strokes.get(id);
        if (stroke) stroke.erased = what.kind === "erased";
      }
      break;
    case "called":
      state.call = what;
      break;
    case "extended":
      state.extraMinutes += what.minutes;
      break;
    case "ended":
      state.ended = what.why;
      break;
    case "feedback_given":
      state.feedback.add(what.who);
      break;
    case "joined":
    case "left":
      break; // for the record; who is there now, presence knows
  }
}

function hasPage(state: RoomState, id: string): boolean {
  return state.pages.some((page) => page.id === id);
}

function applyInk(state: RoomState, ink: Inked, role: RoomRole): void {
  let stroke = state.strokes.get(ink.stroke);
  if (!stroke) {
    if (ink.first > 0 || !hasPage(state, ink.page)) return;
    stroke = {
      id: ink.stroke, page: ink.page, role, tool: ink.tool ?? "pen", colour: ink.colour ?? "black",
      width: ink.width ?? 30, points: [], done: false, erased: false,
    };
    state.strokes.set(stroke.id, stroke);
  }
  if (stroke.role !== role || stroke.done || ink.first * POINT !== stroke.points.length) return;
  stroke.points.push(...ink.points);
  stroke.done = ink.done ?? false;
}
