/**
 * The bracket before a formula moves into its first part and the stop after it into its last, so that no line ends with
 * the one or begins with the other.
 */
import { BRACKET, STOP } from "../lib/mathText";

export interface HtmlNode {
  type: string;
  value?: string;
  tagName?: string;
  properties?: { className?: unknown };
  children?: HtmlNode[];
}

function has(node: HtmlNode | undefined, name: string): node is HtmlNode & { children: HtmlNode[] } {
  const names = node?.properties?.className;
  return Array.isArray(names) && names.includes(name);
}

function partsOf(formula: HtmlNode & { children: HtmlNode[] }): (HtmlNode & { children: HtmlNode[] })[] {
  const html = formula.children.find((child) => has(child, "katex-html"));
  return (html?.children ?? []).filter((part) => has(part, "base"));
}

function mark(text: string): HtmlNode {
  return {
    type: "element",
    tagName: "span",
    properties: { className: ["formula-mark"] },
    children: [{ type: "text", value: text }],
  };
}

/** Takes what the pattern finds out of the words beside a formula. */
function taken(words: HtmlNode | undefined, pattern: RegExp): HtmlNode | null {
  const found = words?.type === "text" ? pattern.exec(words.value ?? "")?.[0] : undefined;
  if (words === undefined || found === undefined) return null;
  words.value = (words.value ?? "").replace(pattern, "");
  return mark(found);
}

function moveMarks(parent: HtmlNode): void {
  const children = parent.children ?? [];
  children.forEach((node, index) => {
    if (!has(node, "katex")) {
      moveMarks(node);
      return;
    }
    const parts = partsOf(node);
    const first = parts[0];
    const last = parts[parts.length - 1];
    if (first === undefined || last === undefined) return;
    const bracket = taken(children[index - 1], BRACKET);
    const stop = taken(children[index + 1], STOP);
    if (bracket) first.children.unshift(bracket);
    if (stop) last.children.push(stop);
  });
}

export function rehypeStops() {
  return moveMarks;
}
