import type { Profile, ProfileEdit } from "../../api/types";

export type Field = "subject" | "points" | "ability" | "difficulty" | "intent";

/** The change that brings the profile back to what it was, where there is one. */
export function undoOf(field: Field, profile: Profile): ProfileEdit | null {
  const points = profile.knowledge_points.map((point) => point.id);
  switch (field) {
    case "subject":
      if (profile.subject === null) return null;
      return { subject: profile.subject, ...(points.length > 0 ? { knowledge_points: points } : {}) };
    case "points":
      return points.length > 0 ? { knowledge_points: points } : null;
    case "ability":
      return { ability: profile.ability.code };
    case "difficulty":
      return { difficulty: profile.difficulty };
    case "intent":
      return { intent: profile.intent.name };
  }
}
