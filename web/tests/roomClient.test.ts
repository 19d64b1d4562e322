import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { RoomClient } from "../src/room/client";
import { type Line, Refusal } from "../src/room/entrance";
import type { Happening, RoomEvent } from "../src/room/events";
import type { Said } from "../src/room/frames";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A service with a log; its lines may be cut, and acknowledgements lost with them. */
class Service {
  epoch = "e1";
  log: RoomEvent[] = [];
  keys = new Set<string>();
  lines = new Set<ServiceLine>();
  deaf = false;
  refusing: string | null = null;
  tickets = 0;
  offline = false;

  client(shelf = { text: "" }): RoomClient {
    return new RoomClient({
      ticket: () => {
        this.tickets++;
        if (this.offline) return Promise.reject(new Error("offline"));
        return this.refusing === null ? Promise.resolve("t") : Promise.reject(new Refusal(this.refusing));
      },
      open: () => new ServiceLine(this),
      shelf: { load: () => shelf.text, save: (text) => void (shelf.text = text) },
    });
  }

  append(role: "student" | "teacher", key: string, what: Happening): void {
    if (this.keys.has(key)) return;
    this.keys.add(key);
    const event: RoomEvent = { offset: this.log.length + 1, at_ms: 0, role, key, what };
    this.log.push(event);
    for (const line of this.lines) line.tell({ t: "events", events: [event] });
  }

  cut(): void {
    for (const line of [...this.lines]) line.close();
  }
}

class ServiceLine implements Line {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closed = false;

  constructor(private readonly service: Service) {
    setTimeout(() => this.onopen?.(), 1);
  }

  send(text: string): void {
    if (this.closed || this.service.deaf) return;
    const said = JSON.parse(text) as Said;
    if (said.t === "hello") {
      const { log, epoch } = this.service;
      const lost = said.epoch !== null && said.epoch !== epoch;
      const after = lost || said.epoch === null ? 0 : said.after;
      this.tell({ t: "welcome", epoch, offset: log.length, after, lost, role: "student", now_ms: Date.now(), ends_ms: null, ended: false });
      this.tell({ t: "events", events: log.slice(after) });
      this.service.lines.add(this);
    } else if (said.t === "put") {
      if (said.what.kind === "said" && said.what.text === "bad") this.tell({ t: "refused", key: said.key, why: "not like this" });
      else this.service.append("student", said.key, said.what);
    } else if (said.t === "ping") {
      this.tell({ t: "pong", now_ms: Date.now() });
    }
  }

  tell(frame: unknown): void {
    if (!this.closed) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(code = 1006): void {
    this.closed = true;
    this.service.lines.delete(this);
    setTimeout(() => this.onclose?.({ code }), 0);
  }
}

const word = (text: string): Happening => ({ kind: "said", text });
const words = (client: RoomClient) => client.state.talk.map(({ what }) => (what.kind === "said" ? what.text : ""));
const settle = () => vi.advanceTimersByTimeAsync(50);

describe("a room's client", () => {
  it("shows at once what is said here, and once when the log has it", async () => {
    const service = new Service();
    const client = service.client();
    client.put(word("early"));
    expect(words(client)).toEqual(["early"]);
    client.start();
    await settle();
    expect(client.standing).toBe("open");
    client.put(word("next"));
    expect(words(client)).toEqual(["early", "next"]);
    expect(client.unsent).toBe(0);
    expect(service.log.map((event) => event.offset)).toEqual([1, 2]);
  });

  it("comes back after any cut and sends everything once, in order", async () => {
    const service = new Service();
    const client = service.client();
    client.start();
    await settle();
    let seed = 7;
    const said: string[] = [];
    for (let i = 0; i < 200; i++) {
      seed = (seed * 48271) % 2147483647;
      if (seed % 5 === 0) service.cut();
      if (seed % 7 === 0) service.append("teacher", `t${i}`, word(`t${i}`));
      said.push(`s${i}`);
      client.put(word(`s${i}`));
      await vi.advanceTimersByTimeAsync(seed % 400);
    }
    await vi.advanceTimersByTimeAsync(20_000);
    expect(client.standing).toBe("open");
    expect(client.unsent).toBe(0);
    const inLog = service.log.map(({ what }) => (what.kind === "said" ? what.text : ""));
    expect(inLog.filter((text) => text.startsWith("s"))).toEqual(said);
    expect(words(client)).toEqual(inLog);
  });

  it("finds by itself that a line is dead", async () => {
    const service = new Service();
    const client = service.client();
    client.start();
    await settle();
    service.deaf = true;
    client.put(word("unheard"));
    await vi.advanceTimersByTimeAsync(16_000);
    expect(client.standing).toBe("away");
    service.deaf = false;
    await vi.advanceTimersByTimeAsync(16_000);
    expect(client.standing).toBe("open");
    expect(service.log).toHaveLength(1);
  });

  it("keeps what was not sent while the page is loaded anew", async () => {
    const service = new Service();
    service.offline = true;
    const shelf = { text: "" };
    const before = service.client(shelf);
    before.start();
    before.put(word("kept"));
    await settle();
    before.stop();
    service.offline = false;
    const after = service.client(shelf);
    after.start();
    await settle();
    expect(words(after)).toEqual(["kept"]);
    expect(service.log).toHaveLength(1);
  });

  it("reads the room anew where its log is another one, and says so", async () => {
    const service = new Service();
    const client = service.client();
    client.start();
    await settle();
    client.put(word("old"));
    service.log = [];
    service.epoch = "e2";
    service.cut();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(client.lost).toBe(true);
    expect(words(client)).toEqual([]);
  });

  it("takes back what was refused, and says why", async () => {
    const service = new Service();
    const client = service.client();
    client.start();
    await settle();
    client.put(word("bad"));
    expect(client.refused).toBe("not like this");
    expect(client.state.talk).toEqual([]);
    client.forgetRefusal();
    expect(client.refused).toBeNull();
  });

  it("does not ask again where nobody is let in", async () => {
    const service = new Service();
    service.refusing = "no";
    const client = service.client();
    client.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(client.standing).toBe("gone");
    expect(service.tickets).toBe(1);
  });

  it("shows a stroke that is on the way on top of the log, and leaves the log's own as it is", async () => {
    const service = new Service();
    const client = service.client();
    service.append("teacher", "p", { kind: "page_added", page: "first" });
    client.start();
    await settle();
    client.put({ kind: "inked", stroke: "a", page: "first", first: 0, points: [1, 1, 5, 0] });
    service.cut();
    client.put({ kind: "inked", stroke: "a", page: "first", first: 1, points: [2, 2, 5, 9], done: true });
    expect(client.state.strokes.get("a")?.points).toEqual([1, 1, 5, 0, 2, 2, 5, 9]);
    client.put({ kind: "erased", strokes: ["a"] });
    expect(client.state.strokes.get("a")?.erased).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(service.log).toHaveLength(4);
    expect(client.state.strokes.get("a")).toMatchObject({ done: true, erased: true, points: [1, 1, 5, 0, 2, 2, 5, 9] });
  });
});
