import { describe, expect, it } from "vitest";

import { splitSelfCheck } from "../src/lib/selfCheck";

describe("splitSelfCheck", () => {
  it("folds a last section headed 自测答案", () => {
    expect(splitSelfCheck("正文\n\n## 自测\n问\n\n## 自测答案\n\n5")).toEqual({ body: "正文\n\n## 自测\n问", answer: "5" });
  });

  it.each([
    ["## 答案\n5", "5"],
    ["答案：5", "5"],
    ["**答案**：5\n因为 2+3", "5\n因为 2+3"],
    ["### 参考答案\n\n- 一\n- 二", "- 一\n- 二"],
  ])("knows %j", (tail, answer) => {
    expect(splitSelfCheck(`正文\n\n${tail}`)).toEqual({ body: "正文", answer });
  });

  it("leaves a lesson without one whole", () => {
    expect(splitSelfCheck("正文\n\n## 自测\n这题的答案是什么？")).toEqual({
      body: "正文\n\n## 自测\n这题的答案是什么？",
      answer: null,
    });
  });

  it("does not fold a section in the middle", () => {
    const text = "正文\n\n## 答案\n5\n\n## 小结\n完";
    expect(splitSelfCheck(text)).toEqual({ body: text, answer: null });
  });

  it("folds nothing when the section is empty", () => {
    expect(splitSelfCheck("正文\n\n## 答案\n").answer).toBeNull();
  });
});
