/**
 * A page's side of a room: comes in with a ticket, takes what happens in the order of the log, sends what happens here
 * until the log has it, and comes back after any gap where it was.
 */
import type { Entrance } from "./entrance";
import type { Happening, RoomEvent, Who } from "./events";
import type { Heard, Passing, Said, Welcome } from "./frames";
import { OnTheWay, type Sending, withOnTheWay } from "./onTheWay";
import { StandingLine } from "./standingLine";
import { applyEvent, emptyRoom, type RoomState } from "./state";

/** entering: for the first time; open; away: will come back by itself; gone: will not. */
export type Standing = "entering" | "open" | "away" | "gone";

const RENEW_MS = 8 * 60_000;
const LONGEST_WAIT_MS = 5_000;

export interface Listeners {
  /** Anything but ink has changed. */
  changed: () => void;
  /** Ink has changed, or where somebody points. */
  inked: () => void;
  passed: (what: Passing) => void;
}

export class RoomClient {
  standing: Standing = "entering";
  role: Who | null = null;
  there: Who[] = [];
  endsMs: number | null = null;
  /** The service's clock, less ours. */
  aheadMs = 0;
  /** What was known of the room is no more; it was read anew. */
  lost = false;
  /** Why something that was said here was not taken; the page may clear it. */
  refused: string | null = null;

  private confirmed: RoomState = emptyRoom();
  private merged: RoomState | null = null;
  private epoch: string | null = null;
  private entered = false;
  private renewing: ReturnType<typeof setInterval> | undefined;
  private readonly line: StandingLine;
  private readonly onTheWay: OnTheWay;
  private readonly listeners = new Set<Listeners>();

  constructor(private readonly entrance: Entrance) {
    this.onTheWay = new OnTheWay(entrance.shelf);
    this.line = new StandingLine(
      entrance,
      {
        hello: (ticket) => frame({ t: "hello", ticket, epoch: this.epoch, after: this.confirmed.offset }),
        heard: (text) => this.hear(JSON.parse(text) as Heard),
        cut: () => this.leave(this.standing === "open" ? "away" : this.standing),
        shut: () => this.leave("gone"),
      },
      LONGEST_WAIT_MS,
    );
  }

  /** What to show: the log, and what is on its way to it. */
  get state(): RoomState {
    this.merged ??= withOnTheWay(this.confirmed, this.onTheWay.all, this.role ?? "student");
    return this.merged;
  }

  /** The last offset that the log is known to have. */
  get knownOffset(): number {
    return this.confirmed.offset;
  }

  /** How much has not reached the log yet. */
  get unsent(): number {
    return this.onTheWay.all.length;
  }

  listen(listeners: Listeners): () => void {
    this.listeners.add(listeners);
    return () => void this.listeners.delete(listeners);
  }

  start(): void {
    this.line.start();
  }

  stop(): void {
    this.line.stop();
    this.entered = false;
    clearInterval(this.renewing);
  }

  /** Comes back now: the network is there again, or the page is looked at again. */
  hurry(): void {
    this.line.hurry();
  }

  /** Something happens here. It is shown at once, and sent until the log has it. */
  put(what: Happening): void {
    const sending: Sending = { key: newKey(), what, at_ms: Date.now() + this.aheadMs };
    this.onTheWay.add(sending);
    if (this.entered) this.send({ t: "put", key: sending.key, what });
    this.tell(what);
  }

  /** For the other side, now or never. */
  pass(what: Passing): void {
    if (this.entered) this.send({ t: "pass", what });
  }

  forgetRefusal(): void {
    this.refused = null;
    this.changed();
  }

  private leave(standing: Standing): void {
    this.entered = false;
    clearInterval(this.renewing);
    this.there = [];
    this.setStanding(standing);
  }

  private async renew(): Promise<void> {
    try {
      const ticket = await this.entrance.ticket();
      if (this.entered) this.send({ t: "renew", ticket });
    } catch {
      // The service closes the line in its own time, and what that means is seen then.
    }
  }

  private send(said: Said): void {
    this.line.send(frame(said));
  }

  private hear(heard: Heard): void {
    switch (heard.t) {
      case "welcome":
        this.welcomed(heard);
        break;
      case "course":
        this.keepCourse(heard);
        this.changed();
        break;
      case "events":
        this.take(heard.events);
        break;
      case "refused": {
        const sending = this.onTheWay.drop(heard.key);
        if (sending) {
          this.refused = heard.why;
          this.tell(sending.what);
        }
        break;
      }
      case "there":
        this.there = heard.who;
        this.changed();
        break;
      case "passing":
        this.listeners.forEach((one) => one.passed(heard.what));
        break;
      case "pong":
        this.aheadMs = heard.now_ms - Date.now();
        break;
      case "ack":
        break; // the event itself comes as well, and in its place
    }
  }

  private welcomed(welcome: Welcome): void {
    this.role = welcome.role;
    this.epoch = welcome.epoch;
    if (welcome.after !== this.confirmed.offset) {
      this.confirmed = emptyRoom();
      this.lost = welcome.lost;
    }
    this.keepCourse(welcome);
    this.line.settled();
    this.entered = true;
    clearInterval(this.renewing);
    this.renewing = setInterval(() => void this.renew(), RENEW_MS);
    for (const { key, what } of this.onTheWay.all) this.send({ t: "put", key, what });
    this.merged = null;
    this.setStanding("open");
    this.listeners.forEach((one) => one.inked());
  }

  private keepCourse(course: { now_ms: number; ends_ms: number | null }): void {
    this.aheadMs = course.now_ms - Date.now();
    this.endsMs = course.ends_ms;
  }

  private take(events: RoomEvent[]): void {
    let talked = false;
    for (const event of events) {
      if (event.offset <= this.confirmed.offset) continue;
      applyEvent(this.confirmed, event);
      if (event.key !== undefined && event.role === this.role) this.onTheWay.drop(event.key);
      talked ||= !isInk(event.what);
    }
    this.merged = null;
    this.listeners.forEach((one) => one.inked());
    if (talked) this.changed();
  }

  private tell(what: Happening): void {
    this.merged = null;
    this.listeners.forEach((one) => one.inked());
    if (!isInk(what) || this.refused !== null) this.changed();
  }

  private changed(): void {
    this.listeners.forEach((one) => one.changed());
  }

  private setStanding(standing: Standing): void {
    this.standing = standing;
    this.changed();
  }
}

function frame(said: Said): string {
  return JSON.stringify(said);
}

function isInk(what: Happening): boolean {
  return what.kind === "inked" || what.kind === "erased" || what.kind === "restored";
}

export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
