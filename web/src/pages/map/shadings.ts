import type { Role } from "../../api/types";
import type { Shading } from "../../components/map/shading";

const SHADINGS: Record<Role, Shading[]> = {
  student: ["mastery", "concepts"],
  teacher: ["class", "questions", "concepts"],
  school_admin: ["class", "questions", "concepts"],
  district_admin: ["questions", "concepts"],
  city_admin: ["questions", "concepts"],
  engineer: ["concepts"],
};

/** What a role may colour the map by, the usual first. */
export function shadingsOf(role: Role): Shading[] {
  return SHADINGS[role];
}
