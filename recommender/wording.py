"""A text's wording as an index keeps it: character n-grams, and terms — numbers and Latin words, whole.

N-grams find a damaged or cut copy; terms find what speaks of the very numbers, variables and English words, which
n-grams cut to pieces.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from models.lexical import WIDTH, character_features, idf_of, term_features, weigh_features

__all__ = ["BUCKETS", "Wording", "WordingCosines", "document_frequencies", "wording_features", "wording_idf"]

BUCKETS = 2 * WIDTH
"""Of n-grams, then of terms; a bucket's number fits two bytes."""


@dataclass(frozen=True)
class WordingCosines:
    """How near texts are to one another in wording, each of shape (texts asked, texts).

    Attributes:
        ngrams: Cosines of character n-grams.
        terms: Cosines of terms; 0 where either text has none.
    """

    ngrams: NDArray[np.float32]
    terms: NDArray[np.float32]


class Wording:
    """Some texts' wording, weighed by rarity.

    Args:
        features: As `wording_features` gives them, shape (texts, BUCKETS).
        idf: Inverse document frequencies, shape (BUCKETS,).
    """

    def __init__(self, features: csr_matrix, idf: NDArray[np.float32]) -> None:
        self._ngrams = weigh_features(features[:, :WIDTH], idf[:WIDTH])
        self._terms = weigh_features(features[:, WIDTH:], idf[WIDTH:])

    def compare(self, others: "Wording") -> WordingCosines:
        """These texts, one row each, with others, one column each; the others are made ready at the first time."""
        ngrams, terms = others._turned
        return WordingCosines((self._ngrams @ ngrams).toarray(), (self._terms @ terms).toarray())

    @cached_property
    def _turned(self) -> tuple[csr_matrix, csr_matrix]:
        return self._ngrams.T.tocsr(), self._terms.T.tocsr()


def wording_features(texts: Sequence[str]) -> csr_matrix:
    """Features of plain texts, without idf, shape (texts, BUCKETS); rows of n-grams and of terms have unit length."""
    return hstack([character_features(texts), term_features(texts)], format="csr", dtype=np.float32)


def document_frequencies(features: csr_matrix) -> NDArray[np.int64]:
    """How many texts have what is in each bucket, shape (BUCKETS,)."""
    return np.bincount(features.indices, minlength=BUCKETS).astype(np.int64)


def wording_idf(*features: csr_matrix) -> NDArray[np.float32]:
    """Inverse document frequencies of some texts, shape (BUCKETS,)."""
    frequencies = sum((document_frequencies(part) for part in features), np.zeros(BUCKETS, np.int64))
    return idf_of(frequencies, sum(part.shape[0] for part in features))
