"""Answers as tracers see them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["AnswerSequence", "Catalogue"]


@dataclass(frozen=True)
class AnswerSequence:
    """One student's answers, oldest first. A problem of several skills is one answer with one skill that stands for
    them together: rows of one answer would give each other away.

    Attributes:
        skills: Of each answer, from 0, shape (answers,).
        problems: Of each answer, from 0; −1 where it is not known.
        right: 1 or 0, shape (answers,).

    Raises:
        ValueError: The three differ in length.
    """

    skills: NDArray[np.int64]
    problems: NDArray[np.int64]
    right: NDArray[np.int64]

    def __post_init__(self) -> None:
        if not len(self.skills) == len(self.problems) == len(self.right):
            lengths = ", ".join(str(len(part)) for part in (self.skills, self.problems, self.right))
            raise ValueError(f"skills, problems and answers must be as many, not {lengths}")

    def __len__(self) -> int:
        return len(self.right)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """Skill, problem and answer, one after another."""
        return zip(self.skills.tolist(), self.problems.tolist(), self.right.tolist(), strict=True)

    @classmethod
    def of(cls, skills: Sequence[int], right: Sequence[int], problems: Sequence[int] = ()) -> "AnswerSequence":
        """From plain lists; problems are unknown where not given."""
        known = np.array(problems, np.int64) if len(problems) else np.full(len(right), -1, np.int64)
        return cls(np.array(skills, np.int64), known, np.array(right, np.int64))


@dataclass(frozen=True)
class Catalogue:
    """How many skills and problems there are; those that nobody answered count too."""

    skills: int
    problems: int = 0
