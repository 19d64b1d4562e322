"""How hard skills and problems are, from answers; few answers move little."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.tracing.answers import AnswerSequence, Catalogue

__all__ = ["Difficulties"]

_SKILL_PRIOR, _PROBLEM_PRIOR = 5.0, 5.0  # answers that the mean, or the skill's rate, counts for


@dataclass(frozen=True)
class Difficulties:
    """Rates of right answers.

    Attributes:
        skill_rates: Shape (skills,), strictly between 0 and 1.
        problem_logits: Beside the skill, shape (problems + 1,); the last is that of unknown problems, 0.
        problem_counts: Answers, shape (problems + 1,).
    """

    skill_rates: NDArray[np.float64]
    problem_logits: NDArray[np.float64]
    problem_counts: NDArray[np.int64]

    @classmethod
    def of(cls, sequences: Sequence[AnswerSequence], catalogue: Catalogue) -> "Difficulties":
        """From students' answers."""
        skills, problems, right = (
            np.concatenate([np.zeros(0, np.int64), *(getattr(sequence, part) for sequence in sequences)])
            for part in ("skills", "problems", "right")
        )
        mean = float((right.sum() + 1) / (len(right) + 2))
        count = np.bincount(skills, minlength=catalogue.skills)
        rates = (np.bincount(skills, right, catalogue.skills) + _SKILL_PRIOR * mean) / (count + _SKILL_PRIOR)
        places = np.where(problems < 0, catalogue.problems, problems)
        counts = np.bincount(places, minlength=catalogue.problems + 1)
        expected = np.bincount(places, rates[skills], catalogue.problems + 1)
        usual = np.divide(expected, counts, out=np.full(len(counts), mean), where=counts > 0)
        shrunk = (np.bincount(places, right, catalogue.problems + 1) + _PROBLEM_PRIOR * usual) / (
            counts + _PROBLEM_PRIOR
        )
        logits = _logit(shrunk) - _logit(usual)
        logits[-1], counts[-1] = 0.0, 0
        return cls(rates, logits, counts)


def _logit(rate: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.log(rate / (1 - rate)), np.float64)
