"""Mastery per (student, knowledge point) as Beta counts, moved by outcomes.

Beta(1, 1) before any evidence; a success adds to alpha, a failure to beta, each weighted by how much
the outcome tells.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["Evidence", "Mastery", "take_back", "update_mastery"]

Evidence = Literal[
    "answered_right", "answered_wrong", "finished_course", "found_too_easy", "found_fitting", "found_too_hard"
]

_WEIGHTS: dict[Evidence, tuple[float, float]] = {
    "answered_right": (1.0, 0.0),
    "answered_wrong": (0.0, 1.0),
    "finished_course": (0.3, 0.0),
    "found_too_easy": (0.5, 0.0),
    "found_fitting": (0.2, 0.1),
    "found_too_hard": (0.0, 0.5),
}


class Mastery(BaseModel):
    """Belief that the student has mastered a point.

    Attributes:
        alpha: One plus the weight of successes.
        beta: One plus the weight of failures.
        evidence: How many outcomes stand behind it.
    """

    model_config = ConfigDict(frozen=True)

    alpha: float = 1.0
    beta: float = 1.0
    evidence: int = 0

    @property
    def probability(self) -> float:
        """Expected mastery, 0–1; 0.5 without evidence."""
        return self.alpha / (self.alpha + self.beta)


def update_mastery(mastery: Mastery, evidence: Evidence) -> Mastery:
    """The mastery after one more piece of evidence."""
    success, failure = _WEIGHTS[evidence]
    return Mastery(alpha=mastery.alpha + success, beta=mastery.beta + failure, evidence=mastery.evidence + 1)


def take_back(mastery: Mastery, evidence: Evidence) -> Mastery:
    """The mastery as if a piece of evidence that was recorded had never been."""
    success, failure = _WEIGHTS[evidence]
    return Mastery(
        alpha=max(1.0, mastery.alpha - success),
        beta=max(1.0, mastery.beta - failure),
        evidence=max(0, mastery.evidence - 1),
    )
