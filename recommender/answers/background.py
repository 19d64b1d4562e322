"""What scores are usual for a question: those of a sample of all texts.

An exact index standardises over the scores of all texts. An index that scores only its best candidates cannot; their
mean and spread would depend on how many were looked at. A uniform sample has the mean and spread of all.
"""

import io
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from models.encoder import Vectors
from models.lexical import idf_of
from recommender.text_index import fuse
from recommender.wording import BUCKETS, Wording, wording_features

__all__ = ["SAMPLE_SIZE", "Background"]

SAMPLE_SIZE = 4096


@dataclass(frozen=True)
class Background:
    """A sample of the texts, and how rare n-grams and terms are among all of them.

    Attributes:
        vectors: Of the sample, shape (sample, dimension).
        features: `wording_features` of the sample.
        frequencies: `document_frequencies` of all texts.
        texts: How many there are in all.
    """

    vectors: Vectors
    features: csr_matrix
    frequencies: NDArray[np.int64]
    texts: int

    @classmethod
    def of_nothing(cls, dimension: int) -> "Background":
        """That of an empty index."""
        nothing = csr_matrix((0, BUCKETS), dtype=np.float32)
        return cls(np.zeros((0, dimension), np.float32), nothing, np.zeros(BUCKETS, np.int64), 0)

    @cached_property
    def idf(self) -> NDArray[np.float32]:
        """Inverse document frequencies by bucket."""
        return idf_of(self.frequencies, self.texts)

    @cached_property
    def _wording(self) -> Wording:
        return Wording(self.features, self.idf)

    def score(self, vector: Vectors, text: str, vectors: Vectors, features: csr_matrix) -> NDArray[np.float32]:
        """Fused similarities of candidates to one text, in standard deviations over the sample.

        Args:
            vector: The encoded text, shape (1, dimension).
            text: The same text, plain.
            vectors: Of the candidates, shape (candidates, dimension).
            features: `wording_features` of the candidates.
        """
        asked = Wording(wording_features([text]), self.idf)
        wording, usual = asked.compare(Wording(features, self.idf)), asked.compare(self._wording)
        return np.asarray(fuse(vector @ vectors.T, wording, vector @ self.vectors.T, usual)[0])

    def dump(self) -> bytes:
        """Everything as bytes."""
        stream = io.BytesIO()
        np.savez(
            stream, vectors=self.vectors.astype(np.float16), values=self.features.data.astype(np.float16),
            indices=self.features.indices, starts=self.features.indptr, frequencies=self.frequencies, texts=self.texts,
        )  # fmt: skip
        return stream.getvalue()

    @classmethod
    def read(cls, dumped: bytes) -> "Background":
        """From what `dump` gave."""
        with np.load(io.BytesIO(dumped)) as file:
            frequencies = file["frequencies"]
            shape = len(file["vectors"]), len(frequencies)
            features = csr_matrix((file["values"].astype(np.float32), file["indices"], file["starts"]), shape=shape)
            return cls(file["vectors"].astype(np.float32), features, frequencies, int(file["texts"]))
