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
from recommender.answers.features import Features
from recommender.answers.index import CANDIDATES
from recommender.text_index import fuse
from recommender.wording import BUCKETS, Wording, wording_features

__all__ = ["SAMPLE_SIZE", "Background", "is_outdated"]

SAMPLE_SIZE = 4096

_PENDING_SHARE, _MOST_PENDING = 0.04, 30_000


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

    def rank(self, vector: Vectors, text: str, candidates: Features) -> list[tuple[int, float]]:
        """The best rows, best first, at most `CANDIDATES`; with fused similarities in standard deviations over the
        sample.

        Args:
            vector: The encoded text, shape (1, dimension).
            text: The same text, plain.
            candidates: What may be found.
        """
        if not len(candidates.rows):
            return []
        asked = Wording(wording_features([text]), self.idf)
        wording, usual = asked.compare(Wording(candidates.wording, self.idf)), asked.compare(self._wording)
        scores = fuse(vector @ candidates.vectors.T, wording, vector @ self.vectors.T, usual)[0]
        best = np.argsort(-scores, kind="stable")[:CANDIDATES]
        return [(int(candidates.rows[i]), float(scores[i])) for i in best]

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


def is_outdated(pending: int, texts: int) -> bool:
    """Whether so many changes since a sample was drawn, of so many texts, ask for another one."""
    return pending > min(_MOST_PENDING, _PENDING_SHARE * texts)
