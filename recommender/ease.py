"""Items that the same students take up: EASE, a linear autoencoder with a closed form (Steck 2019).

It weighs every item of a history against all others of it, so that what is common to all tells little. The one
inverse is taken over students or over items, whichever are fewer.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack

from recommender.interaction import Interaction, item_histories
from recommender.item_item import ItemItemModel

__all__ = ["EaseSettings", "fit_ease"]

_ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class EaseSettings:
    """How weights are learned; the defaults did best on students held back for choosing (docs/benchmarks.md).

    Attributes:
        half_life: Number of later items after which an item of a history counts half.
        penalty: λ: weight that weights must be worth, in students.
        most_neighbours: Weights kept of an item, the largest of either sign.
        most_items: Items that are learned of, those met by most students; bounds memory where students are many.
    """

    half_life: float = 5.0
    penalty: float = 200.0
    most_neighbours: int = 200
    most_items: int = 8000


def fit_ease(interactions: Iterable[Interaction], settings: EaseSettings | None = None) -> ItemItemModel:
    """Learns from what students did; the same interactions in any order give the same model."""
    settings = settings or EaseSettings()
    histories = list(item_histories(interactions).values())
    items = _most_met(Counter(item for history in histories for item, _ in history), len(histories), settings)
    columns = {item: i for i, item in enumerate(items)}
    cells = [(row, columns[i], s) for row, history in enumerate(histories) for i, s in history if i in columns]
    if not cells:
        return ItemItemModel(items, csr_matrix((len(items), len(items)), dtype=np.float32), settings.half_life)
    rows, places, strengths = zip(*cells, strict=True)
    seen = csr_matrix((np.array(strengths), (rows, places)), (len(histories), len(items)))
    return ItemItemModel(items, _weights(seen, settings), settings.half_life)


def _most_met(met: Counter[str], students: int, settings: EaseSettings) -> tuple[str, ...]:
    most = len(met) if students <= settings.most_items else settings.most_items
    return tuple(sorted(sorted(met, key=lambda item: (-met[item], item))[:most]))


def _weights(seen: csr_matrix, settings: EaseSettings) -> csr_matrix:
    """With P = (XᵀX + λ)⁻¹, weight of item i for j is −Pᵢⱼ / Pⱼⱼ; none of an item for itself.

    By Woodbury's identity λP = 1 − XᵀAX with A = (XXᵀ + λ)⁻¹.
    """
    students, items = seen.shape
    if students < items:
        spread = (seen.T @ _inverse(seen @ seen.T, settings.penalty)).T
        left, right = seen.T.tocsr(), spread
        own = 1 - np.asarray(seen.multiply(spread).sum(axis=0)).ravel()
    else:
        inverse = _inverse(seen.T @ seen, settings.penalty)
        left, right = diags(np.full(items, -1.0)).tocsr(), inverse
        own = np.diag(inverse)
    kept = []
    for start in range(0, items, _ROWS_AT_ONCE):
        block = np.asarray(left[start : start + _ROWS_AT_ONCE] @ right) / own
        block[np.arange(len(block)), np.arange(start, start + len(block))] = 0.0
        if settings.most_neighbours < items:
            rest = np.argpartition(-np.abs(block), settings.most_neighbours, axis=1)[:, settings.most_neighbours :]
            np.put_along_axis(block, rest, 0.0, axis=1)
        kept.append(csr_matrix(block.astype(np.float32)))
    return vstack(kept).tocsr()


def _inverse(gram: csr_matrix, penalty: float) -> NDArray[np.float64]:
    return np.asarray(np.linalg.inv(gram.toarray() + penalty * np.eye(gram.shape[0])))
