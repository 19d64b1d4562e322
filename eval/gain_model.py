"""What showing an item in a place can be expected to bring: boosted trees over its features and the place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.drawn_lists import DrawnLists
from recommender.boosted_ranker import import_lightgbm

__all__ = ["PLACE", "TREES", "GainModel", "cross_fit_gains", "fit_trees"]

PLACE = "place"
"""Name of the feature that says in which place, from 0, an item stood; where it is absent an item counts as first."""

TREES: dict[str, Any] = {
    "objective": "cross_entropy", "learning_rate": 0.1, "num_leaves": 8, "min_data_in_leaf": 20, "lambda_l2": 1.0,
    "num_threads": 1, "deterministic": True, "force_row_wise": True, "verbose": -1,
}  # fmt: skip
"""How trees are grown: gains, which lie from 0 to 1, are guessed through their log odds."""

_ROUNDS = 80
_SURE = 1e-12

Array = NDArray[np.float64]


@dataclass(frozen=True)
class GainModel:
    """Expected gain of an item in a place. Where all gains are alike it says that one gain."""

    booster: Any | None
    constant: float

    def predict(self, features: Array, place: int) -> Array:
        """Expected gains, shape (rows,), of items with these features, shape (rows, names), shown in a place."""
        if self.booster is None:
            return np.full(len(features), self.constant)
        rows = np.column_stack([features, np.full(len(features), float(place))])
        return np.asarray(self.booster.predict(rows, num_threads=1), np.float64)


def fit_trees(
    rows: Array, gains: Array, names: Sequence[str], seed: int = 0, rounds: int = _ROUNDS,
    valid: tuple[Array, Array] | None = None, patience: int = 20, losses: dict[int, float] | None = None,
    **changes: Any,
) -> Any:  # fmt: skip
    """A LightGBM booster; with `valid` rows and gains it stops once these are not guessed better for some rounds, and
    writes the log loss on them after each round into `losses`.
    """
    lightgbm = import_lightgbm()
    data = lightgbm.Dataset(rows, gains, feature_name=list(names), params={"verbose": -1})
    others = [lightgbm.Dataset(*valid, reference=data, params={"verbose": -1})] if valid else []
    record: dict[str, dict[str, list[float]]] = {}
    callbacks = [lightgbm.early_stopping(patience, verbose=False), lightgbm.record_evaluation(record)] if valid else []
    options = {**TREES, "seed": seed, **changes}
    booster = lightgbm.train(options, data, rounds, valid_sets=others, callbacks=callbacks)
    if losses is not None:
        curve = next(iter(next(iter(record.values()), {}).values()), [])
        losses |= dict(enumerate(curve, start=1))
    return booster


def cross_fit_gains(drawn: DrawnLists, folds: NDArray[np.int64], seed: int = 0) -> Array:
    """Expected gain of every item of the pool in every place, by a model that has not seen the list's fold.

    Args:
        drawn: Of one kind.
        folds: Of each list; lists of one student are of one fold.
        seed: Of the trees.

    Returns:
        Shape (lists, pool, places); 0 outside of the pool.
    """
    lists, pool = drawn.in_pool.shape
    found = np.zeros((lists, pool, drawn.shown.shape[1]))
    for fold in np.unique(folds):
        inside = folds == fold
        model = _fit(drawn, ~inside if not inside.all() else inside, seed)
        wanted = inside[:, None] & drawn.in_pool
        for place in range(found.shape[2]):
            found[wanted, place] = model.predict(drawn.features[wanted], place)
    return found


def _fit(drawn: DrawnLists, learned: NDArray[np.bool_], seed: int) -> GainModel:
    shown = drawn.shown & learned[:, None]
    places = shown.shape[1]
    gains = drawn.gains[shown]
    if gains.size == 0 or np.ptp(gains) < _SURE:
        return GainModel(None, float(gains.mean()) if gains.size else 0.0)
    rows = np.column_stack([drawn.features[:, :places][shown], np.nonzero(shown)[1].astype(float)])
    return GainModel(fit_trees(rows, gains, (*drawn.names, PLACE), seed), 0.0)
