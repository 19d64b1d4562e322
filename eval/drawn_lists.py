"""Logged lists of one kind of item as arrays, of those lists that can say what another ranker would have brought."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.boosted_ranker import feature_matrix
from recommender.items import ItemKind
from recommender.logged_list import LoggedList
from recommender.ranker import Ranker

__all__ = ["DrawnLists", "find_drawn_lists"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DrawnLists:
    """Lists whose every place was drawn from a pool that the log has whole.

    In each array the first axis is the list. Along the pool stand first the items shown, in the order of places, then
    the others; so item k of the pool is what was shown in place k.

    Attributes:
        lists: As they were logged.
        names: Of the features.
        features: Shape (lists, pool, names).
        in_pool: Shape (lists, pool); False where the list has fewer.
        scores: By the ranker that served, shape (lists, pool); 0 outside of the pool.
        temperatures: Shape (lists,).
        shown: Shape (lists, places); False where the list has fewer.
        propensities: Shape (lists, places); 1 where nothing was shown.
        gains: Shape (lists, places); 0 where nothing was shown.
    """

    lists: Sequence[LoggedList]
    names: tuple[str, ...]
    features: Array
    in_pool: NDArray[np.bool_]
    scores: Array
    temperatures: Array
    shown: NDArray[np.bool_]
    propensities: Array
    gains: Array

    @property
    def kind(self) -> ItemKind:
        """Of the items."""
        return self.lists[0].kind

    def score(self, ranker: Ranker) -> Array:
        """Scores of the pool by a ranker, shape (lists, pool); 0 outside of the pool."""
        scores = np.zeros_like(self.scores)
        rows = [dict(item.features) for each in self.lists for item in each.pool]
        scores[self.in_pool] = ranker.score(rows)
        return scores


def find_drawn_lists(lists: Sequence[LoggedList], places: int) -> tuple[dict[ItemKind, DrawnLists], Counter[str]]:
    """The lists that can be used, by kind of item, and how many cannot, by reason.

    Args:
        lists: Logged.
        places: From the first one on that are looked at; what stands below counts neither as shown nor as gained.
    """
    usable: dict[ItemKind, list[LoggedList]] = {}
    left_out: Counter[str] = Counter()
    for each in lists:
        reason = _find_reason(each)
        if reason:
            left_out[reason] += 1
        else:
            usable.setdefault(each.kind, []).append(each)
    return {kind: _make_arrays(of_kind, places) for kind, of_kind in usable.items()}, left_out


def _find_reason(each: LoggedList) -> str | None:
    if not each.is_drawn:
        return "nothing was drawn at random (temperature 0 or not personalised)"
    return None if each.is_whole else "the log has not the whole pool"


def _make_arrays(lists: Sequence[LoggedList], most_places: int) -> DrawnLists:
    names = tuple(sorted({name for each in lists for item in each.pool for name in item.features}))
    pool = max(len(each.pool) for each in lists)
    places = min(most_places, max(len(each.shown) for each in lists))
    n = len(lists)
    features, scores = np.zeros((n, pool, len(names))), np.zeros((n, pool))
    in_pool, shown = np.zeros((n, pool), bool), np.zeros((n, places), bool)
    propensities, gains = np.ones((n, places)), np.zeros((n, places))
    for i, each in enumerate(lists):
        items, seen = each.pool, each.shown[:places]
        features[i, : len(items)] = feature_matrix([item.features for item in items], names)
        scores[i, : len(items)] = [item.score for item in items]
        in_pool[i, : len(items)] = True
        shown[i, : len(seen)] = True
        propensities[i, : len(seen)] = [item.propensity for item in seen]
        gains[i, : len(seen)] = [item.gain or 0.0 for item in seen]
    temperatures = np.array([each.temperature for each in lists])
    return DrawnLists(lists, names, features, in_pool, scores, temperatures, shown, propensities, gains)
