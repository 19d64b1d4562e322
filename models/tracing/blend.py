"""Several tracers together: a logistic regression over their logits (stacking, Wolpert 1992)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.tracing.answers import AnswerSequence
from models.tracing.tracer import Chances, KnowledgeTracer

__all__ = ["BlendedTracer"]


class BlendedTracer:
    """A blend.

    Args:
        members: Tracers; those that have been fitted are not fitted again where `fitted` says so.
        fitted: Whether all of them have been.
    """

    def __init__(self, members: Sequence[KnowledgeTracer], fitted: bool = False) -> None:
        self._members, self._fitted = members, fitted
        self._weights: LogisticRegression | None = None

    def fit(self, learn: Sequence[AnswerSequence], valid: Sequence[AnswerSequence]) -> None:
        """See `KnowledgeTracer`; weights are learned on `valid`, which members only used to know when to stop."""
        if not self._fitted:
            for member in self._members:
                member.fit(learn, valid)
            self._fitted = True
        right = np.concatenate([one.right for one in valid])
        self._weights = LogisticRegression(C=1e3).fit(self._logits(valid), right)

    def predict(self, sequences: Sequence[AnswerSequence]) -> list[Chances]:
        """See `KnowledgeTracer`."""
        if self._weights is None:
            raise RuntimeError("fit comes first")
        if not any(map(len, sequences)):
            return [np.zeros(0)] * len(sequences)
        chances = self._weights.predict_proba(self._logits(sequences))[:, 1]
        return np.split(np.clip(chances, 1e-6, 1 - 1e-6), np.cumsum([len(one) for one in sequences])[:-1])

    def _logits(self, sequences: Sequence[AnswerSequence]) -> NDArray[np.float64]:
        chances = np.stack([np.concatenate(member.predict(sequences)) for member in self._members], axis=1)
        return np.asarray(np.log(chances / (1 - chances)), np.float64)
