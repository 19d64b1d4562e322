const CHINESE = "\\u3000-\\u9fff\\uff00-\\uffef";
const BROKEN = new RegExp(`([${CHINESE}])\\s*\\n\\s*(?=[${CHINESE}])`, "g");

/** Several lines as one; where a photograph's line broke inside Chinese words, nothing stands between them. */
export function oneLine(text: string): string {
  return text.trim().replace(BROKEN, "$1").replace(/\s+/g, " ");
}
