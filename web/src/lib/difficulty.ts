export type DifficultyWord = "easy" | "medium" | "hard";

export function difficultyWord(difficulty: number): DifficultyWord {
  if (difficulty < 0.4) return "easy";
  return difficulty < 0.7 ? "medium" : "hard";
}
