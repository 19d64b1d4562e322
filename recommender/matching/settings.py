"""What a district decides about matching. Data, not code: every number has a meaning and a unit."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from recommender.ratings import BEST_RATING

__all__ = ["MatchingSettings"]

_LEAST_BENEFIT = 0.02

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class MatchingSettings(BaseModel):
    """Of one district.

    Attributes:
        own_students_allowed: Whether a teacher may tutor students whom they teach at school.
        most_minutes_a_week: Tutoring of one teacher.
        most_points_a_term: Incentive points of one teacher.
        answer_within_s: Seconds in which a teacher answers an invitation; then it expires.
        least_chance: Of acceptance; below, a teacher is left in peace and the student waits for another one.
        relax_s: Seconds of waiting after which half that chance suffices, and so on.
        hopeless_chance: Of acceptance; below, nobody is ever invited.
        short_chance: Of acceptance; what suffices, instead of both, while more other students wait for the subject
            than teachers above `hopeless_chance` are free: waiting for a better one is no use then, for the queue
            will have them.
        again_after_s: Seconds after which a teacher who missed an invitation may have another one for the same request.
        batch_from_round: Round from which two teachers are invited at once; the faster one has it.
        batch_size: How many that is.
        broadcast_from_round: Round from which all who fit are invited, up to `broadcast_size`.
        suburban_head_start_s: Seconds by which a suburban student counts as having asked earlier, while more students
            wait than teachers are free.
        exposure_weight: How strongly a teacher with more invitations than their peers is held back; 0 not at all.
        new_teacher_weight: How strongly a new teacher is put forward while new teachers have less than
            `new_teacher_share` of the invitations.
        new_teacher_share: Of invitations.
        worthless_rating: A session that would be rated so, out of 12, is worth nothing; the higher, the more benefit
            counts against the chance of acceptance.
        style_weight: How much of what teachers of a style were rated above the usual is expected of another one.
        temperature: Of the draw among the best, in units of log score; 0 always takes the best.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    own_students_allowed: bool = True
    most_minutes_a_week: Positive = 600
    most_points_a_term: Positive = 5000
    answer_within_s: Positive = 45
    least_chance: Share = 0.5
    relax_s: Positive = 60
    hopeless_chance: Share = 0.25
    short_chance: Share = 0.2
    again_after_s: Positive = 300
    batch_from_round: int = Field(6, ge=1)
    batch_size: int = Field(2, ge=1)
    broadcast_from_round: int = Field(7, ge=1)
    broadcast_size: int = Field(4, ge=1)
    suburban_head_start_s: float = Field(60, ge=0)
    exposure_weight: float = Field(0.05, ge=0)
    new_teacher_weight: float = Field(2.0, ge=0)
    new_teacher_share: Share = 0.22
    worthless_rating: float = Field(9.1, ge=0, lt=12)
    style_weight: float = Field(0.25, ge=0)
    temperature: float = Field(0.02, ge=0)

    @property
    def answer_within(self) -> timedelta:
        """The same as a duration."""
        return timedelta(seconds=self.answer_within_s)

    def chance_after(self, waited: timedelta, is_short: bool = False) -> float:
        """The chance of acceptance that suffices when a student has waited so long, and whether supply is short."""
        falling = float(self.least_chance * 0.5 ** (waited.total_seconds() / self.relax_s))
        return min(self.short_chance, falling) if is_short else max(self.hopeless_chance, falling)

    def benefit_of(self, rating: float) -> float:
        """What a session with this satisfaction, out of 12, is worth: up to 1, and never nothing at all."""
        return max(_LEAST_BENEFIT, (rating - self.worthless_rating) / (BEST_RATING - self.worthless_rating))

    def batch_of_round(self, round_: int) -> int:
        """How many teachers are invited at once in a round, from 1."""
        if round_ >= self.broadcast_from_round:
            return self.broadcast_size
        return self.batch_size if round_ >= self.batch_from_round else 1
