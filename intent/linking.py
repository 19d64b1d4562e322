"""Links a text to knowledge points by fused dense and lexical search over the graph's own texts.

Meaning is compared with a point's single texts, of which the nearest counts; wording with all that the graph says of
the point, taken as one document, for a question shares words with what a student can do with a point rather than with
one sentence about it. Per query, z-scores of both similarities are added (`dense_weight` to the dense one); raw cosines
of the encoder are too squeezed to compare across queries.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_graph import KnowledgeGraph, KnowledgePoint
from models.encoder import TextEncoder, Vectors
from models.lexical import character_features, inverse_document_frequency
from models.plain_text import plain_text

__all__ = ["LinkerConfig", "PointLinker", "point_document", "point_texts"]


@dataclass(frozen=True)
class LinkerConfig:
    """How texts are linked.

    Attributes:
        dense_weight: Share of the dense z-score, 0–1; the rest is lexical.
        subject_weight: Standard deviations of advantage that a certain subject gives its points.
        sharpness: Turns a lead in z-score into a confidence (softmax over the best twenty).
    """

    dense_weight: float = 0.55
    subject_weight: float = 3.0
    sharpness: float = 2.2


class PointLinker:
    """Scores every knowledge point against a text."""

    def __init__(self, graph: KnowledgeGraph, encoder: TextEncoder, config: LinkerConfig | None = None) -> None:
        self.config = config or LinkerConfig()
        self.points: list[KnowledgePoint] = list(graph)
        texts: list[str] = []
        starts: list[int] = []
        for point in self.points:
            starts.append(len(texts))
            texts += point_texts(point)
        self._starts = np.array(starts)
        self._dense = encoder.encode_passages(texts)
        documents = [point_document(point) for point in self.points]
        self._idf = inverse_document_frequency(documents)
        self._lexical = character_features(documents, self._idf)
        self.subjects = sorted({point.subject for point in self.points})
        self._subject_of = np.array([self.subjects.index(point.subject) for point in self.points])

    def score(
        self, vectors: Vectors, texts: Sequence[str], subject_probabilities: Sequence[dict[str, float]]
    ) -> NDArray[np.float32]:
        """Fused scores in standard deviations with the subject prior added, shape (texts, points)."""
        return self.add_prior(self.match(vectors, texts), subject_probabilities)

    def match(self, vectors: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
        """Fused scores in standard deviations, of meaning and wording alone, shape (texts, points)."""
        dense = np.maximum.reduceat(vectors @ self._dense.T, self._starts, axis=1)
        lexical = (character_features(texts, self._idf) @ self._lexical.T).toarray()
        w = self.config.dense_weight
        return np.asarray(w * _z(dense) + (1 - w) * _z(lexical), np.float32)

    def add_prior(
        self, scores: NDArray[np.float32], subject_probabilities: Sequence[dict[str, float]]
    ) -> NDArray[np.float32]:
        """`match`'s scores with an advantage for points of probable subjects."""
        prior = np.array([[row.get(name, 0.0) for name in self.subjects] for row in subject_probabilities])
        return np.asarray(scores + self.config.subject_weight * prior[:, self._subject_of], np.float32)

    def best_by_subject(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The best score of each of `subjects`, shape (texts, subjects)."""
        columns = [scores[:, self._subject_of == i].max(axis=1) for i in range(len(self.subjects))]
        return np.stack(columns, axis=1)

    def best(self, scores: NDArray[np.float32], count: int = 5) -> list[tuple[KnowledgePoint, float]]:
        """The best points of one row of `score`, with confidences that fall with the distance to the best."""
        order = np.argsort(-scores, kind="stable")[:20]
        weights = np.exp(self.config.sharpness * (scores[order] - scores[order[0]]))
        confidences = weights / weights.sum()
        return [(self.points[i], float(c)) for i, c in zip(order[:count], confidences, strict=False)]


def point_texts(point: KnowledgePoint) -> list[str]:
    """What a knowledge point is found by: names with definition, the name alone, colloquial phrasings."""
    names = "、".join((point.name, *point.aliases))
    return [plain_text(text) for text in (f"{names}：{point.definition}", point.name, *point.asks)]


def point_document(point: KnowledgePoint) -> str:
    """All that the graph says of a point, in one text."""
    wrong_ideas = (text for idea in point.misconceptions for text in (idea.belief, idea.repair))
    return plain_text("。".join((*point_texts(point), *point.can_do.values(), *wrong_ideas)))


def _z(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = rows.std(axis=1, keepdims=True)
    return np.asarray((rows - rows.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1), np.float32)
