/**
 * A line to the service that stands: opened with a one-use ticket, kept awake, noticed to be dead though no browser says
 * so for minutes, and opened again after any cut, ever more patiently, until somebody says that it is no use.
 */
import { type Entrance, type Line, Refusal } from "./entrance";

const PING_MS = 4_000;
const SILENT_MS = 10_000;
const FIRST_WAIT_MS = 300;
const NOT_ALLOWED = 4403;

interface Talker {
  /** The first thing to say on a new line. */
  hello: (ticket: string) => string;
  heard: (text: string) => void;
  /** The line is cut; it will be opened again. */
  cut: () => void;
  /** It will not be. */
  shut: () => void;
}

export class StandingLine {
  private line: Line | null = null;
  private heardAt = 0;
  private greeted = false;
  private waitMs = FIRST_WAIT_MS;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beating: ReturnType<typeof setInterval> | undefined;
  private stopped = true;
  private attempt = 0;

  constructor(
    private readonly entrance: Pick<Entrance, "ticket" | "open">,
    private readonly talker: Talker,
    private readonly longestWaitMs: number,
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    void this.open();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    this.hangUp();
  }

  /** Opens it now: the network is there again, or the page is looked at again. */
  hurry(): void {
    if (this.stopped || this.line !== null) return;
    this.waitMs = FIRST_WAIT_MS;
    void this.open();
  }

  /** The service has let us in: the next wait is a short one again. */
  settled(): void {
    this.waitMs = FIRST_WAIT_MS;
  }

  send(text: string): void {
    this.line?.send(text);
  }

  private async open(): Promise<void> {
    clearTimeout(this.retry);
    const attempt = ++this.attempt;
    let ticket: string;
    try {
      ticket = await this.entrance.ticket();
    } catch (error) {
      if (attempt !== this.attempt || this.stopped) return;
      if (error instanceof Refusal) this.giveUp();
      else this.comeBack();
      return;
    }
    if (attempt !== this.attempt || this.stopped) return;
    const line = this.entrance.open();
    this.line = line;
    this.heardAt = Date.now();
    this.greeted = false;
    line.onopen = () => line.send(this.talker.hello(ticket));
    line.onmessage = ({ data }) => {
      if (this.line !== line) return;
      this.heardAt = Date.now();
      this.greeted = true;
      this.talker.heard(String(data));
    };
    line.onclose = ({ code }) => {
      if (this.line !== line) return;
      this.hangUp();
      if (code === NOT_ALLOWED) this.giveUp();
      else this.comeBack();
    };
    this.beating = setInterval(() => this.beat(line), PING_MS);
  }

  private beat(line: Line): void {
    if (Date.now() - this.heardAt > SILENT_MS) {
      this.hangUp();
      this.comeBack();
    } else if (this.greeted) {
      line.send('{"t":"ping"}');
    }
  }

  private comeBack(): void {
    if (this.stopped) return;
    this.talker.cut();
    this.retry = setTimeout(() => void this.open(), this.waitMs * (0.75 + Math.random() / 2));
    this.waitMs = Math.min(this.waitMs * 2, this.longestWaitMs);
  }

  private giveUp(): void {
    this.stopped = true;
    this.talker.shut();
  }

  private hangUp(): void {
    clearInterval(this.beating);
    this.attempt++;
    const line = this.line;
    this.line = null;
    line?.close();
  }
}
