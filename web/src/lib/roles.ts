import type { Role } from "../api/types";

export type Place = "ask" | "map" | "history" | "class" | "service" | "outcomes" | "settings";

export const PATHS: Record<Place, string> = {
  ask: "/",
  map: "/map",
  history: "/questions",
  class: "/class",
  service: "/service",
  outcomes: "/outcomes",
  settings: "/settings",
};

const ADMIN: Place[] = ["service", "outcomes", "map", "settings"];

const PLACES: Record<Role, Place[]> = {
  student: ["ask", "map", "history", "settings"],
  teacher: ["class", "map", "settings"],
  school_admin: ["service", "outcomes", "class", "map", "settings"],
  district_admin: ADMIN,
  city_admin: ADMIN,
  engineer: ADMIN,
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
