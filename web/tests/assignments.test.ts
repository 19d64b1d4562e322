/** What is set to classes and to whom: words for days, and lists that keep a way back. */
import { describe, expect, it } from "vitest";

import type { Assignment } from "../src/api/types";
import { assignmentOf, placed } from "../src/lib/assignments";
import { daysBetween, monthDay } from "../src/lib/dates";
import { agoWord, dueWord } from "../src/lib/days";
import { setsLessons } from "../src/lib/roles";

const TODAY = "2026-11-30";

describe("daysBetween", () => {
  it("counts days over the ends of months and years", () => {
    expect(daysBetween(TODAY, TODAY)).toBe(0);
    expect(daysBetween(TODAY, "2026-12-01")).toBe(1);
    expect(daysBetween("2026-12-31", "2027-01-02")).toBe(2);
    expect(daysBetween(TODAY, "2026-11-20")).toBe(-10);
  });
});

describe("monthDay", () => {
  it("says a day as people do, wherever the reader sits", () => {
    expect(monthDay("2026-09-01", "zh-CN")).toBe("9月1日");
    expect(monthDay("2026-09-01", "en")).toBe("Sep 1");
  });

  it("shows what it does not understand as it is", () => {
    expect(monthDay("soon", "en")).toBe("soon");
  });
});

describe("dueWord", () => {
  it("is over only from the day after", () => {
    expect(dueWord("2026-11-29", TODAY)).toBe("overdue");
    expect(dueWord(TODAY, TODAY)).toBe("today");
    expect(dueWord("2026-12-01", TODAY)).toBe("tomorrow");
    expect(dueWord("2026-12-02", TODAY)).toBe("later");
  });
});

describe("agoWord", () => {
  it("counts from the second day on", () => {
    expect([-1, 0, 1, 2, 40].map(agoWord)).toEqual(["today", "today", "yesterday", "days", "days"]);
  });
});

describe("lists of a class", () => {
  const one = (id: string, course: string, withdrawn = false): Assignment => ({
    id,
    class_id: "c-1",
    course_id: course,
    title: course,
    minutes: 5,
    due_on: null,
    withdrawn,
    done: 0,
    students: 30,
  });
  const list = [one("a", "x"), one("b", "y")];

  it("keep what was withdrawn in its place", () => {
    const withdrawn = placed(list, one("b", "y", true));
    expect(withdrawn.map(({ id, withdrawn: gone }) => [id, gone])).toEqual([["a", false], ["b", true]]);
    expect(assignmentOf(withdrawn, "y")?.withdrawn).toBe(true);
    expect(assignmentOf(withdrawn, "z")).toBeNull();
  });

  it("put what is new in front, and never hold a micro-course twice", () => {
    expect(placed(list, one("c", "z")).map(({ id }) => id)).toEqual(["c", "a", "b"]);
    expect(placed([one("a", "x", true), one("b", "y")], one("c", "x")).map(({ id }) => id)).toEqual(["c", "b"]);
  });
});

describe("setsLessons", () => {
  it("is for who has classes", () => {
    expect((["student", "teacher", "school_admin", "district_admin", "city_admin", "engineer"] as const).filter(setsLessons)).toEqual([
      "teacher",
      "school_admin",
    ]);
  });
});
