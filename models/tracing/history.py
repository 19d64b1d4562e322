"""What a student's answers so far say of the next one: named features, updated answer by answer.

They follow performance factors analysis (Pavlik, Cen & Koedinger 2009: right and wrong answers on the skill), its
recency-weighted kin (Galyardt & Goldin 2015), and Elo's online estimate of ability (Pelánek 2016). Everything a feature
knows of the answer at hand is its skill and problem.
"""

from dataclasses import dataclass, field
from math import exp, log

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEATURES", "StudentHistory"]

_FADES = (0.5, 0.8, 0.95)  # of what an answer counts, at each later one
_LAST_ON_SKILL = 3
_LAST = 5
_PRIOR = 2.0  # answers that the skill's usual rate counts for
_STEP = 0.3  # of the online ability, a logit

FEATURES = (
    "skill", "problem_logit", "skill_rate", "answers", "on_skill", "right_on_skill", "wrong_on_skill", "rate_on_skill",
    *(f"fading_{fade}_on_skill" for fade in _FADES[:2]),
    *(f"last_{n}_on_skill" for n in range(1, _LAST_ON_SKILL + 1)),
    *(f"last_{n}" for n in range(1, _LAST + 1)),
    "rate", *(f"fading_{fade}" for fade in _FADES), "above_skill_rates", "ability", "answers_since_skill",
    "last_skill", "is_last_skill", "run_on_skill", "skills_met", "problem_answers",
)  # fmt: skip
"""Names, in the order of `StudentHistory.features`. Answers that are not there are −1; `skill` and `last_skill` are
numbers of kinds.
"""


@dataclass(slots=True)
class _OnSkill:
    right: list[int] = field(default_factory=list)
    fading: list[float] = field(default_factory=lambda: [0.0, 0.0])
    weight: list[float] = field(default_factory=lambda: [0.0, 0.0])
    last_at: int = 0


class StudentHistory:
    """One student's answers.

    Args:
        skill_rates: Share of right answers on each skill, strictly between 0 and 1.
        problem_logits: How much easier each problem is than its skill, in logits; the last entry is that of unknown
            problems.
        problem_counts: Answers behind each of them.
    """

    def __init__(
        self, skill_rates: NDArray[np.float64], problem_logits: NDArray[np.float64], problem_counts: NDArray[np.int64]
    ) -> None:
        self._rates, self._problems, self._counts = skill_rates, problem_logits, problem_counts
        self._mean = float(skill_rates.mean())
        self._on: dict[int, _OnSkill] = {}
        self._right: list[int] = []
        self._fading, self._weight = [0.0] * len(_FADES), [0.0] * len(_FADES)
        self._above, self._ability = 0.0, 0.0
        self._last_skill, self._run = -1, 0

    def features(self, skill: int, problem: int) -> list[float]:
        """Of the next answer, before it is known; see `FEATURES`."""
        on = self._on.get(skill, _NOTHING)
        rate, n, right = float(self._rates[skill]), len(on.right), sum(on.right)
        answers = len(self._right)
        return [
            skill, self._problems[problem], rate, answers, n, right, n - right, (right + _PRIOR * rate) / (n + _PRIOR),
            *((faded + rate) / (weight + 1) for faded, weight in zip(on.fading, on.weight, strict=True)),
            *_newest(on.right, _LAST_ON_SKILL), *_newest(self._right, _LAST),
            (sum(self._right) + _PRIOR * self._mean) / (answers + _PRIOR),
            *((faded + self._mean) / (weight + 1) for faded, weight in zip(self._fading, self._weight, strict=True)),
            self._above / (answers + _PRIOR), self._ability, answers - on.last_at if n else -1,
            self._last_skill, float(skill == self._last_skill), self._run, len(self._on), self._counts[problem],
        ]  # fmt: skip

    def add(self, skill: int, problem: int, right: int) -> None:
        """The answer has been given."""
        on = self._on.setdefault(skill, _OnSkill())
        expected = self._expected(skill, problem)
        self._ability += _STEP * (right - expected)
        self._above += right - float(self._rates[skill])
        for i, fade in enumerate(_FADES):
            self._fading[i], self._weight[i] = self._fading[i] * fade + right, self._weight[i] * fade + 1
            if i < len(on.fading):
                on.fading[i], on.weight[i] = on.fading[i] * fade + right, on.weight[i] * fade + 1
        on.right.append(right)
        on.last_at = len(self._right)
        self._right.append(right)
        self._run = self._run + 1 if skill == self._last_skill else 1
        self._last_skill = skill

    def _expected(self, skill: int, problem: int) -> float:
        rate = float(self._rates[skill])
        return 1 / (1 + exp(-(log(rate / (1 - rate)) + float(self._problems[problem]) + self._ability)))


_NOTHING = _OnSkill()


def _newest(answers: list[int], most: int) -> list[int]:
    last = answers[: -most - 1 : -1]
    return last + [-1] * (most - len(last))
