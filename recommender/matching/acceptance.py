"""How likely a teacher is to accept an invitation: logistic regression on named features, learned from the log.

What is particular to a teacher is an effect of their own, shrunken towards none (a mixed model: Gelman and Hill 2006):
who was often asked when tired is not taken for unwilling, and a new teacher is no special case. Between two trainings
the teacher's own shrunken rate tells what has changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import exp, log

from recommender.features import Features
from recommender.matching.benefit import declared_fit
from recommender.matching.request import Waiting
from recommender.matching.teacher import MatchableTeacher
from recommender.ratings import USUAL_RATING

__all__ = ["ACCEPTANCE_FEATURES", "AcceptanceModel", "Answered", "acceptance_features", "fit_acceptance"]

_PRIOR_RATE, _PRIOR_COUNT = 0.5, 3.0
_LATELY_S = 600.0  # what was seen this long ago counts a third
_EFFECT_SPREAD = 1.3  # standard deviation between teachers, in log odds, that is expected beforehand
_FEWEST_ANSWERS = 200  # below, weights set by hand know more

_BY_HAND: Mapping[str, float] = {
    "always": -0.2, "own_rate": 1.0, "own_missed": -0.5, "unknown": 0.0, "missed_lately": -2.0, "seen_lately": 0.5,
    "seen_just_now": 0.5, "declared": 0.4, "evidenced": 0.4, "invited_today": -0.1, "tutored_today": -0.3,
    "same_district": 0.2, "minutes_left": 0.3, "expected_rating": 0.1,
}  # fmt: skip

ACCEPTANCE_FEATURES = tuple(_BY_HAND)
"""Names of the features, in the order of a row."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One invitation of the log that was answered or expired; a cancelled one tells nothing."""

    teacher: str
    features: Features
    accepted: bool


@dataclass(frozen=True)
class AcceptanceModel:
    """Weights of the features, in log odds.

    Attributes:
        effects: What is added for a teacher, by id; nothing for one who is not known.
        learned_from: Answers that the weights were learned from; 0 for those set by hand.
    """

    weights: Mapping[str, float]
    effects: Mapping[str, float] = field(default_factory=dict)
    learned_from: int = 0

    @classmethod
    def by_hand(cls) -> "AcceptanceModel":
        """What is believed before there is a log."""
        return cls(_BY_HAND)

    def predict(self, teacher: str, features: Features) -> float:
        """Probability that the teacher accepts the invitation in time."""
        odds = sum(self.weights[name] * value for name, value in features.items())
        return 1 / (1 + exp(-odds - self.effects.get(teacher, 0.0)))


def acceptance_features(waiting: Waiting, teacher: MatchableTeacher, now: datetime, rating: float) -> Features:
    """What the probability rests on, `rating` being what is expected of a session; each about −3…3."""
    status, record, request = teacher.status, teacher.record, waiting.request
    rate = record.answers.shrunk_mean(_PRIOR_RATE, _PRIOR_COUNT)
    evidence = sum(request.points.get(point, 0.0) * tally.count for point, tally in record.by_point.items())
    return {
        "always": 1.0,
        "own_rate": log(rate / (1 - rate)),
        "own_missed": (record.missed + 1) / (record.missed + record.answers.count + 4),
        "unknown": 1 / (1 + record.answers.count),
        "missed_lately": _lately(status.missed_at, now),
        "seen_lately": _lately(status.seen_at, now),
        "seen_just_now": _lately(status.seen_at, now) ** 4,
        "declared": declared_fit(request, teacher),
        "evidenced": evidence / (1 + evidence),
        "invited_today": min(status.invited_today, 10) / 5,
        "tutored_today": min(status.tutored_today, 5) / 2,
        "same_district": float(teacher.item.district == request.district),
        "minutes_left": min(teacher.item.minutes_left(now), 30.0) / 30,
        "expected_rating": rating - USUAL_RATING,
    }


def fit_acceptance(answers: Sequence[Answered]) -> AcceptanceModel:
    """Learns the weights; too few answers, or answers of one kind only, leave those set by hand."""
    if len(answers) < _FEWEST_ANSWERS or len({answer.accepted for answer in answers}) < 2:
        return AcceptanceModel.by_hand()
    import numpy as np
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    features = np.array([[answer.features[name] for name in ACCEPTANCE_FEATURES] for answer in answers])
    column = {teacher: i for i, teacher in enumerate(dict.fromkeys(answer.teacher for answer in answers))}
    who = [column[answer.teacher] for answer in answers]
    spread = np.full(len(answers), _EFFECT_SPREAD)
    effects = csr_matrix((spread, (np.arange(len(answers)), who)), shape=(len(answers), len(column)))
    model = LogisticRegression(fit_intercept=False, max_iter=1000)
    model.fit(hstack([csr_matrix(features), effects]).tocsr(), np.array([answer.accepted for answer in answers]))
    weights, own = np.split(model.coef_[0], [len(ACCEPTANCE_FEATURES)])
    return AcceptanceModel(
        dict(zip(ACCEPTANCE_FEATURES, map(float, weights), strict=True)),
        {teacher: float(own[i] * _EFFECT_SPREAD) for teacher, i in column.items()}, len(answers),
    )  # fmt: skip


def _lately(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else exp(-max(0.0, (now - moment).total_seconds()) / _LATELY_S)
