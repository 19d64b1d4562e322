/** What a page has said and has not seen in the log yet: kept in order, sent again until it is there, shown meanwhile. */

import { type Happening, type RoomRole } from "./events";
import { applyEvent, type RoomState, type Stroke } from "./state";

export interface Sending { key: string; what: Happening; at_ms: number }

/** Where it is kept while the page is loaded anew; empty: there is nothing. */
export interface Shelf {
  load: () => string;
  save: (text: string) => void;
}

export class OnTheWay {
  private list: Sending[];

  constructor(private readonly shelf: Shelf) {
    this.list = restored(shelf.load());
  }

  get all(): readonly Sending[] {
    return this.list;
  }

  add(sending: Sending): void {
    this.list.push(sending);
    this.save();
  }

  /** It is in the log, or was refused for good. */
  drop(key: string): Sending | undefined {
    const found = this.list.find((one) => one.key === key);
    if (found) {
      this.list = this.list.filter((one) => one !== found);
      this.save();
    }
    return found;
  }

  private save(): void {
    this.shelf.save(this.list.length === 0 ? "" : JSON.stringify(this.list));
  }
}

function restored(text: string): Sending[] {
  try {
    const found: unknown = JSON.parse(text || "[]");
    return Array.isArray(found) ? (found as Sending[]) : [];
  } catch {
    return [];
  }
}

/** The state with what is on the way on top of it, as if the log had it already; the state itself stays as it is. */
export function withOnTheWay(state: RoomState, sendings: readonly Sending[], role: RoomRole): RoomState {
  if (sendings.length === 0) return state;
  const shown: RoomState = {
    ...state, talk: [...state.talk], pages: [...state.pages], strokes: new Map(state.strokes), feedback: new Set(state.feedback),
  };
  const own = new Set<Stroke>();
  for (const { what, at_ms } of sendings) {
    for (const id of touched(what)) {
      const stroke = shown.strokes.get(id);
      if (!stroke || own.has(stroke)) continue;
      const copy = { ...stroke, points: [...stroke.points] };
      own.add(copy);
      shown.strokes.set(id, copy);
    }
    applyEvent(shown, { offset: shown.offset + 1, at_ms, role, what });
    if (what.kind === "inked") own.add(shown.strokes.get(what.stroke) as Stroke);
  }
  return shown;
}

function touched(what: Happening): string[] {
  if (what.kind === "inked") return [what.stroke];
  return what.kind === "erased" || what.kind === "restored" ? what.strokes : [];
}
