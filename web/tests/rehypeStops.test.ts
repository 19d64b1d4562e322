import { describe, expect, it } from "vitest";

import { type HtmlNode, rehypeStops } from "../src/components/rehypeStops";

const span = (className: string[], children: HtmlNode[]): HtmlNode & { children: HtmlNode[] } => ({ type: "element", tagName: "span", properties: { className }, children });

describe("rehypeStops", () => {
  it("moves the stop after a formula into its last part", () => {
    const last = span(["base"], []);
    const words = { type: "text", value: "，所以" };
    const tree = { type: "root", children: [span(["katex"], [span(["katex-html"], [span(["base"], []), last])]), words] };
    rehypeStops()(tree);
    expect(words.value).toBe("所以");
    expect(JSON.stringify(last)).toContain("，");
  });

  it("moves the bracket before a formula into its first part", () => {
    const first = span(["base"], []);
    const words = { type: "text", value: "方程（" };
    const tree = { type: "root", children: [words, span(["katex"], [span(["katex-html"], [first, span(["base"], [])])])] };
    rehypeStops()(tree);
    expect(words.value).toBe("方程");
    expect(JSON.stringify(first)).toContain("（");
  });

  it("leaves words without a formula alone", () => {
    const words = { type: "text", value: "，所以" };
    rehypeStops()({ type: "root", children: [span([], []), words] });
    expect(words.value).toBe("，所以");
  });
});
