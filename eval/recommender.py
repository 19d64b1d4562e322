"""How well rankers order what students were shown: by what came of it, on lists none of them has learned from."""

from collections.abc import Callable, Mapping, Sequence
from math import log2
from typing import Any

import numpy as np

from eval.metrics import Measured, bootstrap
from recommender.logged_list import LoggedList
from recommender.ranker import Rankers, Scores

__all__ = [
    "RANKING_FIGURES", "ListScorer", "by_popularity", "by_rankers", "in_random_order", "log_loss", "measure_rankings",
]  # fmt: skip

ListScorer = Callable[[LoggedList], Scores]
"""Scores of what a list has shown, in the order of places."""

RANKING_FIGURES = ("ndcg", "mrr", "hit@1")

_WEIGHT = 5.0  # showings that the common mean counts for
_GAINED = 0.5  # gain from which an item counts as a hit: it was read to the end, or something came of it


def by_rankers(rankers: Rankers) -> ListScorer:
    """A version's."""
    return lambda each: rankers[each.kind].score([item.features for item in each.shown])


def in_random_order(seed: int) -> ListScorer:
    """Luck; equal for equal lists."""
    return lambda each: np.random.default_rng([seed, *each.slate.encode()]).random(len(each.shown))


def by_popularity(lists: Sequence[LoggedList]) -> ListScorer:
    """Mean gain of each item in the lists given, drawn to the common mean while it was shown seldom."""
    gains: dict[str, list[float]] = {}
    for each in lists:
        for item in each.shown:
            gains.setdefault(item.id, []).append(item.gain or 0.0)
    common = float(np.mean([gain for of_item in gains.values() for gain in of_item])) if gains else 0.0
    known = {name: (sum(of_item) + _WEIGHT * common) / (len(of_item) + _WEIGHT) for name, of_item in gains.items()}
    return lambda each: np.array([known.get(item.id, common) for item in each.shown])


def measure_rankings(
    lists: Sequence[LoggedList], scorers: Mapping[str, ListScorer], seed: int = 0, resamples: int = 1000
) -> dict[str, dict[str, Measured]]:
    """Each scorer's order of what was shown, on lists where anything was gained and there was a choice.

    Gains are divided by how often their place brings anything, so that what stood low is not held to be worse for it.

    Returns:
        By scorer: `ndcg` (Järvelin and Kekäläinen 2002), `mrr` and `hit@1` of the first hit, with 95 % intervals over
        students; `difference` of ndcg from the first scorer, paired.
    """
    chosen = [each for each in lists if len(each.shown) > 1 and max(each.gains) > 0]
    looked = _examined(lists)
    students = sorted({each.student for each in chosen})
    rows_of = {name: [i for i, each in enumerate(chosen) if each.student == name] for name in students}
    tables = {
        name: np.array([_figures(each, scorer(each), looked) for each in chosen]).reshape(-1, len(RANKING_FIGURES))
        for name, scorer in scorers.items()
    }
    groups = [np.array(rows_of[name]) for name in students]

    def mean(values: Any) -> Measured:
        sums = np.array([np.nansum(values[rows]) for rows in groups])
        counts = np.array([(~np.isnan(values[rows])).sum() for rows in groups])

        def metric(rows: Any) -> float:
            total = counts[rows].sum()
            return float(sums[rows].sum() / total) if total else float("nan")

        return bootstrap(metric, len(groups), seed, resamples)

    first = tables[next(iter(scorers))]
    return {
        name: {
            **{figure: mean(table[:, i]) for i, figure in enumerate(RANKING_FIGURES)},
            "difference": mean(table[:, 0] - first[:, 0]),
        }
        for name, table in tables.items()
    }


def log_loss(gains: Scores, guesses: Scores) -> float:
    """Mean cross-entropy of gains from 0 to 1; nan for none."""
    if len(gains) == 0:
        return float("nan")
    sure = np.clip(guesses, 1e-6, 1 - 1e-6)
    return float(-(gains * np.log(sure) + (1 - gains) * np.log(1 - sure)).mean())


def _examined(lists: Sequence[LoggedList]) -> list[float]:
    """Mean gain of each place against the first one's; never below a tenth."""
    places = max((len(each.shown) for each in lists), default=0)
    means = [np.mean([each.gains[k] for each in lists if len(each.shown) > k]) for k in range(places)]
    return [max(0.1, float(mean / means[0])) if means[0] > 0 else 1.0 for mean in means]


def _figures(each: LoggedList, scores: Scores, looked: Sequence[float]) -> tuple[float, float, float]:
    gains = np.array([gain / looked[place] for place, gain in enumerate(each.gains)])
    order = np.argsort(-scores, kind="stable")
    discounts = np.array([1 / log2(place + 2) for place in range(len(gains))])
    ndcg = float((gains[order] * discounts).sum() / (np.sort(gains)[::-1] * discounts).sum())
    hits = [rank for rank, i in enumerate(order, start=1) if each.gains[i] >= _GAINED]
    return (ndcg, 1 / hits[0], float(hits[0] == 1)) if hits else (ndcg, float("nan"), float("nan"))
