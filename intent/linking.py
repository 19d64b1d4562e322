"""Links a text to knowledge points by three views of likeness, added as z-scores per query.

Meaning: the nearest of a point's single texts under the encoder. Wording: all that is written about the point, taken as
one document, for a question shares words with what a student can do with a point, or with another question about it,
rather than with one sentence of its definition. Experience: a classifier over all points that has learned from
questions and requests about them. Raw cosines of the encoder are too squeezed to compare across queries, so each view
counts in standard deviations of its own.
"""

import copy
import math
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intent.authored_rows import read_paper_questions, read_requests, read_sample_questions
from knowledge_graph import STAGES, KnowledgeGraph, KnowledgePoint
from models.encoder import TextEncoder, Vectors
from models.lexical import character_features, inverse_document_frequency
from models.linear_head import LinearHead
from models.plain_text import plain_text
from models.standardise import standardise

__all__ = ["SHOWN_POINTS", "LinkerConfig", "PointLinker", "log_odds", "point_documents", "point_texts"]

SHOWN_POINTS = 5
"""Points of a profile."""

_CONSIDERED = 20
_OF_A_STAGE = 5


@dataclass(frozen=True)
class LinkerConfig:
    """How texts are linked, and how much the links say about subject and stage beside their heads.

    Attributes:
        dense_weight: Share of the encoder's view, 0–1.
        learned_weight: Share of the classifier's view, 0–1; the rest is wording. Without a classifier its share goes to
            the other two in proportion.
        subject_weight: Standard deviations of advantage that a certain subject gives its points.
        sharpness: Turns leads in z-score into shares of the best twenty (softmax).
        confidence_slope: With `confidence_bias` turns the log-odds of a point's share into those of its being right
            (Platt 1999): a text may be about several points, so that shares say too little.
        confidence_bias: See `confidence_slope`.
        subject_head: Weight of the log-probabilities of the subject head.
        subject_points: Weight of each subject's best point, in standard deviations.
        stage_head: Weight of the log-probabilities of the stage head.
        stage_points: Weight of each stage's best points, in standard deviations.
    """

    dense_weight: float = 0.2
    learned_weight: float = 0.5
    subject_weight: float = 3.0
    sharpness: float = 2.2
    confidence_slope: float = 1.0
    confidence_bias: float = 0.0
    subject_head: float = 1.0
    subject_points: float = 0.5
    stage_head: float = 1.0
    stage_points: float = 0.5


@dataclass(frozen=True)
class Views:
    """Texts against points, in standard deviations of each text, shape (texts, points) each.

    Attributes:
        dense: Of meaning.
        lexical: Of wording.
        learned: Of experience; None without a classifier.
    """

    dense: NDArray[np.float32]
    lexical: NDArray[np.float32]
    learned: NDArray[np.float32] | None


