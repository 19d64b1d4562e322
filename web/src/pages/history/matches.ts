import type { Question } from "../../api/types";

/** Every word must be in the question's text, subject or knowledge points. */
export function matches(question: Question, words: string): boolean {
  const points = question.profile?.knowledge_points.map((point) => point.name) ?? [];
  const hay = [question.text, question.profile?.subject ?? "", ...points].join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}
