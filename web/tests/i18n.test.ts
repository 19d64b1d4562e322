import { describe, expect, it } from "vitest";

import { en } from "../src/i18n/en";
import { map as enMap } from "../src/i18n/en/map";
import { matches as enMatches } from "../src/i18n/en/matches";
import { zh } from "../src/i18n/zh";
import { map as zhMap } from "../src/i18n/zh/map";
import { matches as zhMatches } from "../src/i18n/zh/matches";

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

const holes = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe("locales", () => {
  const chinese = leaves({ ...zh, map: zhMap, matches: zhMatches });
  const english = new Map(leaves({ ...en, map: enMap, matches: enMatches }));

  it("have the same keys", () => {
    expect([...english.keys()].sort()).toEqual(chinese.map(([key]) => key).sort());
  });

  it.each(chinese)("%s has words and the same holes in both", (key, text) => {
    const translated = english.get(key) ?? "";
    expect(text).not.toBe("");
    expect(translated).not.toBe("");
    expect(holes(translated)).toEqual(holes(text));
  });

  it("speaks English in English", () => {
    expect([...english].filter(([, text]) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
  });
});
