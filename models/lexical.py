"""Words without a dictionary: hashed character n-grams, whole numbers and Latin words, and how rare they are."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

__all__ = [
    "WIDTH", "bucket_of", "character_features", "idf_of", "inverse_document_frequency", "term_features",
    "weigh_features",
]  # fmt: skip

WIDTH = 2**15
"""Buckets that n-grams are hashed into where nothing else is said."""

_TERM = r"[a-z]+|\d+(?:\.\d+)?"


def character_features(texts: Sequence[str], idf: NDArray[np.float32] | None = None, width: int = WIDTH) -> csr_matrix:
    """Hashed character 1- to 3-grams, sublinear counts, weighted by `idf`, rows of unit length.

    Args:
        texts: In plain Unicode.
        idf: Inverse document frequencies; there are as many buckets as it is long.
        width: Buckets where there is no `idf`.

    Returns:
        Sparse matrix of shape (texts, buckets).
    """
    return _hashed(texts, idf, width, analyzer="char", ngram_range=(1, 3))


def term_features(texts: Sequence[str], idf: NDArray[np.float32] | None = None, width: int = WIDTH) -> csr_matrix:
    """The same of numbers (`3.5`) and Latin words, variables and units (`sinα` has `sin`), each as a whole; a text
    without any is a row of zeros.
    """
    return _hashed(texts, idf, width, token_pattern=_TERM)


def _hashed(texts: Sequence[str], idf: NDArray[np.float32] | None, width: int, **counted: Any) -> csr_matrix:
    from sklearn.feature_extraction.text import HashingVectorizer

    width = width if idf is None else len(idf)
    if not len(texts):
        return csr_matrix((0, width), dtype=np.float32)
    counts = HashingVectorizer(
        n_features=width, alternate_sign=False, norm=None, dtype=np.float32, **counted
    ).transform([text.encode("utf-8", "replace").decode() for text in texts])  # half a character becomes a ?
    counts.data = 1.0 + np.log(counts.data)
    return weigh_features(counts, idf)


def weigh_features(features: csr_matrix, idf: NDArray[np.float32] | None) -> csr_matrix:
    """Rows weighted by `idf`, in place, and of unit length; features that had no `idf` yet may be given one later."""
    from sklearn.preprocessing import normalize

    if idf is not None:
        features.data *= idf[features.indices]
    return normalize(features, copy=False) if features.shape[0] else features


def bucket_of(ngram: str, width: int = WIDTH) -> int:
    """The bucket that `character_features` hashes an n-gram into."""
    from sklearn.utils import murmurhash3_32

    return int(abs(murmurhash3_32(ngram.lower().encode("utf-8", "replace"), seed=0)) % width)


def inverse_document_frequency(texts: Sequence[str], width: int = WIDTH) -> NDArray[np.float32]:
    """Smoothed as in scikit-learn: log((1 + texts) / (1 + texts with the n-gram)) + 1; shape (width,)."""
    document_frequency = np.asarray((character_features(texts or [""], width=width) > 0).sum(axis=0)).ravel()
    return idf_of(document_frequency, len(texts))


def idf_of(document_frequency: NDArray[np.int64], texts: int) -> NDArray[np.float32]:
    """The same from the number of texts that have each n-gram, and of all texts."""
    return np.asarray(np.log((1 + texts) / (1 + document_frequency)) + 1, np.float32)
