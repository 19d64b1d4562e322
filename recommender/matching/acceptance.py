"""How likely a teacher is to accept an invitation in time: that they see it, times that they are willing.

The log tells the two apart: an invitation that expired was not seen, one that was declined was. Each part is a mixed
logistic regression on named features, learned from the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log
from typing import Literal

from recommender.features import Features
from recommender.matching.benefit import declared_fit
from recommender.matching.mixed_logistic import MixedLogistic, fit_mixed_logistic
from recommender.matching.request import Waiting
from recommender.matching.teacher import MatchableTeacher
from recommender.ratings import USUAL_RATING

__all__ = ["AcceptanceModel", "AnswerKind", "Answered", "acceptance_features", "fit_acceptance"]

_PRIOR_RATE, _PRIOR_COUNT = 0.5, 3.0
_LATELY_S = 600.0  # what was seen this long ago counts a third
_FEWEST_ANSWERS = 200  # below, weights set by hand know more

_SEES_BY_HAND: Mapping[str, float] = {
    "always": 2.0, "own_missed": -1.0, "missed_lately": -2.5, "seen_lately": 0.5, "seen_just_now": 0.5,
}  # fmt: skip
_SEES_SPREAD = 0.5  # between teachers, in log odds, expected beforehand

_WILLING_BY_HAND: Mapping[str, float] = {
    "always": 0.5, "own_rate": 1.0, "unknown": 0.0, "declared": 0.4, "evidenced": 0.4, "invited_today": -0.1,
    "tutored_today": -0.3, "same_district": 0.2, "minutes_left": 0.3, "expected_rating": 0.1,
}  # fmt: skip
_WILLING_SPREAD = 1.5


AnswerKind = Literal["accepted", "declined", "expired"]
"""How an invitation ends that tells of acceptance."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One invitation of the log that was answered or expired; a cancelled one tells nothing."""

    teacher: str
    features: Features
    ending: AnswerKind


@dataclass(frozen=True)
class AcceptanceModel:
    """The two parts.

    Attributes:
        sees: The teacher answers in time.
        willing: The teacher accepts, given that they answer.
    """

    sees: MixedLogistic
    willing: MixedLogistic

    @property
    def learned_from(self) -> int:
        """Invitations that it was learned from; 0 where nothing is learned yet."""
        return self.sees.learned_from

    @classmethod
    def by_hand(cls) -> "AcceptanceModel":
        """What is believed before there is a log."""
        return cls(MixedLogistic(_SEES_BY_HAND), MixedLogistic(_WILLING_BY_HAND))

    def predict(self, teacher: str, features: Features) -> float:
        """Probability that the teacher accepts the invitation in time."""
        return self.sees.predict(teacher, features) * self.willing.predict(teacher, features)


def acceptance_features(waiting: Waiting, teacher: MatchableTeacher, now: datetime, rating: float) -> Features:
    """What the probability rests on, `rating` being what is expected of a session; each about −3…3."""
    status, record, request = teacher.status, teacher.record, waiting.request
    rate = record.answers.shrunk_mean(_PRIOR_RATE, _PRIOR_COUNT)
    evidence = sum(request.points.get(point, 0.0) * tally.count for point, tally in record.by_point.items())
    return {
        "always": 1.0,
        "own_missed": (record.missed + 1) / (record.missed + record.answers.count + 4),
        "missed_lately": _lately(status.missed_at, now),
        "seen_lately": _lately(status.seen_at, now),
        "seen_just_now": _lately(status.seen_at, now) ** 4,
        "own_rate": log(rate / (1 - rate)),
        "unknown": 1 / (1 + record.answers.count),
        "declared": declared_fit(request, teacher),
        "evidenced": evidence / (1 + evidence),
        "invited_today": min(status.invited_today, 10) / 5,
        "tutored_today": min(status.tutored_today, 5) / 2,
        "same_district": float(teacher.item.district == request.district),
        "minutes_left": min(teacher.item.minutes_left(now), 30.0) / 30,
        "expected_rating": rating - USUAL_RATING,
    }


def fit_acceptance(answers: Sequence[Answered]) -> AcceptanceModel:
    """Learns both parts; too few answers, or answers of one kind only, leave a part as set by hand."""
    seen = [(each.teacher, each.features, each.ending != "expired") for each in answers]
    willing = [(each.teacher, each.features, each.ending == "accepted") for each in answers if each.ending != "expired"]
    return AcceptanceModel(
        fit_mixed_logistic(seen, _SEES_BY_HAND, _SEES_SPREAD, _FEWEST_ANSWERS),
        fit_mixed_logistic(willing, _WILLING_BY_HAND, _WILLING_SPREAD, _FEWEST_ANSWERS),
    )


def _lately(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else exp(-max(0.0, (now - moment).total_seconds()) / _LATELY_S)
