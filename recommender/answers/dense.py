"""Vectors found by their nearest lists: FAISS inverted file with scalar quantisation.

A byte a component; lists are learned from the vectors once there are enough. While there are few, all are compared.
"""

import math
import threading
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge_graph.atomic_file import replace_file
from models.encoder import Vectors
from recommender.answers.features import Rows

__all__ = ["DenseIndex"]

_faiss: Any = faiss  # its stubs do not know its own conveniences

_PROBED = 16  # lists looked into where every row may be found
_LEAST_FOR_LISTS = 10_000
_ADDED = 256  # vectors while searches wait
_PER_LIST = 64  # vectors that a list is learned from
_SEED = 1234


class DenseIndex:
    """Vectors by row number. Rows are added; those gone are masked at search, and left out when it is fitted again.

    Args:
        dimension: Of the vectors.
        sample: To learn lists from, shape (any, dimension); none while there are few vectors.
        expected: How many vectors there will be.
    """

    def __init__(self, dimension: int, sample: Vectors | None = None, expected: int = 0) -> None:
        self._lock = threading.Lock()
        lists = _list_count(expected) if sample is not None and expected >= _LEAST_FOR_LISTS else 1
        kind = f"IVF{lists},{'SQ8' if lists > 1 else 'SQfp16'}"
        self._index = _faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT)
        self._index.cp.seed = _SEED
        if lists == 1:
            self._index.quantizer.add(np.zeros((1, dimension), np.float32))
        self._index.train(sample if lists > 1 else np.zeros((1, dimension), np.float32))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @staticmethod
    def sample_size(expected: int) -> int:
        """How many vectors to learn lists from; 0 where lists do not pay."""
        return min(expected, _PER_LIST * _list_count(expected)) if expected >= _LEAST_FOR_LISTS else 0

    def add(self, rows: Rows, vectors: Vectors) -> None:
        """Adds vectors, a few at a time, so that who searches waits little.

        Args:
            rows: Their numbers, none of them used before.
            vectors: Shape (rows, dimension).
        """
        for start in range(0, len(rows), _ADDED):
            part = slice(start, start + _ADDED)
            with self._lock:
                self._index.add_with_ids(np.ascontiguousarray(vectors[part], np.float32), rows[part])

    def search(self, vector: Vectors, most: int, mask: NDArray[np.bool_]) -> Rows:
        """The nearest rows among those that `mask` allows, best first; the fewer it allows, the more lists are read.

        Args:
            vector: Shape (1, dimension).
            most: Rows wanted.
            mask: By row number.
        """
        share = max(1, int(np.count_nonzero(mask))) / max(1, len(self))
        probed = min(self._index.nlist, math.ceil(_PROBED / share))
        bits = np.packbits(mask, bitorder="little")
        parameters = _faiss.SearchParametersIVF(sel=_faiss.IDSelectorBitmap(bits), nprobe=probed)
        with self._lock:
            _, rows = self._index.search(np.ascontiguousarray(vector, np.float32), most, params=parameters)
        return np.asarray(rows[0][rows[0] >= 0], np.int64)

    def save(self, path: Path) -> None:
        """Writes it as a file, whole or not at all. Not while another thread adds; searches go on."""
        with replace_file(path) as file:
            faiss.write_index(self._index, file.name)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Reads a file.

        Raises:
            RuntimeError: It is absent or damaged.
        """
        index = cls.__new__(cls)
        index._lock = threading.Lock()
        index._index = faiss.read_index(str(path))
        return index


def _list_count(vectors: int) -> int:
    """About twice the square root, a power of two."""
    return int(2 ** round(math.log2(2 * math.sqrt(max(1, vectors)))))
