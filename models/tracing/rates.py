"""The floor: each skill's, and each problem's, share of right answers, whoever answers."""

from collections.abc import Sequence

import numpy as np

from models.tracing.answers import AnswerSequence, Catalogue
from models.tracing.difficulty import Difficulties
from models.tracing.tracer import Chances

__all__ = ["RateTracer"]


class RateTracer:
    """Knows nothing of the student."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._difficulties: Difficulties | None = None

    def fit(self, learn: Sequence[AnswerSequence], valid: Sequence[AnswerSequence]) -> None:
        """See `KnowledgeTracer`; `valid` is not needed."""
        self._difficulties = Difficulties.of(learn, self._catalogue)

    def predict(self, sequences: Sequence[AnswerSequence]) -> list[Chances]:
        """See `KnowledgeTracer`."""
        known = self._difficulties
        if known is None:
            raise RuntimeError("fit comes first")
        logits = np.log(known.skill_rates / (1 - known.skill_rates))
        return [1 / (1 + np.exp(-(logits[one.skills] + known.problem_logits[one.problems]))) for one in sequences]
