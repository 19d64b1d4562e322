/** Words and formulas of a question, told apart. */
export interface MathPiece {
  kind: "words" | "inline" | "display";
  text: string;
  /** A bracket right before an inline formula, to be set as its first part. */
  bracket?: string;
  /** Punctuation right after an inline formula, to be set as its last part. */
  stop?: string;
}

/** No line may begin with one of these. */
export const STOP = /^[，。；：、！？）」』”,.;:!?)]+/;
/** No line may end with one of these. */
export const BRACKET = /[（「『“(]+$/;

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

function wordsOf(piece: MathPiece | undefined): string {
  return piece?.kind === "words" ? piece.text : "";
}

/** Gives an inline formula the bracket before and the stop after it, so that no line ends or begins with them. */
export function withStops(pieces: readonly MathPiece[]): MathPiece[] {
  return pieces.map((piece, index) => {
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    if (piece.kind === "words") {
      const rest = before?.kind === "inline" ? piece.text.replace(STOP, "") : piece.text;
      return { ...piece, text: after?.kind === "inline" ? rest.replace(BRACKET, "") : rest };
    }
    if (piece.kind === "display") return piece;
    const bracket = BRACKET.exec(wordsOf(before))?.[0];
    const stop = STOP.exec(wordsOf(after))?.[0];
    return { ...piece, ...(bracket !== undefined && { bracket }), ...(stop !== undefined && { stop }) };
  });
}

/** About the first so many characters; a formula is kept whole. */
export function shortened(text: string, longest: number): string {
  for (const { index, 0: formula } of text.matchAll(FORMULA)) {
    const end = index + formula.length;
    if (index < longest && end > longest) return text.slice(0, end);
  }
  return text.slice(0, longest);
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
