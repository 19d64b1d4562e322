"""What answers are scored by, and how it is kept in few bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy.sparse import csr_matrix

from models.encoder import Vectors
from recommender.answers.index import IndexedAnswer
from recommender.wording import BUCKETS

__all__ = ["Features", "Rows", "pack_wording", "stack_vectors", "unpack_features", "unpack_wording"]

Rows: TypeAlias = NDArray[np.int64]
"""Numbers of rows; one means one state of one answer for ever."""


@dataclass(frozen=True)
class Features:
    """What some rows are scored by.

    Attributes:
        rows: Their numbers, ascending.
        vectors: Shape (rows, dimension).
        wording: `wording_features` of the texts.
    """

    rows: Rows
    vectors: Vectors
    wording: csr_matrix


def stack_vectors(answers: Sequence[IndexedAnswer]) -> Vectors:
    """Vectors of some answers, shape (answers, dimension); (0, 0) of none."""
    return np.stack([answer.vector for answer in answers]) if answers else np.zeros((0, 0), np.float32)


def pack_wording(wording: csr_matrix) -> Iterator[bytes]:
    """Each row as bytes: first all buckets, then all values, two bytes each."""
    buckets, values = wording.indices.astype(np.uint16), wording.data.astype(np.float16)
    for start, end in zip(wording.indptr[:-1], wording.indptr[1:], strict=True):
        yield buckets[start:end].tobytes() + values[start:end].tobytes()


def unpack_wording(packed: Sequence[bytes]) -> csr_matrix:
    """Rows from what `pack_wording` gave."""
    sizes = np.array([len(row) // 4 for row in packed], np.int64)
    words = np.frombuffer(b"".join(packed), np.uint16)
    is_bucket = np.repeat(np.tile([True, False], len(packed)), np.repeat(sizes, 2))
    values = words[~is_bucket].view(np.float16).astype(np.float32)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return csr_matrix((values, words[is_bucket].astype(np.int32), starts), shape=(len(packed), BUCKETS))


def unpack_features(found: Sequence[tuple[int, bytes, bytes]], precision: DTypeLike = np.float16) -> Features:
    """Features from rows' numbers, vectors and wording, as bytes.

    Args:
        found: Ascending.
        precision: Of the vectors' components.
    """
    rows = np.array([row for row, _, _ in found], np.int64)
    vectors = np.frombuffer(b"".join(vector for _, vector, _ in found), precision).reshape(max(1, len(found)), -1)
    wording = unpack_wording([wording for _, _, wording in found])
    return Features(rows, vectors[: len(found)].astype(np.float32), wording)
