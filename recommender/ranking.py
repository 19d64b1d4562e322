"""Scores candidates by a weighted sum of named features, and draws a slate from the scores."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from recommender.features import Features
from recommender.items import Item
from recommender.plackett_luce import draw

__all__ = ["DIRECT_FEATURES", "Candidate", "RankingWeights", "draw_slate", "mark_pool", "score_candidates"]

DIRECT_FEATURES = frozenset({
    "point_match", "near_duplicate", "prerequisite_gap", "next_step", "topic_match", "expertise", "support_match",
})  # fmt: skip
"""Features of an item that answers the question itself, rather than being near it."""

_WORTH = 0.45  # of the best score
_FEWEST = 2


@dataclass(frozen=True)
class RankingWeights:
    """What each feature is worth, per kind of item. Set by hand until a log can teach them."""

    micro_course: Features = field(default_factory=lambda: {
        "point_match": 3.0, "prerequisite_gap": 1.6, "graph_proximity": 1.8, "text_similarity": 1.2,
        "level_fit": 0.6, "difficulty_fit": 0.3, "grade_fit": 0.3, "topic_match": 3.0, "next_step": 2.5,
    })  # fmt: skip
    answer: Features = field(default_factory=lambda: {
        "near_duplicate": 5.0, "point_match": 2.0, "graph_proximity": 1.8, "text_similarity": 1.6,
        "level_fit": 0.4, "topic_match": 3.0,
    })  # fmt: skip
    teacher: Features = field(default_factory=lambda: {
        "expertise": 3.0, "expertise_near": 1.4, "stage_fit": 0.5, "free_now": 0.8, "capacity": 0.6,
        "rating": 1.0, "support_match": 3.0,
    })  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """An item under consideration.

    Attributes:
        contributions: Weight times value, by feature; the score is their sum.
        propensity: Probability with which it was drawn into its position; None where not drawn at random.
        in_pool: Whether slates may be drawn from it.
    """

    item: Item
    features: Features
    contributions: Features
    score: float
    propensity: float | None = None
    in_pool: bool = True

    @property
    def is_direct(self) -> bool:
        """Whether something about it answers the question itself."""
        return any(self.features.get(name, 0) > 0 for name in DIRECT_FEATURES)

    def to_log(self) -> dict[str, Any]:
        """The candidate as the outcome log keeps it."""
        return {
            "id": self.item.id,
            "score": round(self.score, 4),
            "propensity": None if self.propensity is None else float(f"{self.propensity:.6g}"),
            "in_pool": self.in_pool,
            "features": {name: round(value, 3) for name, value in self.features.items() if value},
        }


def score_candidates(rows: Sequence[tuple[Item, Features]], weights: Features) -> list[Candidate]:
    """Candidates best first; ties are broken by id, so that the order is always the same."""
    candidates = []
    for item, features in rows:
        contributions = {name: weights[name] * value for name, value in features.items()}
        candidates.append(Candidate(item, features, contributions, sum(contributions.values())))
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.item.id))


def mark_pool(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The same candidates, best first, those marked that a slate may not be drawn from.

    In the pool stay direct matches that are not far behind the best, and the best two whatever they are: no list is
    bare.
    """
    least = _WORTH * candidates[0].score if candidates else 0.0
    return [
        replace(candidate, in_pool=place < _FEWEST or (candidate.score >= least and candidate.is_direct))
        for place, candidate in enumerate(candidates)
    ]


def draw_slate(
    candidates: Sequence[Candidate], size: int, temperature: float, generator: np.random.Generator
) -> list[Candidate]:
    """Draws up to `size` candidates of the pool without replacement.

    Args:
        candidates: Best first.
        size: Positions to fill.
        temperature: Of the Plackett–Luce model, in units of score; 0 takes the best.
        generator: Source of randomness.
    """
    pool = [candidate for candidate in candidates if candidate.in_pool]
    drawn = draw(np.array([candidate.score for candidate in pool]), size, temperature, generator)
    return [replace(pool[place], propensity=propensity) for place, propensity in drawn]
