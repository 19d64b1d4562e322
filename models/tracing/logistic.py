"""Logistic regression on counts: performance factors analysis (Pavlik, Cen & Koedinger 2009) with the student's right
and wrong answers in all, as the strongest of the linear models of Gervet et al. (2020).
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from models.tracing.answers import AnswerSequence, Catalogue
from models.tracing.tracer import Chances

__all__ = ["LogisticTracer"]

_STRENGTH = 1.0  # inverse of the penalty
_MOST_ROUNDS = 2000


class LogisticTracer:
    """For each skill its easiness and what right and wrong answers on it tell; each problem's easiness; and what right
    and wrong answers tell wherever they were given. Counts are taken as log(1 + count).
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._model: LogisticRegression | None = None

    def fit(self, learn: Sequence[AnswerSequence], valid: Sequence[AnswerSequence]) -> None:
        """See `KnowledgeTracer`; nothing is chosen on `valid`."""
        model = LogisticRegression(C=_STRENGTH, max_iter=_MOST_ROUNDS)
        self._model = model.fit(self._rows(learn), np.concatenate([one.right for one in learn]))

    def predict(self, sequences: Sequence[AnswerSequence]) -> list[Chances]:
        """See `KnowledgeTracer`."""
        if self._model is None:
            raise RuntimeError("fit comes first")
        return [self._model.predict_proba(self._rows([one]))[:, 1] if len(one) else np.zeros(0) for one in sequences]

    def _rows(self, sequences: Sequence[AnswerSequence]) -> csr_matrix:
        """Columns: skills three times (asked, right, wrong), problems and one for unknown ones, right, wrong."""
        skills, width = self._catalogue.skills, 3 * self._catalogue.skills + self._catalogue.problems + 3
        columns, values = [], []
        for one in sequences:
            counts = np.zeros((2, skills))
            totals = np.zeros(2)
            for skill, problem, right in zip(
                one.skills.tolist(), one.problems.tolist(), one.right.tolist(), strict=True
            ):
                place = 3 * skills + (problem if problem >= 0 else self._catalogue.problems)
                columns.append((skill, skills + skill, 2 * skills + skill, place, width - 2, width - 1))
                values.append((1.0, *np.log1p(counts[:, skill]), 1.0, *np.log1p(totals)))
                counts[1 - right, skill] += 1
                totals[1 - right] += 1
        rows = len(columns)
        return csr_matrix(
            (np.array(values).ravel(), np.array(columns).ravel(), np.arange(0, 6 * rows + 1, 6)), shape=(rows, width)
        )
