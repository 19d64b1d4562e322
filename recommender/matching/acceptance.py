"""How likely a teacher is to accept an invitation: logistic regression on named features, learned from the log.

What is particular to a teacher comes in by their own shrunken rate, so that the weights stay few and a new teacher is
no special case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log

from recommender.features import Features
from recommender.matching.request import Waiting
from recommender.matching.teacher import MatchableTeacher

__all__ = ["ACCEPTANCE_FEATURES", "AcceptanceModel", "Answered", "acceptance_features", "fit_acceptance"]

_PRIOR_RATE, _PRIOR_COUNT = 0.5, 3.0
_LATELY_S = 600.0  # what was seen this long ago counts a third
_FEWEST_ANSWERS = 200  # below, weights set by hand know more

_BY_HAND: Mapping[str, float] = {
    "always": -0.2, "own_rate": 1.0, "own_missed": -0.5, "unknown": 0.0, "missed_lately": -2.0, "seen_lately": 0.5,
    "seen_just_now": 0.5, "declared": 0.4, "evidenced": 0.4, "invited_today": -0.1, "tutored_today": -0.3,
    "same_district": 0.2, "minutes_left": 0.3,
}  # fmt: skip

ACCEPTANCE_FEATURES = tuple(_BY_HAND)
"""Names of the features, in the order of a row."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One invitation of the log that was answered or expired; a cancelled one tells nothing."""

    features: Features
    accepted: bool


@dataclass(frozen=True)
class AcceptanceModel:
    """Weights of the features, in log odds.

    Attributes:
        learned_from: Answers that the weights were learned from; 0 for those set by hand.
    """

    weights: Mapping[str, float]
    learned_from: int = 0

    @classmethod
    def by_hand(cls) -> "AcceptanceModel":
        """What is believed before there is a log."""
        return cls(_BY_HAND)

    def predict(self, features: Features) -> float:
        """Probability that the invitation is accepted in time."""
        return 1 / (1 + exp(-sum(self.weights[name] * value for name, value in features.items())))


def acceptance_features(waiting: Waiting, teacher: MatchableTeacher, now: datetime) -> Features:
    """What the probability rests on; each about −3…3."""
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
        "declared": max((request.points.get(point, 0.0) for point in teacher.item.points), default=0.0),
        "evidenced": evidence / (1 + evidence),
        "invited_today": min(status.invited_today, 10) / 5,
        "tutored_today": min(status.tutored_today, 5) / 2,
        "same_district": float(teacher.item.district == request.district),
        "minutes_left": min(_minutes_left(teacher, now), 30.0) / 30,
    }


def fit_acceptance(answers: Sequence[Answered]) -> AcceptanceModel:
    """Learns the weights; too few answers, or answers of one kind only, leave those set by hand."""
    if len(answers) < _FEWEST_ANSWERS or len({answer.accepted for answer in answers}) < 2:
        return AcceptanceModel.by_hand()
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    rows = np.array([[answer.features[name] for name in ACCEPTANCE_FEATURES] for answer in answers])
    model = LogisticRegression(fit_intercept=False, max_iter=1000)
    model.fit(rows, np.array([answer.accepted for answer in answers]))
    return AcceptanceModel(dict(zip(ACCEPTANCE_FEATURES, map(float, model.coef_[0]), strict=True)), len(answers))


def _lately(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else exp(-max(0.0, (now - moment).total_seconds()) / _LATELY_S)


def _minutes_left(teacher: MatchableTeacher, now: datetime) -> float:
    clock = now.hour * 60 + now.minute
    return max(
        (h.end.hour * 60.0 + h.end.minute - clock for h in teacher.item.hours
         if h.weekday == now.isoweekday() and h.start <= now.time() < h.end),
        default=0.0,
    )  # fmt: skip
