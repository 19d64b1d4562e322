"""Items by the items a student came from: a sparse matrix of neighbours, and a memory that fades.

Whatever learned the matrix, a score is one product: the student's history, the latest items counting most, times the
rows of its items.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge_graph.atomic_file import replace_file
from recommender.interaction import History

__all__ = ["ItemItemFileError", "ItemItemModel", "decayed_histories"]

_FORMAT = "item-item 1"


class ItemItemFileError(ValueError):
    """The file is damaged, or holds something else than an item-item model."""


@dataclass(frozen=True)
class ItemItemModel:
    """Neighbours of items.

    Attributes:
        items: Ids, in the order of rows and columns.
        neighbours: Shape (items, items): how much the row's item speaks for the column's, below 0 against it.
        half_life: Number of later items after which an item of the history counts half.
    """

    items: tuple[str, ...]
    neighbours: csr_matrix
    half_life: float

    def scores(self, history: History) -> dict[str, float]:
        """Score of every item that the history speaks for, above 0; empty where it holds no known item.

        The mean over the history's rows of `neighbours`, weighted by strength and age. Unknown items of the history
        do not count, items of the history are not scored.
        """
        row = self.score_batch([history])
        return dict(zip([self.items[i] for i in row.indices], map(float, row.data), strict=True))

    def score_batch(self, histories: Sequence[History]) -> csr_matrix:
        """`scores` of many histories at once, shape (histories, items); 0 where the history does not speak for it."""
        weights = decayed_histories(histories, self._columns, self.half_life)
        scores = (weights @ self.neighbours).tocsr()
        own = csr_matrix((np.ones(weights.nnz), weights.indices, weights.indptr), weights.shape)
        scores = scores - scores.multiply(own)
        scores.data = np.maximum(scores.data, 0.0)
        scores.eliminate_zeros()
        scores.sort_indices()
        return scores

    @cached_property
    def version(self) -> str:
        """Twelve hex digits that stand for all the model holds."""
        parts = [json.dumps([_FORMAT, self.items, self.half_life]).encode()]
        parts += [array.tobytes() for array in self._arrays().values()]
        return hashlib.sha256(b"\n".join(parts)).hexdigest()[:12]

    def save(self, path: Path) -> None:
        """Writes the model as one `.safetensors` file, atomically."""
        from safetensors.numpy import save

        header = json.dumps({"format": _FORMAT, "items": self.items, "half_life": self.half_life}, ensure_ascii=False)
        with replace_file(path) as file:
            file.write(save(self._arrays(), metadata={"item_item": header}))

    @classmethod
    def load(cls, path: Path) -> "ItemItemModel":
        """Reads a model.

        Raises:
            FileNotFoundError: There is no such file.
            ItemItemFileError: It is damaged or something else.
        """
        from safetensors import SafetensorError, safe_open

        if not path.is_file():
            raise FileNotFoundError(f"{path}: no such file")
        try:
            with safe_open(str(path), framework="numpy") as file:
                header = json.loads((file.metadata() or {})["item_item"])
                data, indices, indptr = (file.get_tensor(name) for name in ("data", "indices", "indptr"))
            if header["format"] != _FORMAT:
                raise ItemItemFileError(f"{path}: {header['format']!r}, this reads {_FORMAT!r}")
            items = tuple(header["items"])
            neighbours = csr_matrix((data, indices, indptr), shape=(len(items), len(items)))
        except (SafetensorError, KeyError, TypeError, json.JSONDecodeError) as error:
            raise ItemItemFileError(f"{path}: damaged or no item-item model ({error})") from error
        return cls(items, neighbours, header["half_life"])

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {item: i for i, item in enumerate(self.items)}

    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        return {
            "data": self.neighbours.data.astype(np.float32), "indices": self.neighbours.indices.astype(np.int32),
            "indptr": self.neighbours.indptr.astype(np.int64),
        }  # fmt: skip


def decayed_histories(histories: Sequence[History], columns: Mapping[str, int], half_life: float) -> csr_matrix:
    """Strengths that halve with every `half_life` later items, each row summing to 1.

    Args:
        histories: Of an item that occurs twice, the last counts; items without a column do not count.
        columns: Column of each item.
        half_life: In items, above 0; infinite for a memory that does not fade.

    Returns:
        Shape (histories, columns); a row without a known item is empty.
    """
    places, weights, ends = [], [], [0]
    for history in histories:
        known: dict[str, float] = {}
        for item, strength in history:
            if item in columns:
                known.pop(item, None)  # an item met again is the latest
                known[item] = strength
        faded = np.array(list(known.values())) * 0.5 ** (np.arange(len(known))[::-1] / half_life)
        places += [columns[item] for item in known]
        weights.append(faded / max(faded.sum(), np.finfo(float).tiny))
        ends.append(len(places))
    values = np.concatenate([*weights, np.empty(0)])
    return csr_matrix((values, np.array(places, np.int32), ends), (len(histories), len(columns)))
