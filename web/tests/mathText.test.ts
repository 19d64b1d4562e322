import { describe, expect, it } from "vitest";

import { dollarMath, hasMath, shortened, splitMath, withStops } from "../src/lib/mathText";

describe("splitMath", () => {
  it("tells words from formulas", () => {
    expect(splitMath("判断 $2x^2=0$ 的根")).toEqual([
      { kind: "words", text: "判断 " },
      { kind: "inline", text: "2x^2=0" },
      { kind: "words", text: " 的根" },
    ]);
  });

  it("knows display formulas and both LaTeX brackets", () => {
    expect(splitMath("$$a+b$$").map((piece) => piece.kind)).toEqual(["display"]);
    expect(splitMath(String.raw`\[a\] \(b\)`).map((piece) => piece.kind)).toEqual(["display", "words", "inline"]);
  });

  it("leaves a lone dollar, plain text and the empty text alone", () => {
    expect(hasMath("一本书 5 $")).toBe(false);
    expect(hasMath("x² + y² = 1")).toBe(false);
    expect(splitMath("")).toEqual([]);
  });

  it("does not take a dollar on another line for the end", () => {
    expect(hasMath("价格 $5\n另一个 6$")).toBe(false);
  });

  it("keeps an escaped dollar inside a formula", () => {
    expect(splitMath(String.raw`$5\$$`)).toEqual([{ kind: "inline", text: String.raw`5\$` }]);
  });
});

describe("dollarMath", () => {
  it("turns LaTeX brackets into dollars", () => {
    expect(dollarMath(String.raw`设 \(x\)`)).toBe("设 $x$");
    expect(dollarMath(String.raw`\[x\]`)).toBe("\n$$\nx\n$$\n");
  });

  it("gives a formula on its own line lines of its own", () => {
    expect(dollarMath("看\n$$x^2$$\n完")).toBe("看\n$$\nx^2\n$$\n完");
    expect(dollarMath("1. 看\n   $$x$$")).toBe("1. 看\n   $$\n   x\n   $$");
  });

  it("leaves a display formula within a line as it is", () => {
    expect(dollarMath("设 $$x$$ 为")).toBe("设 $$x$$ 为");
  });
});

describe("withStops", () => {
  it("keeps the stop with the formula before it", () => {
    expect(withStops(splitMath("求 $m$。再看"))).toEqual([
      { kind: "words", text: "求 " },
      { kind: "inline", text: "m", stop: "。" },
      { kind: "words", text: "再看" },
    ]);
  });

  it("keeps the bracket with the formula after it", () => {
    expect(withStops(splitMath("（$a\\ne 0$）（$b$）"))).toEqual([
      { kind: "words", text: "" },
      { kind: "inline", text: "a\\ne 0", bracket: "（", stop: "）" },
      { kind: "words", text: "" },
      { kind: "inline", text: "b", bracket: "（", stop: "）" },
      { kind: "words", text: "" },
    ]);
  });

  it("changes nothing where neither stands beside one", () => {
    const pieces = splitMath("，求 $m$ 的值 $$a$$。");
    expect(withStops(pieces)).toEqual(pieces);
  });
});

describe("shortened", () => {
  it("never cuts a formula", () => {
    expect(shortened("已知 $x^2$ 求值", 5)).toBe("已知 $x^2$");
    expect(shortened("已知 $x^2$ 求值", 2)).toBe("已知");
    expect(shortened("已知", 5)).toBe("已知");
  });
});
