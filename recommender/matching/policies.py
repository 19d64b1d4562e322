"""Policies: for one waiting request and the teachers who may be invited, whom to invite now, and why.

A policy sees what a service can observe, and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import log
from typing import Protocol

import numpy as np

from recommender.features import Features
from recommender.matching.acceptance import AcceptanceModel, acceptance_features
from recommender.matching.benefit import expected_rating, style_match
from recommender.matching.request import Waiting
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import MatchableTeacher
from recommender.plackett_luce import draw
from recommender.ratings import shrunk_rating

__all__ = ["Choice", "MatchingPolicy", "Moment", "RulePolicy", "ScoredPolicy"]

_LONG_AGO = float("-inf")


@dataclass(frozen=True, slots=True)
class Moment:
    """When a choice is made, and what has been invited so far.

    Attributes:
        now: Local time of the service.
        invitations: Of this week.
        to_new_teachers: How many of them went to new teachers.
        waiting: Students who wait without an open invitation, by subject.
    """

    now: datetime
    invitations: int = 0
    to_new_teachers: int = 0
    waiting: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A teacher to be invited.

    Attributes:
        teacher: Id.
        score: Log of what the invitation is worth; 0 where the policy does not score.
        chance: Of acceptance, as the policy believes.
        terms: What the score is the sum of, by name.
        features: What the chance of acceptance was told from; for the log.
        propensity: Probability of the draw; None where nothing was drawn.
    """

    teacher: str
    score: float = 0.0
    chance: float = 1.0
    terms: Mapping[str, float] | None = None
    features: Features | None = None
    propensity: float | None = None


class MatchingPolicy(Protocol):
    """Chooses among teachers who may be invited."""

    def choose(self, waiting: Waiting, eligible: Sequence[MatchableTeacher], moment: Moment) -> list[Choice]:
        """Whom to invite at once, the best first; nobody where that is not worth an invitation yet.

        Args:
            waiting: The request.
            eligible: One or more.
            moment: Now.
        """
        ...


class RulePolicy:
    """The simple rule: the best rated, ties to who has been idle longest; one at a time."""

    def choose(self, waiting: Waiting, eligible: Sequence[MatchableTeacher], moment: Moment) -> list[Choice]:
        """The best rated."""
        best = max(eligible, key=lambda t: (shrunk_rating(t.record.ratings), -_free_since(t), t.id))
        return [
            Choice(
                best.id, features=acceptance_features(waiting, best, moment.now, expected_rating(waiting.request, best))
            )
        ]


class ScoredPolicy:
    """Chance of acceptance times expected benefit, with fairness to teachers and a bounded trial of new ones.

    Args:
        acceptance: Tells the chance.
        settings: Of the district.
        generator: Of the draws.
    """

    def __init__(self, acceptance: AcceptanceModel, settings: MatchingSettings, generator: np.random.Generator) -> None:
        self.acceptance = acceptance
        self._settings = settings
        self._generator = generator

    def choose(self, waiting: Waiting, eligible: Sequence[MatchableTeacher], moment: Moment) -> list[Choice]:
        """Draws as many as the round asks for, of those who are not all too unlikely to accept."""
        usual = sum(teacher.record.invited_this_week for teacher in eligible) / len(eligible)
        scored = [self._score(waiting, teacher, moment, usual) for teacher in eligible]
        likely = sum(choice.chance >= self._settings.hopeless_chance for choice in scored)
        is_short = moment.waiting.get(waiting.request.subject or "", 0) - 1 > likely
        least = self._settings.chance_after(moment.now - waiting.request.asked_at, is_short)
        scored = [choice for choice in scored if choice.chance >= least]
        size = 1 if is_short else self._settings.batch_of_round(waiting.rounds + 1)
        scores = np.array([choice.score for choice in scored])
        drawn = draw(scores, size, self._settings.temperature, self._generator)
        return [replace(scored[i], propensity=propensity) for i, propensity in drawn]

    def _score(self, waiting: Waiting, teacher: MatchableTeacher, moment: Moment, usual: float) -> Choice:
        settings = self._settings
        rating = expected_rating(waiting.request, teacher)
        features = acceptance_features(waiting, teacher, moment.now, rating)
        benefit = log(settings.benefit_of(rating))
        liking = settings.style_weight * style_match(waiting.request, teacher)
        more = (teacher.record.invited_this_week + 1) / (usual + 1) - 1
        chance = self.acceptance.predict(teacher.id, features)
        terms = {
            "acceptance": log(chance),
            "benefit": benefit,
            "style": log(settings.benefit_of(rating + liking)) - benefit,
            "exposure": -settings.exposure_weight * more,
            "new_teacher": settings.new_teacher_weight * self._is_due(teacher, moment),
        }
        return Choice(teacher.id, sum(terms.values()), chance, terms, features)

    def _is_due(self, teacher: MatchableTeacher, moment: Moment) -> bool:
        return teacher.record.is_new and moment.to_new_teachers < self._settings.new_teacher_share * (
            moment.invitations + 1
        )


def _free_since(teacher: MatchableTeacher) -> float:
    since = teacher.status.free_since
    return _LONG_AGO if since is None else since.timestamp()
