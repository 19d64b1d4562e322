/** What can happen in a room; the same kinds as in sessions/room/events.py, whose defaults are left out on the way. */

export type RoomRole = "student" | "teacher" | "system";
export type Who = "student" | "teacher";
export type Tool = "pen" | "marker";
export type Colour = "black" | "red" | "blue" | "green" | "orange";

/** Numbers of one point: x, y, pressure, milliseconds since the stroke began. */
export const POINT = 4;
/** Of every page; y is measured in the same units. */
export const PAGE_WIDTH = 10_000;

export interface Said { kind: "said"; text: string }
export interface Pictured { kind: "pictured"; attachment: string; width: number; height: number }
export interface Voiced { kind: "voiced"; attachment: string; ms: number }
export interface PageAdded { kind: "page_added"; page: string; background?: string | null }
export interface PageTurned { kind: "page_turned"; page: string }
export interface Inked {
  kind: "inked";
  stroke: string;
  page: string;
  tool?: Tool;
  colour?: Colour;
  width?: number;
  first: number;
  points: number[];
  done?: boolean;
}
export interface Erased { kind: "erased"; strokes: string[] }
export interface Restored { kind: "restored"; strokes: string[] }
export interface Called {
  kind: "called";
  call: string;
  state: "ringing" | "answered" | "declined" | "ended" | "failed";
}
export interface Sent { kind: "sent"; what: "micro_course" | "item" | "answer"; id: string; title: string }
export interface Joined { kind: "joined"; who: Who }
export interface LeftRoom { kind: "left"; who: Who }
export interface Extended { kind: "extended"; minutes: number }
export interface Ended { kind: "ended"; why: "done" | "time" | "away" | "stopped" }
export interface FeedbackGiven { kind: "feedback_given"; who: Who }

export type Talk = Said | Pictured | Voiced | Sent;
export type Happening =
  | Talk | PageAdded | PageTurned | Inked | Erased | Restored | Called | Joined | LeftRoom | Extended | Ended
  | FeedbackGiven;

/** An event of the log; the key is the one under which its author's page sent it. */
export interface RoomEvent { offset: number; at_ms: number; role: RoomRole; key?: string; what: Happening }
