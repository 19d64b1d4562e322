"""Ways to say what a student takes up next, each with the settings it may be tried with.

A method is a function from what it learns of to scorers, one a setting; which setting is kept is decided on students
held back for it, for every method alike. ItemKNN and ALS are those of the library implicit.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, reduce
from operator import matmul
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, issparse

from recommender.ease import fit_ease
from recommender.interaction import History, Interaction
from recommender.item_item import ItemItemModel, decayed_histories
from recommender.sequential_rules import RuleSettings, fit_sequential_rules

__all__ = ["METHODS", "Learned", "Method", "Scorer"]

Scorer = Callable[[Sequence[History]], NDArray[np.float32]]
"""Scores of shape (histories, items); higher is better."""

Setting = dict[str, float]
_HALF_LIVES = (1.0, 2.0, 5.0, float("inf"))
_START = datetime(2009, 9, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Learned:
    """What methods learn from.

    Attributes:
        items: The whole catalogue, also what nobody has met.
        sequences: Items of each student in order, each once.
        kinds: Of each item of the catalogue, what kind it is, such as its skill; equal for all where nothing is known.
    """

    items: Sequence[str]
    sequences: Sequence[Sequence[str]]
    kinds: Mapping[str, str]

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column of each item."""
        return {item: i for i, item in enumerate(self.items)}

    @cached_property
    def matrix(self) -> csr_matrix:
        """1 where a student met an item, shape (students, items)."""
        places = [self.columns[item] for sequence in self.sequences for item in sequence]
        ends = np.cumsum([0, *map(len, self.sequences)])
        return csr_matrix((np.ones(len(places), np.float32), places, ends), (len(self.sequences), len(self.items)))

    @cached_property
    def counts(self) -> NDArray[np.float32]:
        """Students that met each item."""
        return np.asarray(self.matrix.sum(axis=0), np.float32).ravel()

    @cached_property
    def kind_numbers(self) -> NDArray[np.int64]:
        """Number of each item's kind."""
        numbers = {kind: i for i, kind in enumerate(sorted(set(self.kinds.values())))}
        return np.array([numbers[self.kinds[item]] for item in self.items])

    @cached_property
    def following_kinds(self) -> NDArray[np.float64]:
        """How often a kind came soon after a kind, by one over the distance; rows sum to less than 1."""
        kinds = self.kind_numbers
        follows = np.zeros((kinds.max() + 1, kinds.max() + 1))
        for sequence in self.sequences:
            walk = kinds[[self.columns[item] for item in sequence]]
            for distance in range(1, min(RuleSettings.window, len(walk) - 1) + 1):
                np.add.at(follows, (walk[:-distance], walk[distance:]), 1 / distance)
        return np.asarray(follows / (follows.sum(axis=1, keepdims=True) + 1))

    def interactions(self) -> Iterator[Interaction]:
        """The sequences as the product sees them."""
        for student, sequence in enumerate(self.sequences):
            for step, item in enumerate(sequence):
                yield Interaction(f"{student:08}", item, _START + timedelta(seconds=step))

    def decayed(self, histories: Sequence[History], half_life: float) -> csr_matrix:
        """The histories as rows over the catalogue."""
        return decayed_histories(histories, self.columns, half_life)

    def widen(self, model: ItemItemModel, histories: Sequence[History]) -> NDArray[np.float32]:
        """The model's scores as rows over the catalogue."""
        scores = np.zeros((len(histories), len(self.items)), np.float32)
        scores[:, [self.columns[item] for item in model.items]] = model.score_batch(histories).toarray()
        return scores


Method = Callable[[Learned], Iterator[tuple[Setting, Scorer]]]


def popularity(learned: Learned) -> Iterator[tuple[Setting, Scorer]]:
    """Students that met the item."""
    yield {}, lambda histories: np.tile(learned.counts, (len(histories), 1))


def last_kind(learned: Learned) -> Iterator[tuple[Setting, Scorer]]:
    """Popularity among items of the kind of the last one."""

    def score(histories: Sequence[History]) -> NDArray[np.float32]:
        last = learned.kind_numbers[[learned.columns[history[-1][0]] for history in histories]]
        return np.where(learned.kind_numbers == last[:, None], learned.counts + 1, 0).astype(np.float32)

    yield {}, score


def markov(learned: Learned) -> Iterator[tuple[Setting, Scorer]]:
    """What came right after the last item: a Markov chain of first order."""
    only_next = RuleSettings(half_life=1e-3, window=1, prior_count=0.0)
    model = fit_sequential_rules(learned.interactions(), only_next)
    yield {}, lambda histories: learned.widen(model, histories)


def item_knn(learned: Learned) -> Iterator[tuple[Setting, Scorer]]:
    """Cosine of items over students (Sarwar et al. 2001), as implicit computes it."""
    from implicit.nearest_neighbours import ItemItemRecommender
    from threadpoolctl import threadpool_limits

    of_unit_length = (learned.matrix @ diags(np.maximum(learned.counts, 1) ** -0.5)).tocsr().astype(np.float64)
    for neighbours in (50, 200):
        model = ItemItemRecommender(K=neighbours + 1, num_threads=1)  # an item is its own nearest
        with threadpool_limits(1, "blas"):
            model.fit(of_unit_length, show_progress=False)
        yield from _over_half_lives(learned, {"neighbours": neighbours}, _product(model.similarity))


