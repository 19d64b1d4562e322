/** The small pure functions, each held to what it promises. */
import { describe, expect, it } from "vitest";

import { problemFrom } from "../src/api/problem";
import type { Organisation, Profile, Question } from "../src/api/types";
import { isUnsure } from "../src/lib/confidence";
import { hourNow, shortTime } from "../src/lib/dates";
import { difficultyWord } from "../src/lib/difficulty";
import { pollDelay } from "../src/lib/pollDelay";
import { homeOf, mayVisit } from "../src/lib/roles";
import { safePath } from "../src/lib/safePath";
import { oneLine } from "../src/lib/oneLine";
import { unbroken } from "../src/lib/unbroken";
import { subjectOfPoint } from "../src/lib/subjectOfPoint";
import { matches } from "../src/pages/history/matches";
import { groupOrganisations } from "../src/pages/login/groupOrganisations";
import { undoOf } from "../src/pages/question/undo";

const PROFILE: Profile = {
  subject: "数学",
  subject_confidence: 0.9,
  stage: "初中",
  stage_confidence: 0.9,
  knowledge_points: [{ id: "math.j.a.b", name: "判别式", confidence: 0.8 }],
  ability: { code: "B1", confidence: 0.4 },
  difficulty: 0.5,
  difficulty_confidence: 0.6,
  intent: { name: "homework_question", sub: "hint", confidence: 0.7 },
};

describe("pollDelay", () => {
  it("starts at 700 ms, slows down, and stays below five seconds", () => {
    expect(pollDelay(1)).toBe(700);
    expect(pollDelay(5)).toBeGreaterThan(pollDelay(2));
    expect(pollDelay(100)).toBe(5_000);
  });
});

describe("safePath", () => {
  it("goes back to a page of this app only", () => {
    expect(safePath("/questions/q-1?tab=2")).toBe("/questions/q-1?tab=2");
    for (const bad of [null, "", "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/login?next=/"]) {
      expect(safePath(bad)).toBeNull();
    }
  });
});

describe("words for numbers", () => {
  it("calls difficulty easy, medium, hard", () => {
    expect([0, 0.39, 0.4, 0.69, 0.7, 1].map(difficultyWord)).toEqual(["easy", "easy", "medium", "medium", "hard", "hard"]);
  });

  it("is unsure below one half", () => {
    expect(isUnsure(0.49)).toBe(true);
    expect(isUnsure(0.5)).toBe(false);
  });
});

describe("oneLine", () => {
  it("joins Chinese words and keeps others apart", () => {
    expect(oneLine(" 学而时习之，不\n亦说乎？")).toBe("学而时习之，不亦说乎？");
    expect(oneLine("used\n to do  的用法")).toBe("used to do 的用法");
  });
});

describe("unbroken", () => {
  it("joins the ends of a range", () => {
    expect(unbroken("周一 18:00–21:00")).toBe("周一 18:00\u2060–\u206021:00");
  });
});

describe("dates", () => {
  const now = new Date("2026-11-22T12:00:00Z");

  it("are said in Beijing time", () => {
    expect(shortTime("2026-11-22T10:05:00Z", "zh-CN", now)).toBe("18:05");
    expect(shortTime("2026-11-20T10:05:00Z", "zh-CN", now)).toContain("20");
    expect(hourNow(new Date("2026-11-22T16:30:00Z"))).toBe(0);
  });

  it("shows what it does not understand as it is", () => {
    expect(shortTime("soon", "en", now)).toBe("soon");
  });
});

describe("roles", () => {
  it("have a home and their own places", () => {
    expect(homeOf("student")).toBe("/");
    expect(homeOf("teacher")).toBe("/class");
    expect(homeOf("engineer")).toBe("/service");
    expect(mayVisit("student", "outcomes")).toBe(false);
    expect(mayVisit("school_admin", "class")).toBe(true);
  });
});

describe("groupOrganisations", () => {
  const organisation = (id: string, district: string | null, kind: Organisation["kind"] = "school"): Organisation => ({
    id,
    name: id,
    kind,
    district_id: district,
    district_name: district,
  });

  it("puts schools under their district and the rest last", () => {
    const groups = groupOrganisations(
      [organisation("市中心", null, "city"), organisation("一中", "东区"), organisation("二中", "西区"), organisation("三中", "东区")],
      "其他",
    );
    expect(groups.map((group) => group.label)).toEqual(["东区", "西区", "其他"]);
    expect(groups[0]?.options.map((option) => option.label)).toEqual(["一中", "三中"]);
  });
});

describe("matches", () => {
  const question = { text: "求 X 的值", profile: PROFILE } as Question;

  it("wants every word, in the text, subject or points", () => {
    expect(matches(question, "")).toBe(true);
    expect(matches(question, "x 数学")).toBe(true);
    expect(matches(question, "判别式")).toBe(true);
    expect(matches(question, "x 物理")).toBe(false);
  });
});

describe("undoOf", () => {
  it("brings back what was there", () => {
    expect(undoOf("subject", PROFILE)).toEqual({ subject: "数学", knowledge_points: ["math.j.a.b"] });
    expect(undoOf("ability", PROFILE)).toEqual({ ability: "B1" });
    expect(undoOf("intent", PROFILE)).toEqual({ intent: "homework_question" });
  });

  it("offers nothing where there was nothing", () => {
    expect(undoOf("subject", { ...PROFILE, subject: null })).toBeNull();
    expect(undoOf("points", { ...PROFILE, knowledge_points: [] })).toBeNull();
    expect(undoOf("subject", { ...PROFILE, knowledge_points: [] })).toEqual({ subject: "数学" });
  });
});

describe("problemFrom", () => {
  it("keeps the server's words", () => {
    expect(problemFrom(423, { code: "locked", detail: "请 10 分钟后再试", status: 423 })).toMatchObject({
      status: 423,
      code: "locked",
      message: "请 10 分钟后再试",
    });
  });

  it("survives an answer that is no problem", () => {
    expect(problemFrom(502, null)).toMatchObject({ code: "http_502", message: "" });
    expect(problemFrom(422, { detail: [{ loc: [] }], title: "内容有误" }).message).toBe("内容有误");
  });
});

describe("subjectOfPoint", () => {
  it("reads the subject's code from a point's id", () => {
    expect(subjectOfPoint([{ id: "math.j.a.b" }])).toBe("math");
    expect(subjectOfPoint([])).toBeNull();
  });
});
