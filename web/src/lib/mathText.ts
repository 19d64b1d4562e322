/** Words and formulas of a question, told apart. */
export interface MathPiece {
  kind: "words" | "inline" | "display";
  text: string;
}

const FORMULA = /\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\]|\$((?:\\.|[^$\n])+?)\$|\\\(([\s\S]+?)\\\)/g;

export function splitMath(text: string): MathPiece[] {
  const pieces: MathPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(FORMULA)) {
    if (match.index > end) pieces.push({ kind: "words", text: text.slice(end, match.index) });
    const display = match[1] ?? match[2];
    if (display !== undefined) pieces.push({ kind: "display", text: display.trim() });
    else pieces.push({ kind: "inline", text: (match[3] ?? match[4] ?? "").trim() });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: "words", text: text.slice(end) });
  return pieces;
}

export function hasMath(text: string): boolean {
  return splitMath(text).some((piece) => piece.kind !== "words");
}

/** remark-math wants dollars, and a formula of its own between two lines of them; people write it more freely. */
export function dollarMath(markdown: string): string {
  return markdown
    .replace(/\\\[([\s\S]+?)\\\]/g, (_, formula: string) => ["", "$$", formula.trim(), "$$", ""].join("\n"))
    .replace(/^([ \t]*)\$\$([^$\n]+)\$\$[ \t]*$/gm, (_, indent: string, formula: string) =>
      [`${indent}$$`, indent + formula.trim(), `${indent}$$`].join("\n"),
    )
    .replace(/\\\(([\s\S]+?)\\\)/g, (_, formula: string) => "$" + formula.trim() + "$");
}
