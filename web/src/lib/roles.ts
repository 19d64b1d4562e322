import type { Role } from "../api/types";

export type Place = "ask" | "chat" | "map" | "history" | "desk" | "class" | "service" | "matches" | "outcomes" | "settings";

export const PATHS: Record<Place, string> = {
  ask: "/",
  chat: "/chat",
  map: "/map",
  history: "/questions",
  desk: "/desk",
  class: "/class",
  service: "/service",
  matches: "/match-quality",
  outcomes: "/outcomes",
  settings: "/settings",
};

const ADMIN: Place[] = ["matches", "service", "outcomes", "map", "settings"];

const PLACES: Record<Role, Place[]> = {
  student: ["ask", "chat", "map", "history", "settings"],
  teacher: ["class", "desk", "map", "settings"],
  school_admin: ["matches", "class", "service", "outcomes", "map", "settings"],
  district_admin: ADMIN,
  city_admin: ADMIN,
  engineer: ["service", "outcomes", "map", "settings"],
};

/** The menu of a role, its own home first. */
export function placesOf(role: Role): Place[] {
  return PLACES[role];
}

export function homeOf(role: Role): string {
  return PATHS[PLACES[role][0] ?? "settings"];
}

export function mayVisit(role: Role, place: Place): boolean {
  return PLACES[role].includes(place);
}

/** Who sets micro-courses to classes. */
export function setsLessons(role: Role): boolean {
  return role === "teacher" || role === "school_admin";
}
