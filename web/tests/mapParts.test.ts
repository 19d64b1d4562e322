import { describe, expect, it } from "vitest";

import { arc, roads } from "../src/components/map/curves";
import { formatFor } from "../src/components/map/layout/formats";
import { layoutOf } from "../src/components/map/layout/layout";
import type { Cell, Place } from "../src/components/map/layout/types";
import { nextCell, type Direction } from "../src/components/map/neighbours";
import { placesOf } from "../src/lib/roles";
import { assumedGrades } from "../src/pages/map/assumedGrades";
import { shadingsOf } from "../src/pages/map/shadings";
import { sourceOf } from "./mapSource";

const DIRECTIONS: Direction[] = ["left", "right", "up", "down"];

describe("the arrow keys", () => {
  const { cells } = layoutOf(sourceOf(120), formatFor(1_440, 760));

  it("reach every cell from the first", () => {
    const found = new Set<string>();
    const open: Cell[] = cells.slice(0, 1);
    while (open.length > 0) {
      const here = open.pop();
      if (!here || found.has(here.id)) continue;
      found.add(here.id);
      for (const direction of DIRECTIONS) {
        const next = nextCell(cells, here, direction);
        if (next) open.push(next);
      }
    }
    expect(found.size).toBe(cells.length);
  });

  it("go the way they point", () => {
    const here = cells[60];
    if (!here) throw new Error("no such cell");
    expect(nextCell(cells, here, "left")?.at[0] ?? -1).toBeLessThan(here.at[0]);
    expect(nextCell(cells, here, "down")?.at[1] ?? 9_999).toBeGreaterThan(here.at[1]);
  });
});

describe("curves", () => {
  it("keep off the names at both ends", () => {
    const [start, , end] = arc([0, 0], [100, 0], 10).slice(1).split(/Q| (?=\d+\.\d -?\d+\.\d$)/);
    expect(start).not.toBe("0.0 0.0");
    expect(end).not.toBe("100.0 0.0");
  });

  it("are roads between near stops and leaps between far ones", () => {
    const stops: Place[] = [[0, 0], [10, 0], [20, 5], [400, 0], [410, 0]];
    const { road, leaps } = roads(stops, 50);
    expect(leaps).toHaveLength(1);
    expect(road.match(/M/g)).toHaveLength(2);
    expect(road.match(/C/g)).toHaveLength(3);
    expect(roads([], 50)).toEqual({ road: "", leaps: [] });
  });
});

describe("who sees what", () => {
  it("everybody has the map", () => {
    for (const role of ["student", "teacher", "school_admin", "district_admin", "city_admin", "engineer"] as const) {
      expect(placesOf(role)).toContain("map");
      expect(shadingsOf(role)).toContain("concepts");
    }
  });

  it("only a student has an own mastery, only a school sees its classes", () => {
    expect(shadingsOf("student")).toEqual(["mastery", "concepts"]);
    expect(shadingsOf("district_admin")).not.toContain("class");
  });

  it("grades before the own one are taken as learned", () => {
    expect(assumedGrades(null)).toEqual([]);
    expect(assumedGrades(7)).toEqual([]);
    expect(assumedGrades(9)).toEqual([7, 8]);
  });
});
