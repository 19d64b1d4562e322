"""What students take up after what they took up before: sequential rules (Ludewig and Jannach 2018).

Whoever meets one item soon after another ties the second to the first, by one over their distance. Rules of an item
that few have met are shrunken towards none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from recommender.interaction import History, Interaction, item_histories
from recommender.item_item import ItemItemModel

__all__ = ["RuleSettings", "fit_sequential_rules"]

_STUDENTS_AT_ONCE = 2000


@dataclass(frozen=True)
class RuleSettings:
    """How rules are learned; the defaults did best on students held back for choosing (docs/benchmarks.md).

    Attributes:
        half_life: Number of later items after which an item of a history counts half.
        window: Greatest distance of two items, in items, that ties them.
        prior_count: Weight of evidence that halves an item's rules.
        most_neighbours: Rules kept of an item.
        longest_history: Latest items of a student that are learned from.
    """

    half_life: float = 2.0
    window: int = 20
    prior_count: float = 5.0
    most_neighbours: int = 100
    longest_history: int = 1000


def fit_sequential_rules(
    interactions: Iterable[Interaction], settings: RuleSettings | None = None
) -> ItemItemModel:  # fmt: skip
    """Learns from what students did; the same interactions in any order give the same model."""
    settings = settings or RuleSettings()
    histories = [history[-settings.longest_history :] for history in item_histories(interactions).values()]
    items = tuple(sorted({item for history in histories for item, _ in history}))
    columns = {item: i for i, item in enumerate(items)}
    rules = csr_matrix((len(items), len(items)))
    for start in range(0, len(histories), _STUDENTS_AT_ONCE):
        rules = rules + _count_rules(histories[start : start + _STUDENTS_AT_ONCE], columns, settings.window)
    evidence = np.asarray(rules.sum(axis=1)).ravel()
    rules.data /= np.repeat(evidence + settings.prior_count, np.diff(rules.indptr))
    return ItemItemModel(items, _keep_largest(rules, settings.most_neighbours), settings.half_life)


def _count_rules(histories: Iterable[History], columns: dict[str, int], window: int) -> csr_matrix:
    """How often each column followed each row, by one over the distance and the strengths of both."""
    first, then, weight = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for history in histories:
        places = np.array([columns[item] for item, _ in history])
        strengths = np.array([strength for _, strength in history])
        for distance in range(1, min(window, len(history) - 1) + 1):
            first.append(places[:-distance])
            then.append(places[distance:])
            weight.append(strengths[:-distance] * strengths[distance:] / distance)
    pairs = (np.concatenate(first), np.concatenate(then))
    return csr_matrix((np.concatenate(weight), pairs), (len(columns), len(columns)))


def _keep_largest(matrix: csr_matrix, k: int) -> csr_matrix:
    """The `k` largest of each row; of equals the first columns stay."""
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((matrix.indices, -matrix.data, row))
    kept = order[np.arange(len(order)) - matrix.indptr[row] < k]
    values = matrix.data[kept].astype(np.float32)
    return csr_matrix((values, (row[kept], matrix.indices[kept])), matrix.shape)
