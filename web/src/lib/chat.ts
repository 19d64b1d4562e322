/** What cards of a conversation hold; the server checks it, the schema calls it an object. */
export interface ItemBody {
  id: string;
  kind: "single" | "multiple" | "number" | "expression" | "order" | "text";
  stem: string;
  options: Record<string, string> | null;
  unit: string | null;
  point: string;
  level: string;
}

export interface PointBody {
  id: string;
  name: string;
  definition: string;
  level: string;
  can_do: string | null;
  belief: string | null;
  repair: string | null;
}

export interface LessonBody {
  id: string;
  title: string;
  minutes: number;
  reasons: string[];
}

export interface TeachersBody {
  teachers: { id: string; name: string; title: string; school: string; hours_text: string }[];
}

export interface MasteryBody {
  name: string;
  after: number;
  levels: [number, number, number, number];
  because: string;
  mastered: boolean;
}

export interface PlanBody {
  steps: { name: string; done: boolean }[];
  done: number;
}

export interface OfferBody {
  point: string;
  name: string;
}

export interface ChangeBody {
  id: string;
  name: string;
  before: number;
  after: number;
  because: string;
  around: { id: string; name: string; value: number }[];
}

export interface RestBody {
  minutes: number;
}

export interface ExampleBody {
  stem: string;
  options: Record<string, string> | null;
  explanation: string;
}

/** A letter chosen or taken back: one of a single choice, several in order of the alphabet, or in the order of tapping. */
export function chosen(kind: ItemBody["kind"], before: string, letter: string): string {
  if (kind === "single") return letter;
  const without = before.replace(letter, "");
  if (without !== before) return without;
  return kind === "multiple" ? (before + letter).split("").sort().join("") : before + letter;
}
