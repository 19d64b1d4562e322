"""Texts found by meaning and by wording at once: FAISS over vectors, hashed n-grams and terms, fused.

Meaning finds what is said in other words, wording finds a damaged or cut copy; each is standardised over all texts of a
query, so that neither scale rules, and their mean decides. Numbers and Latin words that both texts have speak for a
text on top of that.
"""

from collections.abc import Mapping, Sequence

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from models.encoder import Vectors
from models.standardise import standardise
from recommender.wording import Wording, WordingCosines, wording_features, wording_idf

__all__ = ["TextIndex", "fuse"]

_DENSE_WEIGHT = 0.5
_TERMS_WEIGHT = 2.0  # more finds more explanations, and fewer questions of the same kind


class TextIndex:
    """Texts by id.

    Args:
        texts: Plain texts by id, in the order that results keep.
        vectors: Of the same texts, shape (texts, dimension).
        features: `wording_features` of the same texts, where they are at hand.
        idf: `wording_idf` of n-grams and terms; of these texts where not given.
    """

    def __init__(
        self, texts: Mapping[str, str], vectors: Vectors,
        features: csr_matrix | None = None, idf: NDArray[np.float32] | None = None,
    ) -> None:  # fmt: skip
        self.ids = list(texts)
        features = wording_features(list(texts.values())) if features is None else features
        self._idf = wording_idf(features) if idf is None else idf
        self._wording = Wording(features, self._idf)
        self._dense = faiss.IndexFlatIP(vectors.shape[1])
        if self.ids:
            self._dense.add(np.ascontiguousarray(vectors, np.float32))

    def search(self, vector: Vectors, text: str) -> dict[str, float]:
        """Fused similarity of every text to one, in standard deviations over all of them.

        Args:
            vector: The encoded text, shape (1, dimension).
            text: The same text, plain.
        """
        if not self.ids:
            return {}
        fused = fuse(*self.views(vector, [text]))
        return dict(zip(self.ids, map(float, fused[0]), strict=True))

    def views(self, vectors: Vectors, texts: Sequence[str]) -> tuple[NDArray[np.float32], WordingCosines]:
        """Cosines by meaning, of shape (texts asked, texts in the index), and by wording."""
        found, order = self._dense.search(np.ascontiguousarray(vectors, np.float32), len(self.ids))
        dense = np.empty_like(found)
        np.put_along_axis(dense, order, found, axis=1)
        return dense, Wording(wording_features(texts), self._idf).compare(self._wording)


def fuse(
    dense: NDArray[np.float32], wording: WordingCosines,
    usual_dense: NDArray[np.float32] | None = None, usual_wording: WordingCosines | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """Mean of meaning and n-grams, each in standard deviations, of the `usual` scores where these are given; and what
    the same terms add, whose cosine is not standardised: one that no other text has would outweigh everything.
    """
    by_meaning = standardise(dense, usual_dense)
    by_ngrams = standardise(wording.ngrams, None if usual_wording is None else usual_wording.ngrams)
    fused = _DENSE_WEIGHT * by_meaning + (1 - _DENSE_WEIGHT) * by_ngrams + _TERMS_WEIGHT * wording.terms
    return np.asarray(fused, np.float32)
