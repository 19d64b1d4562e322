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

  it("leaves words without a formula alone", () => {
    const words = { type: "text", value: "，所以" };
    rehypeStops()({ type: "root", children: [span([], []), words] });
    expect(words.value).toBe("，所以");
  });
});
