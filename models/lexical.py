"""Words without a dictionary: hashed character n-grams and how rare they are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

__all__ = ["WIDTH", "character_features", "inverse_document_frequency"]

WIDTH = 2**15
"""Buckets that n-grams are hashed into where nothing else is said."""


def character_features(texts: Sequence[str], idf: NDArray[np.float32] | None = None, width: int = WIDTH) -> csr_matrix:
    """Hashed character 1- to 3-grams, sublinear counts, weighted by `idf`, rows of unit length.

    Args:
        texts: In plain Unicode.
        idf: Inverse document frequencies; there are as many buckets as it is long.
        width: Buckets where there is no `idf`.

    Returns:
        Sparse matrix of shape (texts, buckets).
    """
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.preprocessing import normalize

    width = width if idf is None else len(idf)
    if not len(texts):
        return csr_matrix((0, width), dtype=np.float32)
    counts = HashingVectorizer(
        analyzer="char", ngram_range=(1, 3), n_features=width, alternate_sign=False, norm=None, dtype=np.float32
    ).transform([text.encode("utf-8", "replace").decode() for text in texts])  # half a character becomes a ?
    counts.data = 1.0 + np.log(counts.data)
    if idf is not None:
        counts.data *= idf[counts.indices]
    return normalize(counts, copy=False)


def inverse_document_frequency(texts: Sequence[str], width: int = WIDTH) -> NDArray[np.float32]:
    """Smoothed as in scikit-learn: log((1 + texts) / (1 + texts with the n-gram)) + 1; shape (width,)."""
    document_frequency = np.asarray((character_features(texts or [""], width=width) > 0).sum(axis=0)).ravel()
    return np.asarray(np.log((1 + len(texts)) / (1 + document_frequency)) + 1, np.float32)
