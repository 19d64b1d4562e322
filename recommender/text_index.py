"""Texts found by meaning and by wording at once: FAISS over vectors, hashed character n-grams, fused.

Meaning finds what is said in other words, wording finds a damaged or cut copy; each is standardised over all texts of a
query, so that neither scale rules, and their mean decides.
"""

from collections.abc import Mapping, Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from models.encoder import Vectors
from models.lexical import character_features, inverse_document_frequency
from models.standardise import standardise

__all__ = ["TextIndex", "fuse"]

_DENSE_WEIGHT = 0.5


class TextIndex:
    """Texts by id.

    Args:
        texts: Plain texts by id, in the order that results keep.
        vectors: Of the same texts, shape (texts, dimension).
        idf: Inverse document frequencies of n-grams; of these texts where not given.
    """

    def __init__(
        self, texts: Mapping[str, str], vectors: Vectors, idf: NDArray[np.float32] | None = None
    ) -> None:  # fmt: skip
        self.ids = list(texts)
        self._idf = inverse_document_frequency(list(texts.values())) if idf is None else idf
        self._lexical = character_features(list(texts.values()), self._idf).T.tocsr()
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
        dense, lexical = self.views(vector, [text])
        fused = fuse(dense, lexical)
        return dict(zip(self.ids, map(float, fused[0]), strict=True))

    def views(self, vectors: Vectors, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Cosines by meaning and by wording, each of shape (texts asked, texts in the index)."""
        found, order = self._dense.search(np.ascontiguousarray(vectors, np.float32), len(self.ids))
        dense = np.empty_like(found)
        np.put_along_axis(dense, order, found, axis=1)
        lexical = (character_features(texts, self._idf) @ self._lexical).toarray()
        return dense, np.asarray(lexical, np.float32)


def fuse(
    dense: NDArray[np.float32], lexical: NDArray[np.float32],
    usual_dense: NDArray[np.float32] | None = None, usual_lexical: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """Mean of both views, each in standard deviations; of the `usual` scores where these are given."""
    standardised = standardise(dense, usual_dense), standardise(lexical, usual_lexical)
    return np.asarray(_DENSE_WEIGHT * standardised[0] + (1 - _DENSE_WEIGHT) * standardised[1], np.float32)
