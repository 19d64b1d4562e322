"""Rankers: from the named features of candidates to scores. Weights set by hand serve until a log has taught better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.features import Features
from recommender.items import ItemKind

__all__ = ["HAND_SET", "LinearRanker", "Ranker", "Rankers", "Scores"]

Scores = NDArray[np.float64]


class Ranker(Protocol):
    """Scores candidates of one kind."""

    def score(self, rows: Sequence[Features]) -> Scores:
        """A score for each row of features, higher is better; a feature that is absent counts as 0, its resting value.

        The score of a row does not depend on the other rows.
        """
        ...


Rankers = Mapping[ItemKind, Ranker]
"""One for each kind of item."""


@dataclass(frozen=True)
class LinearRanker:
    """A weighted sum.

    Attributes:
        weights: What each feature is worth; features without a weight are worth nothing.
    """

    weights: Features

    def score(self, rows: Sequence[Features]) -> Scores:
        """See `Ranker`."""
        sums = [sum(self.weights.get(name, 0.0) * value for name, value in row.items()) for row in rows]
        return np.array(sums, np.float64)


HAND_SET: Mapping[ItemKind, LinearRanker] = {
    "micro_course": LinearRanker({
        "point_match": 3.0, "prerequisite_gap": 1.6, "graph_proximity": 1.8, "text_similarity": 1.2,
        "level_fit": 0.6, "difficulty_fit": 0.3, "grade_fit": 0.3, "topic_match": 3.0, "next_step": 2.5,
        "due_review": 3.0, "assigned": 1.5,
        "follows_history": 0.5, "goes_with_history": 0.4, "popular_around": 0.2, "hardly_shown": 0.3,
        "variety": 0.6,
    }),
    "answer": LinearRanker({
        "near_duplicate": 5.0, "point_match": 2.0, "graph_proximity": 1.8, "text_similarity": 1.6,
        "level_fit": 0.4, "topic_match": 3.0,
        "follows_history": 0.5, "goes_with_history": 0.4, "popular_around": 0.2, "hardly_shown": 0.3,
        "variety": 0.6,
    }),
    "teacher": LinearRanker({
        "expertise": 3.0, "expertise_near": 1.4, "stage_fit": 0.5, "free_now": 0.8, "capacity": 0.6,
        "rating": 1.0, "support_match": 3.0,
    }),
}  # fmt: skip
"""Set by hand. They also say, whoever ranks, which candidates may be drawn at all: see `recommender.ranking`."""
