/**
 * A page's side of a room: comes in with a ticket, takes what happens in the order of the log, sends what happens here
 * until the log has it, and comes back after any gap where it was.
 */
import { type Entrance, type Line, Refusal } from "./entrance";
import type { Happening, RoomEvent, Who } from "./events";
import type { Heard, Passing, Said, Welcome } from "./frames";
import { OnTheWay, type Sending, withOnTheWay } from "./onTheWay";
import { applyEvent, emptyRoom, type RoomState } from "./state";

/** entering: for the first time; open; away: will come back by itself; gone: will not. */
export type Standing = "entering" | "open" | "away" | "gone";

const PING_MS = 4_000;
const SILENT_MS = 10_000;
const RENEW_MS = 8 * 60_000;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;
const NOT_ALLOWED = 4403;

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
  private line: Line | null = null;
  private entered = false;
  private heardAt = 0;
  private waitMs = FIRST_WAIT_MS;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beating: ReturnType<typeof setInterval> | undefined;
  private renewing: ReturnType<typeof setInterval> | undefined;
  private stopped = true;
  private attempt = 0;
  private readonly onTheWay: OnTheWay;
  private readonly listeners = new Set<Listeners>();

  constructor(private readonly entrance: Entrance) {
    this.onTheWay = new OnTheWay(entrance.shelf);
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
    if (!this.stopped) return;
    this.stopped = false;
    void this.enter();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    this.hangUp();
  }

  /** Comes back now: the network is there again, or the page is looked at again. */
  hurry(): void {
    if (this.stopped || this.standing === "gone" || this.line !== null) return;
    this.waitMs = FIRST_WAIT_MS;
    void this.enter();
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

  private async enter(): Promise<void> {
    clearTimeout(this.retry);
    const attempt = ++this.attempt;
    let ticket: string;
    try {
      ticket = await this.entrance.ticket();
    } catch (error) {
      if (attempt !== this.attempt || this.stopped) return;
      if (error instanceof Refusal) this.setStanding("gone");
      else this.comeBack();
      return;
    }
    if (attempt !== this.attempt || this.stopped) return;
    const line = this.entrance.open();
    this.line = line;
    this.heardAt = Date.now();
    line.onopen = () => this.send({ t: "hello", ticket, epoch: this.epoch, after: this.confirmed.offset });
    line.onmessage = ({ data }) => {
      if (this.line === line) this.hear(JSON.parse(String(data)) as Heard);
    };
    line.onclose = ({ code }) => {
      if (this.line !== line) return;
      this.hangUp();
      if (code === NOT_ALLOWED) this.setStanding("gone");
      else this.comeBack();
    };
    this.beating = setInterval(() => this.beat(line), PING_MS);
    this.renewing = setInterval(() => void this.renew(line), RENEW_MS);
  }

  private comeBack(): void {
    if (this.stopped) return;
    if (this.standing === "open") this.setStanding("away");
    this.retry = setTimeout(() => void this.enter(), this.waitMs * (0.75 + Math.random() / 2));
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
  }

  private hangUp(): void {
    clearInterval(this.beating);
    clearInterval(this.renewing);
    this.attempt++;
    const line = this.line;
    this.line = null;
    this.entered = false;
    if (this.there.length > 0) {
      this.there = [];
      this.changed();
    }
    line?.close();
  }

  private beat(line: Line): void {
    if (Date.now() - this.heardAt > SILENT_MS) {
      // A line on which nothing comes is as good as cut, though no browser says so for minutes.
      this.hangUp();
      this.comeBack();
    } else if (this.line === line && this.entered) {
      this.send({ t: "ping" });
    }
  }

  private async renew(line: Line): Promise<void> {
    try {
      const ticket = await this.entrance.ticket();
      if (this.line === line) this.send({ t: "renew", ticket });
    } catch {
      // The service closes the line in its own time, and what that means is seen then.
    }
  }

  private send(said: Said): void {
    this.line?.send(JSON.stringify(said));
  }

  private hear(heard: Heard): void {
    this.heardAt = Date.now();
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
    this.waitMs = FIRST_WAIT_MS;
    this.entered = true;
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

function isInk(what: Happening): boolean {
  return what.kind === "inked" || what.kind === "erased" || what.kind === "restored";
}

export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