class PointLinker:
    """Scores every knowledge point against a text.

    Args:
        graph: Its points.
        encoder: Of the texts and the points.
        config: How the views are added.
        head: The classifier; ids it does not know are left to the other views.
        without: Questions and requests that are left out, so that they can be asked.
    """

    def __init__(
        self, graph: KnowledgeGraph, encoder: TextEncoder, config: LinkerConfig | None = None,
        head: LinearHead | None = None, without: Container[str] = (),
    ) -> None:  # fmt: skip
        self.config = config or LinkerConfig()
        self.head = head
        self.points: list[KnowledgePoint] = list(graph)
        self.points_by_id = {point.id: point for point in self.points}
        texts: list[str] = []
        starts: list[int] = []
        for point in self.points:
            starts.append(len(texts))
            texts += point_texts(point)
        self._starts = np.array(starts)
        self._dense = encoder.encode_passages(texts)
        documents = point_documents(graph, without)
        self._idf = inverse_document_frequency(documents)
        self._lexical = character_features(documents, self._idf).T.tocsr()  # turned here, not at every text
        self.subjects = sorted({point.subject for point in self.points})
        self._subject_of = np.array([self.subjects.index(point.subject) for point in self.points])
        self._stage_of = np.array([STAGES.index(point.stage) for point in self.points])
        self._graph = graph
        self._columns = self._head_columns()

    def with_head(self, head: LinearHead | None) -> "PointLinker":
        """The same linker with another classifier, sharing everything else."""
        other = copy.copy(self)
        other.head = head
        other._columns = other._head_columns()
        return other

    def with_config(self, config: LinkerConfig) -> "PointLinker":
        """The same linker with its views added otherwise, sharing everything else."""
        other = copy.copy(self)
        other.config = config
        return other

    def score(
        self, vectors: Vectors, texts: Sequence[str], subject_probabilities: Sequence[dict[str, float]]
    ) -> NDArray[np.float32]:
        """Fused scores in standard deviations with the subject prior added, shape (texts, points)."""
        return self.add_prior(self.match(vectors, texts), subject_probabilities)

    def match(self, vectors: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
        """Fused scores in standard deviations, without regard to the subject, shape (texts, points)."""
        return self.add_views(self.views(vectors, texts))

    def views(self, vectors: Vectors, texts: Sequence[str]) -> Views:
        """What `match` adds up: each view's scores in standard deviations."""
        learned = standardise(self.learned(vectors, texts)) if self.head else None
        return Views(standardise(self.dense(vectors)), standardise(self.lexical(texts)), learned)

    def add_views(self, views: Views) -> NDArray[np.float32]:
        """The sum of `views` by the weights of the configuration, shape (texts, points)."""
        dense, learned = self.config.dense_weight, self.config.learned_weight
        fused = dense * views.dense + (1 - dense - learned) * views.lexical
        if views.learned is None:
            return np.asarray(fused / (1 - learned), np.float32)
        return np.asarray(fused + learned * views.learned, np.float32)

    def dense(self, vectors: Vectors) -> NDArray[np.float32]:
        """Cosine to the nearest text of each point, shape (texts, points)."""
        return np.asarray(np.maximum.reduceat(vectors @ self._dense.T, self._starts, axis=1), np.float32)

    def lexical(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Cosine of character n-grams to each point's document, shape (texts, points)."""
        return np.asarray((character_features(texts, self._idf) @ self._lexical).toarray(), np.float32)

    def learned(self, vectors: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
        """The classifier's scores, the mean of each row for points that it does not know, shape (texts, points)."""
        assert self.head is not None
        scores = self.head.decide(vectors, texts)
        known = np.append(scores, scores.mean(axis=1, keepdims=True), axis=1)
        return np.asarray(known[:, self._columns], np.float32)

    def add_prior(
        self, scores: NDArray[np.float32], subject_probabilities: Sequence[dict[str, float]]
    ) -> NDArray[np.float32]:
        """`match`'s scores with an advantage for points of probable subjects."""
        prior = np.array([[row.get(name, 0.0) for name in self.subjects] for row in subject_probabilities])
        prior = prior.reshape(len(scores), len(self.subjects))
        return np.asarray(scores + self.config.subject_weight * prior[:, self._subject_of], np.float32)

    def best_by_subject(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The best score of each of `subjects`, shape (texts, subjects)."""
        columns = [scores[:, self._subject_of == i].max(axis=1) for i in range(len(self.subjects))]
        return np.stack(columns, axis=1)

    def best_by_stage(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The mean of the best five scores of each of `STAGES`, shape (texts, 2): single points of both stages are
        often about the same, so that one says little; 0 for a stage without points.
        """
        columns = [scores[:, self._stage_of == i] for i in range(len(STAGES))]
        return np.stack([_mean_of_best(part, _OF_A_STAGE) for part in columns], axis=1)

    def within(self, scores: NDArray[np.float32], subject: str) -> NDArray[np.float32]:
        """One row of scores with every other subject's points out of reach; as it is for a subject without points."""
        if subject not in self.subjects:
            return scores
        return np.where(self._subject_of == self.subjects.index(subject), scores, np.float32(-1e9))

    def _head_columns(self) -> NDArray[np.int64]:
        """For each point its column of the classifier; the one past the last where there is none."""
        classes = self.head.classes if self.head else []
        column = {self._graph.current_id(name): i for i, name in enumerate(classes)}
        return np.array([column.get(point.id, len(classes)) for point in self.points])

    def best(self, scores: NDArray[np.float32], count: int = SHOWN_POINTS) -> list[tuple[KnowledgePoint, float]]:
        """The best points of one row of `score`, each with the chance that it is right."""
        config = self.config
        return [
            (self.points[i], 1 / (1 + math.exp(-config.confidence_slope * log_odds(share) - config.confidence_bias)))
            for i, share in list(self.shares(scores).items())[:count]
        ]

    def shares(self, scores: NDArray[np.float32]) -> dict[int, float]:
        """Shares of the best twenty columns of one row of `score`, the best first; all others have none."""
        order = np.argsort(-scores, kind="stable")[:_CONSIDERED]
        weights = np.exp(self.config.sharpness * (scores[order] - scores[order[0]]))
        return dict(zip(order.tolist(), (weights / weights.sum()).tolist(), strict=True))


def log_odds(probability: float) -> float:
    """Its logarithm of p / (1 − p), kept within ±14."""
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))


def _mean_of_best(scores: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    if not scores.shape[1]:
        return np.zeros(len(scores), np.float32)
    best = np.partition(scores, max(0, scores.shape[1] - count), axis=1)[:, -count:]
    return np.asarray(best.mean(axis=1), np.float32)


def point_texts(point: KnowledgePoint) -> list[str]:
    """What a knowledge point is found by: names with definition, the name alone, colloquial phrasings."""
    names = "、".join((point.name, *point.aliases))
    return [plain_text(text) for text in (f"{names}：{point.definition}", point.name, *point.asks)]


def point_documents(graph: KnowledgeGraph, without: Container[str] = ()) -> list[str]:
    """All that is written about each point, one text each, in the graph's order; but for the texts of `without`."""
    written: dict[str, list[str]] = {point.id: _own_texts(point) for point in graph}
    rows = [(row.point, (row.text,)) for row in read_sample_questions()]
    rows += [(row.points[0], (row.text,)) for row in read_paper_questions() if row.points]
    for point, texts in (*rows, *((row.point, row.texts) for row in read_requests())):
        if graph.current_id(point) in written:  # a graph of some packs alone may lack it
            written[graph.current_id(point)] += [text for text in texts if text not in without]
    return [plain_text("。".join(texts)) for texts in written.values()]


def _own_texts(point: KnowledgePoint) -> list[str]:
    wrong_ideas = (text for idea in point.misconceptions for text in (idea.belief, idea.repair))
    return [*point_texts(point), *point.can_do.values(), *wrong_ideas]
