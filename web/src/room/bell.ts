/** A person's bell: says that something of theirs has changed, so that pages look again. */
import type { Entrance } from "./entrance";
import { StandingLine } from "./standingLine";

const LONGEST_WAIT_MS = 15_000;

type Heard = { t: "welcome" } | { t: "pong" } | { t: "ring"; what: "desk" | "request" | "session" };

/** The line of a bell; `onRing` is also called on coming in, for nobody knows what was missed before. */
export function createBell(entrance: Pick<Entrance, "ticket" | "open">, onRing: () => void): StandingLine {
  const line: StandingLine = new StandingLine(
    entrance,
    {
      hello: (ticket) => JSON.stringify({ t: "hello", ticket }),
      heard: (text) => {
        const heard = JSON.parse(text) as Heard;
        if (heard.t === "pong") return;
        line.settled();
        onRing();
      },
      cut: () => undefined,
      shut: () => undefined,
    },
    LONGEST_WAIT_MS,
  );
  return line;
}
