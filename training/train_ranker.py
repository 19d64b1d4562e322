"""Learns rankers from logged lists: what to expect of an item, from its features, with its place taken out.

An item low in the list brings less because fewer look there. So the place is one of the features while learning, and
every item counts as first while serving (Covington et al. 2016); lists that are drawn at random keep the two apart.
Trees may only rise with a feature: each says how well something fits, and trees that may bend learn single items by
heart from their similarities.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.gain_model import PLACE, fit_trees
from eval.metrics import Measured
from eval.recommender import by_popularity, by_rankers, in_random_order, log_loss, measure_rankings
from recommender.boosted_ranker import BoostedRanker, feature_matrix
from recommender.features import Features
from recommender.items import ItemKind
from recommender.logged_list import LoggedList
from recommender.ranker import HAND_SET, LinearRanker, Ranker, Rankers
from training.config import RankerConfig

__all__ = ["LearnedKind", "NoListsError", "TrainedRanker", "part_of", "train_ranker"]

_PARTS = (("learn", 14), ("stop", 3), ("test", 3))  # of twenty students

Array = NDArray[np.float64]


class NoListsError(ValueError):
    """The log holds too little to learn from; the message says how much is needed."""


@dataclass(frozen=True)
class LearnedKind:
    """What was learned for one kind of item.

    Attributes:
        linear: A weighted sum.
        boosted: Trees.
        losses: Log loss on students held back: of `linear`, of `boosted`, and of `place`, which knows the place alone.
        curve: Log loss of the trees on students held back, by number of trees.
        gains: By which feature the trees were split how profitably, as shares.
    """

    linear: LinearRanker
    boosted: BoostedRanker
    losses: dict[str, float]
    curve: dict[int, float]
    gains: dict[str, float]

    @property
    def form(self) -> str:
        """The better one: `linear` or `boosted`."""
        return min(("linear", "boosted"), key=lambda form: self.losses[form])

    @property
    def ranker(self) -> Ranker:
        """The better one."""
        return self.linear if self.form == "linear" else self.boosted


@dataclass(frozen=True)
class TrainedRanker:
    """Rankers with what they are worth on students that none of them has learned from.

    Attributes:
        rankers: By kind; those set by hand where there was too little to learn from.
        learned: By kind.
        metrics: By who ranks, `head` being what is saved.
        sizes: Lists by part.
        simulated: Whether any of the lists never happened.
    """

    rankers: Rankers
    learned: dict[ItemKind, LearnedKind]
    metrics: dict[str, dict[str, Measured]]
    sizes: dict[str, int]
    simulated: bool


def part_of(student: str) -> str:
    """`learn`, `stop` (which says when to stop, and which form is better) or `test`; the same for every training."""
    share = int(hashlib.sha256(student.encode()).hexdigest(), 16) % sum(size for _, size in _PARTS)
    for name, size in _PARTS:
        if share < size:
            return name
        share -= size
    raise AssertionError


def train_ranker(lists: Sequence[LoggedList], config: RankerConfig) -> TrainedRanker:
    """Learns a linear and a boosted ranker for every kind of item the log has enough of.

    Raises:
        NoListsError: It has enough of none.
    """
    parts = {name: [each for each in lists if part_of(each.student) == name] for name, _ in _PARTS}
    learned: dict[ItemKind, LearnedKind] = {}
    for kind in HAND_SET:
        of_kind = {name: [each for each in rows if each.kind == kind] for name, rows in parts.items()}
        shown = sum(len(each.shown) for each in of_kind["learn"])
        if shown >= config.fewest_shown and of_kind["stop"] and _varies(of_kind["learn"]):
            learned[kind] = _learn(of_kind["learn"], of_kind["stop"], config)
    if not learned:
        raise NoListsError(
            f"{len(lists)} logged lists are too few to learn from: {config.fewest_shown} shown items of one kind with "
            f"different outcomes are needed, and some students to hold back"
        )
    rankers = _choose(learned, {kind: each.form for kind, each in learned.items()})
    scorers = {
        "head": by_rankers(rankers), "hand-set": by_rankers(HAND_SET),
        **{form: by_rankers(_choose(learned, dict.fromkeys(learned, form))) for form in ("linear", "boosted")},
        "popularity": by_popularity(parts["learn"]), "random": in_random_order(config.seed),
    }  # fmt: skip
    metrics = measure_rankings(parts["test"], scorers, config.seed, config.resamples)
    sizes = {name: len(rows) for name, rows in parts.items()}
    return TrainedRanker(rankers, learned, metrics, sizes, any(each.simulated for each in lists))


def _choose(learned: Mapping[ItemKind, LearnedKind], forms: Mapping[ItemKind, str]) -> Rankers:
    chosen: dict[ItemKind, Ranker] = {
        kind: each.linear if forms[kind] == "linear" else each.boosted for kind, each in learned.items()
    }
    return {**HAND_SET, **chosen}


def _varies(lists: Sequence[LoggedList]) -> bool:
    return len({gain for each in lists for gain in each.gains}) > 1


def _learn(learn: Sequence[LoggedList], stop: Sequence[LoggedList], config: RankerConfig) -> LearnedKind:
    names = sorted({name for each in learn for item in each.shown for name in item.features})
    known, held = _table(learn, names), _table(stop, names)
    curve: dict[int, float] = {}
    booster = fit_trees(
        *known, [*names, PLACE], config.seed, config.rounds, held, config.patience, curve,
        learning_rate=config.learning_rate, num_leaves=config.leaves, min_data_in_leaf=config.least_in_leaf,
        monotone_constraints=[1] * len(names) + [0],
    )  # fmt: skip
    model = _fit_logistic(known[0], known[1], config.strength)
    losses = {
        "linear": log_loss(held[1], model(held[0])),
        "boosted": log_loss(held[1], np.asarray(booster.predict(held[0], num_threads=1))),
        "place": log_loss(held[1], _fit_logistic(known[0][:, -1:], known[1], config.strength)(held[0][:, -1:])),
    }
    text = booster.model_to_string(num_iteration=booster.best_iteration)
    split = dict(zip(booster.feature_name(), booster.feature_importance("gain").tolist(), strict=True))
    total = sum(split.values()) or 1.0
    weights = dict(zip(names, model.weights[: len(names)], strict=True))
    scale = _scale(learn, LinearRanker(weights))
    return LearnedKind(
        LinearRanker({name: round(scale * weight, 6) for name, weight in weights.items()}),
        BoostedRanker(text, _scale(learn, BoostedRanker(text))), losses, curve,
        {name: round(value / total, 4) for name, value in sorted(split.items(), key=lambda pair: -pair[1])},
    )  # fmt: skip


def _table(lists: Sequence[LoggedList], names: Sequence[str]) -> tuple[Array, Array]:
    """Features with the place last, shape (shown items, names + 1), and gains."""
    rows: list[Features] = []
    gains: list[float] = []
    for each in lists:
        rows += [{**item.features, PLACE: float(place)} for place, item in enumerate(each.shown)]
        gains += each.gains
    return feature_matrix(rows, [*names, PLACE]), np.array(gains)


@dataclass(frozen=True)
class _Logistic:
    weights: list[float]
    place_weights: dict[int, float]
    bias: float

    def __call__(self, rows: Array) -> Array:
        places = np.array([self.place_weights.get(int(place), 0.0) for place in rows[:, -1]])
        odds = rows[:, :-1] @ np.array(self.weights) + places + self.bias
        return np.asarray(1 / (1 + np.exp(-odds)), np.float64)


def _fit_logistic(rows: Array, gains: Array, strength: float) -> _Logistic:
    """Logistic regression on gains from 0 to 1 with a term for each place: every row counts as a hit with the weight of
    its gain, and as a miss with the rest.
    """
    from sklearn.linear_model import LogisticRegression

    places = rows[:, -1].astype(int)
    width = int(places.max()) + 1
    table = np.hstack([rows[:, :-1], np.eye(width)[places]])
    model: Any = LogisticRegression(C=strength, max_iter=1000)
    model.fit(np.vstack([table, table]), np.repeat([1, 0], len(rows)), np.concatenate([gains, 1 - gains]))
    weights = model.coef_[0].tolist()
    return _Logistic(weights[:-width], dict(enumerate(weights[-width:])), float(model.intercept_[0]))


def _scale(lists: Sequence[LoggedList], ranker: Ranker) -> float:
    """What makes scores spread in a pool as the logged ones did: a temperature then explores as much as before."""
    logged, learned = 0.0, 0.0
    for each in lists:
        if len(each.pool) > 1:
            logged += float(np.std([item.score for item in each.pool]))
            learned += float(np.std(ranker.score([item.features for item in each.pool])))
    return logged / learned if learned > 0 and logged > 0 else 1.0
