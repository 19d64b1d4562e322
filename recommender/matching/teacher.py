"""A teacher as matching sees them: what they declare, what they do at the moment, and what past tutoring has shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from recommender.items import TeacherItem
from recommender.ratings import NOTHING, Tally

__all__ = ["Ending", "MatchableTeacher", "TeacherRecord", "TeacherStatus"]

Ending = Literal["accepted", "declined", "expired", "cancelled"]
"""How an invitation ends. Expired: not answered in time. Cancelled: the student left, or another teacher was faster."""

_NEW_BELOW = 5  # sessions


@dataclass(frozen=True, slots=True)
class TeacherStatus:
    """What a teacher does at the moment.

    Attributes:
        online: Their page is open.
        occupied: They have an open invitation, or are tutoring.
        seen_at: When they last did something: came, answered, ended a session.
        missed_at: When they last let an invitation pass unanswered.
        free_since: When they last became free.
        invited_today: Invitations since the evening began.
        tutored_today: Sessions since the evening began.
        minutes_this_week: Of tutoring.
        points_this_term: Incentive points earned.
    """

    online: bool = False
    occupied: bool = False
    seen_at: datetime | None = None
    missed_at: datetime | None = None
    free_since: datetime | None = None
    invited_today: int = 0
    tutored_today: int = 0
    minutes_this_week: float = 0.0
    points_this_term: float = 0.0


@dataclass(frozen=True, slots=True)
class TeacherRecord:
    """What past tutoring has shown.

    Attributes:
        sessions: Held.
        answers: Invitations that were answered, and how many of them were accepted.
        missed: Invitations that expired.
        ratings: Satisfaction, each out of 12.
        by_point: The same for sessions on a knowledge point.
        invited_this_week: Invitations, for fairness of exposure.
    """

    sessions: int = 0
    answers: Tally = NOTHING
    missed: int = 0
    ratings: Tally = NOTHING
    by_point: Mapping[str, Tally] = field(default_factory=dict)
    invited_this_week: int = 0

    @property
    def is_new(self) -> bool:
        """Whether too little is known of them to tell."""
        return self.sessions < _NEW_BELOW

    def after_invitation(self, ending: Ending) -> "TeacherRecord":
        """The record after an invitation has come to its end; a cancelled one tells nothing."""
        if ending == "cancelled":
            return self
        if ending == "expired":
            return replace(self, missed=self.missed + 1)
        return replace(self, answers=self.answers.add(float(ending == "accepted")))

    def after_session(self, point: str | None, rating: float | None) -> "TeacherRecord":
        """The record after a session on a point, which the student may have rated."""
        held = replace(self, sessions=self.sessions + 1)
        if rating is None:
            return held
        of_point = {point: self.by_point.get(point, Tally()).add(rating)} if point else {}
        return replace(held, ratings=self.ratings.add(rating), by_point={**self.by_point, **of_point})


@dataclass(frozen=True, slots=True)
class MatchableTeacher:
    """One teacher: declared, now, and so far."""

    item: TeacherItem
    status: TeacherStatus = TeacherStatus()
    record: TeacherRecord = TeacherRecord()

    @property
    def id(self) -> str:
        """The teacher's id."""
        return self.item.id
