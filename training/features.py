"""What a head sees of texts: the encoder's vector, centred and scaled, beside hashed character n-grams."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from models.encoder import Vectors
from models.lexical import WIDTH, character_features, inverse_document_frequency

__all__ = ["FeatureMaker"]


@dataclass(frozen=True)
class FeatureMaker:
    """Makes features; fitted on the part that is learned from.

    Attributes:
        mean: Of the vectors, shape (dimension,).
        idf: Inverse document frequencies, shape (buckets,).
        scale: Of the centred vectors.
    """

    mean: NDArray[np.float32]
    idf: NDArray[np.float32]
    scale: float

    @classmethod
    def fit(cls, vectors: Vectors, texts: Sequence[str], scale: float, width: int = WIDTH) -> "FeatureMaker":
        """Means and frequencies of some texts."""
        return cls(vectors.mean(axis=0), inverse_document_frequency(texts, width), scale)

    def make(self, vectors: Vectors, texts: Sequence[str]) -> csr_matrix:
        """Features, shape (texts, dimension + buckets)."""
        dense = csr_matrix((vectors - self.mean) * np.float32(self.scale))
        return hstack([dense, character_features(texts, self.idf)]).tocsr()

    def unfold(
        self, weights: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Weights over features become weights over plain vectors and n-grams: (dense, lexical, bias)."""
        dense = weights[: len(self.mean)] * np.float32(self.scale)
        return dense, weights[len(self.mean) :], bias - self.mean @ dense
