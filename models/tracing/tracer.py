"""What every tracer can do."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.tracing.answers import AnswerSequence

__all__ = ["Chances", "KnowledgeTracer"]

Chances = NDArray[np.float64]
"""That each answer is right, in 0–1, shape (answers,)."""


class KnowledgeTracer(Protocol):
    """Learns from students and tells how others will do."""

    def fit(self, learn: Sequence[AnswerSequence], valid: Sequence[AnswerSequence]) -> None:
        """Learns from some students; on others it chooses when to stop. The same for the same data and seed.

        Args:
            learn: One sequence a student.
            valid: Of students that are not in `learn`.
        """
        ...

    def predict(self, sequences: Sequence[AnswerSequence]) -> list[Chances]:
        """Chances of each answer, given the student's answers before it alone; between 0 and 1, never either.

        Raises:
            RuntimeError: `fit` was not called.
        """
        ...
