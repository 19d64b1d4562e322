/** The stop after a formula moves into its last part, so that no line begins with a comma. */
export interface HtmlNode {
  type: string;
  value?: string;
  tagName?: string;
  properties?: { className?: unknown };
  children?: HtmlNode[];
}

const STOP = /^[，。；：、！？）」』”,.;:!?)]+/;

function has(node: HtmlNode | undefined, name: string): node is HtmlNode & { children: HtmlNode[] } {
  const names = node?.properties?.className;
  return Array.isArray(names) && names.includes(name);
}

function lastPart(formula: HtmlNode & { children: HtmlNode[] }): (HtmlNode & { children: HtmlNode[] }) | undefined {
  const html = formula.children.find((child) => has(child, "katex-html"));
  const last = html?.children[html.children.length - 1];
  return has(last, "base") ? last : undefined;
}

function moveStops(parent: HtmlNode): void {
  const children = parent.children ?? [];
  children.forEach((node, index) => {
    if (!has(node, "katex")) {
      moveStops(node);
      return;
    }
    const next = children[index + 1];
    const stop = next?.type === "text" ? STOP.exec(next.value ?? "")?.[0] : undefined;
    const part = lastPart(node);
    if (next === undefined || stop === undefined || part === undefined) return;
    next.value = (next.value ?? "").slice(stop.length);
    part.children.push({
      type: "element",
      tagName: "span",
      properties: { className: ["formula-stop"] },
      children: [{ type: "text", value: stop }],
    });
  });
}

export function rehypeStops() {
  return moveStops;
}
