"""Gradient-boosted trees (LightGBM) over named features of the student's history.

Trees see what no formula adds up: that a wrong answer weighs more after a run of right ones, on an easy skill, now.
Difficulties that a student is traced with while learning come from other students, for a problem that few have answered
would give the answer away.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from models.tracing.answers import AnswerSequence, Catalogue
from models.tracing.difficulty import Difficulties
from models.tracing.history import FEATURES, StudentHistory
from models.tracing.tracer import Chances

__all__ = ["BoostedTracer", "TracerFileError"]

_TREES_FILE, _DIFFICULTIES_FILE = "trees.txt", "difficulties.safetensors"
_FOLDS = 5
_KINDS = [FEATURES.index(name) for name in ("skill", "last_skill")]
_MOST_TREES, _PATIENCE = 1500, 50
_SETTINGS: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 63, "min_data_in_leaf": 200, "feature_fraction": 0.7,
    "bagging_fraction": 0.8, "bagging_freq": 1, "cat_smooth": 50, "max_bin": 127, "verbose": -1, "deterministic": True,
    "force_row_wise": True,
}  # fmt: skip


class TracerFileError(ValueError):
    """A tracer's files are missing or damaged; the message says which."""


class BoostedTracer:
    """Trees over features.

    Args:
        catalogue: Of the data.
        seed: Of the sampling.
    """

    def __init__(self, catalogue: Catalogue, seed: int = 0) -> None:
        self._catalogue, self._seed = catalogue, seed
        self._difficulties: Difficulties | None = None
        self._trees: lightgbm.Booster | None = None

    def fit(self, learn: Sequence[AnswerSequence], valid: Sequence[AnswerSequence]) -> None:
        """See `KnowledgeTracer`."""
        difficulties = Difficulties.of(learn, self._catalogue)
        rows, right = self._learning_rows(learn)
        learned = lightgbm.Dataset(rows, right, feature_name=[*FEATURES], categorical_feature=_KINDS)
        held_back = lightgbm.Dataset(
            self._rows(valid, difficulties), np.concatenate([one.right for one in valid]), reference=learned
        )
        self._trees = lightgbm.train(
            _SETTINGS | {"seed": self._seed}, learned, _MOST_TREES, [held_back],
            callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
        )  # fmt: skip
        self._difficulties = difficulties

    def predict(self, sequences: Sequence[AnswerSequence]) -> list[Chances]:
        """See `KnowledgeTracer`."""
        if self._trees is None or self._difficulties is None:
            raise RuntimeError("fit comes first")
        if not any(map(len, sequences)):
            return [np.zeros(0)] * len(sequences)
        chances = np.asarray(self._trees.predict(self._rows(sequences, self._difficulties)), np.float64)
        ends = np.cumsum([len(one) for one in sequences])
        return np.split(np.clip(chances, 1e-6, 1 - 1e-6), ends[:-1])

    def save(self, folder: Path) -> tuple[Path, ...]:
        """Writes what was learned; returns the files.

        Raises:
            RuntimeError: `fit` was not called.
        """
        if self._trees is None or self._difficulties is None:
            raise RuntimeError("fit comes first")
        trees, difficulties = folder / _TREES_FILE, folder / _DIFFICULTIES_FILE
        self._trees.save_model(trees)
        known = self._difficulties
        save_file({
            "skill_rates": known.skill_rates, "problem_logits": known.problem_logits,
            "problem_counts": known.problem_counts,
        }, difficulties)  # fmt: skip
        return trees, difficulties

    @classmethod
    def load(cls, folder: Path) -> "BoostedTracer":
        """What `save` wrote.

        Raises:
            TracerFileError: Files are missing, damaged, or of other features.
        """
        try:
            arrays = load_file(folder / _DIFFICULTIES_FILE)
            known = Difficulties(arrays["skill_rates"], arrays["problem_logits"], arrays["problem_counts"])
            trees = lightgbm.Booster(model_file=folder / _TREES_FILE)
        except (OSError, KeyError, SafetensorError, lightgbm.basic.LightGBMError) as error:
            raise TracerFileError(f"{folder}: no tracer can be read ({error})") from error
        if trees.feature_name() != [*FEATURES]:
            raise TracerFileError(f"{folder}: was learned on other features; train it anew")
        tracer = cls(Catalogue(len(known.skill_rates), len(known.problem_counts) - 1))
        tracer._difficulties, tracer._trees = known, trees
        return tracer

    def _learning_rows(self, learn: Sequence[AnswerSequence]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        rows, right = [], []
        for fold in range(min(_FOLDS, len(learn))):
            others = [one for i, one in enumerate(learn) if i % _FOLDS != fold]
            own = [*learn[fold::_FOLDS]]
            rows.append(self._rows(own, Difficulties.of(others, self._catalogue)))
            right += [one.right for one in own]
        return np.concatenate(rows), np.concatenate(right)

    @staticmethod
    def _rows(sequences: Sequence[AnswerSequence], known: Difficulties) -> NDArray[np.float32]:
        rows = np.empty((sum(map(len, sequences)), len(FEATURES)), np.float32)
        at = 0
        for sequence in sequences:
            history = StudentHistory(known.skill_rates, known.problem_logits, known.problem_counts)
            for skill, problem, right in sequence:
                rows[at] = history.features(skill, problem)
                history.add(skill, problem, right)
                at += 1
        return rows
