"""Trees that know no skill by name: how well a student will do on a skill that nobody has answered before.

Each skill is taken for unseen in turn while learning: its own rate of right answers is not told, those of all others
are. What is left is the student: how they did elsewhere, lately and on average, and on the skill itself since they met
it. Where vectors of the skills' texts are given, an unseen skill's rate is told from them (ridge regression).
"""

from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import RidgeCV

from models.tracing.answers import AnswerSequence, Catalogue
from models.tracing.difficulty import Difficulties
from models.tracing.history import FEATURES, StudentHistory
from models.tracing.tracer import Chances

__all__ = ["UnseenSkillTracer"]

_FOLDS = 5
_ENOUGH = 20  # answers from which a skill's rate is known
_MOST_TREES, _PATIENCE = 800, 50
_ALPHAS = (0.3, 1.0, 3.0, 10.0, 30.0)
_BY_NAME = ("skill", "last_skill", "problem_logit", "problem_answers")
_KEPT = [at for at, name in enumerate(FEATURES) if name not in _BY_NAME]
_SETTINGS: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 200, "feature_fraction": 0.7,
    "bagging_fraction": 0.8, "bagging_freq": 1, "verbose": -1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip


class UnseenSkillTracer:
    """See `KnowledgeTracer`; problems are never looked at.

    Args:
        catalogue: Of the data.
        seed: Of the sampling.
        groups: Of each skill; skills of one group are hidden together, shape (skills,). None: each is its own.
        vectors: Of the skills' texts, shape (skills, width); None: nothing is read from texts.
    """

    def __init__(
        self, catalogue: Catalogue, seed: int = 0, groups: NDArray[np.int64] | None = None,
        vectors: NDArray[np.float64] | None = None,
    ) -> None:  # fmt: skip
        self._catalogue, self._seed, self._vectors = catalogue, seed, vectors
        self._groups = np.arange(catalogue.skills) if groups is None else groups
        self._rates: NDArray[np.float64] | None = None
        self._trees: lightgbm.Booster | None = None

    def fit(self, learn: Sequence[AnswerSequence], valid: Sequence[AnswerSequence]) -> None:
        """See `KnowledgeTracer`."""
        answered = np.bincount(np.concatenate([one.skills for one in learn]), minlength=self._catalogue.skills)
        known = Difficulties.of(learn, self._catalogue).skill_rates
        met = answered >= _ENOUGH
        names = np.unique(self._groups)
        folds = dict(
            zip(np.random.default_rng(self._seed).permutation(names), np.arange(len(names)) % _FOLDS, strict=True)
        )
        fold = np.array([folds[group] for group in self._groups])
        parts = []
        for held in range(_FOLDS):
            hidden = fold == held
            rates = self._told(known, met & ~hidden)
            parts.append([_rows(students, rates, hidden) for students in (learn, valid)])
        (rows, right), (valid_rows, valid_right) = (
            [np.concatenate([part[which][at] for part in parts]) for at in range(2)] for which in range(2)
        )
        learned = lightgbm.Dataset(rows, right)
        self._trees = lightgbm.train(
            _SETTINGS | {"seed": self._seed}, learned, _MOST_TREES, [learned.create_valid(valid_rows, valid_right)],
            callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
        )  # fmt: skip
        self._rates = self._told(known, met)

    def predict(self, sequences: Sequence[AnswerSequence]) -> list[Chances]:
        """See `KnowledgeTracer`."""
        if self._trees is None or self._rates is None:
            raise RuntimeError("fit comes first")
        if not any(map(len, sequences)):
            return [np.zeros(0)] * len(sequences)
        rows, _ = _rows(sequences, self._rates, np.ones(self._catalogue.skills, bool))
        chances = np.asarray(self._trees.predict(rows), np.float64)
        ends = np.cumsum([len(one) for one in sequences])
        return np.split(np.clip(chances, 1e-6, 1 - 1e-6), ends[:-1])

    def _told(self, known: NDArray[np.float64], met: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Rates of all skills where only those of some are known."""
        logits = np.log(known / (1 - known))
        if self._vectors is None or not met.any():
            told = np.full(len(known), logits[met].mean() if met.any() else 0.0)
        else:
            told = RidgeCV(_ALPHAS).fit(self._vectors[met], logits[met]).predict(self._vectors)
        return np.where(met, known, 1 / (1 + np.exp(-told)))


def _rows(
    students: Sequence[AnswerSequence], rates: NDArray[np.float64], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Features and answers of all answers on the wanted skills."""
    rows, right = [], []
    for sequence in students:
        history = StudentHistory(rates, np.zeros(1), np.zeros(1, np.int64))
        for skill, _, answer in sequence:
            if wanted[skill]:
                rows.append(history.features(skill, -1))
                right.append(answer)
            history.add(skill, -1, answer)
    return np.array(rows, np.float32).reshape(-1, len(FEATURES))[:, _KEPT], np.array(right, np.int64)
