import type { Profile, ProfileChange } from "../../api/types";

export type Field = "subject" | "points" | "ability" | "difficulty" | "intent";

/** The change that brings the profile back to what it was, where there is one. */
export function undoOf(field: Field, profile: Profile): ProfileChange | null {
  const points = profile.knowledge_points.map((point) => point.id);
  switch (field) {
    case "subject":
      return profile.subject === null ? null : { subject: profile.subject, knowledge_points: points };
    case "points":
      return { knowledge_points: points };
    case "ability":
      return { ability: profile.ability.code };
    case "difficulty":
      return { difficulty: profile.difficulty };
    case "intent":
      return { intent: profile.intent.name };
  }
}