def ease(learned: Learned) -> Iterator[tuple[Setting, Scorer]]:
    """EASE (Steck 2019), exactly.

    Its inverse over items is found over students, of whom there are fewer (Woodbury's identity): with X students ×
    items and A = (XXᵀ + λ)⁻¹, the weight of item i for j is (XᵀAX)ᵢⱼ / (1 − (XᵀAX)ⱼⱼ).
    """
    seen = learned.matrix
    gram = (seen @ seen.T).toarray().astype(np.float64)
    for penalty in (50.0, 200.0, 500.0):
        spread = (seen.T @ np.linalg.inv(gram + penalty * np.eye(len(gram))).astype(np.float32)).T
        own = np.asarray(seen.multiply(spread).sum(axis=0)).ravel()
        scaled = spread / (1 - own)
        yield from _over_half_lives(learned, {"penalty": penalty}, _product(seen.T, scaled))


def rp3beta(learned: Learned) -> Iterator[tuple[Setting, Scorer]]:
    """Random walks item → student → item, popular items held back (Paudel et al. 2017)."""
    seen = learned.matrix
    to_students = seen.T.multiply(1 / np.maximum(learned.counts, 1)[:, None]).tocsr()
    to_items = seen.multiply(1 / np.maximum(seen.sum(axis=1), 1)).tocsr()
    for beta in (0.0, 0.3, 0.6):
        held_back = np.maximum(learned.counts, 1) ** -beta
        yield from _over_half_lives(learned, {"beta": beta}, _product(to_students, to_items @ diags(held_back)))


def als(learned: Learned) -> Iterator[tuple[Setting, Scorer]]:
    """Matrix factorisation for implicit feedback by alternating least squares (Hu et al. 2008), of implicit."""
    from implicit.cpu.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    for factors in (64, 128):
        with threadpool_limits(1, "blas"):  # implicit warns of BLAS's own threads, which slow it down
            model = AlternatingLeastSquares(
                factors=factors, alpha=10.0, regularization=1.0, iterations=10, num_threads=1, random_state=0
            )
            model.fit(learned.matrix, show_progress=False)

        def score(rows: csr_matrix, model: AlternatingLeastSquares = model) -> NDArray[np.float32]:
            latest_is_1 = rows.multiply(1 / np.maximum(rows.max(axis=1).toarray(), 1e-9)).tocsr().astype(np.float32)
            with threadpool_limits(1, "blas"):
                factors_of_rows = model.recalculate_user(np.arange(rows.shape[0]), latest_is_1)
            return np.asarray(factors_of_rows @ model.item_factors.T)

        yield from _over_half_lives(learned, {"factors": factors}, score)


def ours(learned: Learned) -> Iterator[tuple[Setting, Scorer]]:
    """The product's own sources with their defaults, weighed: what follows what, what goes together, and the kinds
    that come next, which know new items too.
    """
    rules, together = fit_sequential_rules(learned.interactions()), fit_ease(learned.interactions())
    for ease_weight in (0.0, 0.3, 1.0):
        for kind_weight in (0.0, 0.2, 0.5):

            def score(
                histories: Sequence[History], ease_weight: float = ease_weight, kind_weight: float = kind_weight
            ) -> NDArray[np.float32]:  # fmt: skip
                scores = learned.widen(rules, histories)
                scores += ease_weight * learned.widen(together, histories)
                return scores + kind_weight * _next_kinds(learned, histories, rules.half_life)

            yield {"ease": ease_weight, "kinds": kind_weight}, score


METHODS: dict[str, Method] = {
    "popularity": popularity, "last_kind": last_kind, "markov": markov, "item_knn": item_knn, "ease": ease,
    "rp3beta": rp3beta, "als": als, "ours": ours,
}  # fmt: skip


def _product(*matrices: Any) -> Callable[[csr_matrix], NDArray[np.float32]]:
    """From rows to their product with the matrices, one after another."""

    def score(rows: csr_matrix) -> NDArray[np.float32]:
        product = reduce(matmul, matrices, rows)
        return np.asarray(product.toarray() if issparse(product) else product, np.float32)

    return score


def _over_half_lives(
    learned: Learned, setting: Setting, score: Callable[[csr_matrix], NDArray[np.float32]]
) -> Iterator[tuple[Setting, Scorer]]:
    """A scorer of rows, given histories that fade at several speeds."""
    for half_life in _HALF_LIVES:

        def scorer(histories: Sequence[History], half_life: float = half_life) -> NDArray[np.float32]:
            return score(learned.decayed(histories, half_life))

        yield setting | {"half_life": half_life}, scorer


def _next_kinds(learned: Learned, histories: Sequence[History], half_life: float) -> NDArray[np.float32]:
    """The kinds that come after the latest ones, each shared out among its items by popularity."""
    kinds = learned.kind_numbers
    latest = learned.decayed(histories, half_life) @ csr_matrix((np.ones(len(kinds)), (np.arange(len(kinds)), kinds)))
    popular = learned.counts + 1
    share = popular / np.bincount(kinds, popular)[kinds]
    return np.asarray((latest @ learned.following_kinds)[:, kinds] * share, np.float32)
