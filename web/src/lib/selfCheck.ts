/** A micro-course's last section, when it is the answer to the self-check, is folded. */
const ANSWER_HEADING = /^(?:#{1,6}\s*(?:自测)?(?:参考)?答案.*|\*\*(?:自测)?(?:参考)?答案[：:]?\*\*[：:]?.*|(?:自测)?(?:参考)?答案[：:].*)$/;

export interface Lesson {
  body: string;
  answer: string | null;
}

export function splitSelfCheck(markdown: string): Lesson {
  const lines = markdown.split("\n");
  for (let index = lines.length - 1; index > 0; index -= 1) {
    const line = (lines[index] ?? "").trim();
    if (ANSWER_HEADING.test(line)) {
      const title = line.replace(/^#{1,6}\s*/, "").replace(/\*\*/g, "").replace(/^(?:自测)?(?:参考)?答案[：:]?\s*/, "");
      const answer = [title, ...lines.slice(index + 1)].join("\n").trim();
      if (answer !== "") return { body: lines.slice(0, index).join("\n").trimEnd(), answer };
    }
    if (/^#{1,6}\s/.test(line)) break;
  }
  return { body: markdown, answer: null };
}
