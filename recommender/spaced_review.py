"""When a lesson that a student has learned is worth going over again: before it is forgotten.

FSRS (Ye, Su & Cao, A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling, KDD 2022; its
version 6 with the parameters learned from public reviews of Anki) tells how likely it is remembered. Reviews of one day
are one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Literal

from fsrs import Card, Rating, Scheduler
from pydantic import BaseModel, ConfigDict, Field

__all__ = ["DueReview", "Review", "Said", "find_due_reviews"]

_REMEMBERED = 0.9  # chance below which a review is due; FSRS's usual retention
Said = Literal["finished", "too_easy", "fits", "too_hard"]
"""That a student has finished a lesson, or what was felt of it."""

_RATINGS: Mapping[Said, Rating] = {"finished": Rating.Good, "fits": Rating.Good, "too_easy": Rating.Easy}
_SCHEDULER = Scheduler(desired_retention=_REMEMBERED, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Review:
    """A student went through a lesson, or said how it was."""

    item: str
    at: datetime
    said: Said


class DueReview(BaseModel):
    """A lesson that is worth going over again.

    Attributes:
        learned_on: The last day on which the student went through it, in the service's time zone.
        recall: How likely it is still remembered, 0–1.
    """

    model_config = ConfigDict(frozen=True)

    learned_on: date
    recall: float = Field(ge=0, le=1)


def find_due_reviews(reviews: Iterable[Review], now: datetime) -> dict[str, DueReview]:
    """Lessons to go over, by id.

    One that was too hard at the last time has not been learned, and is none of them.

    Args:
        reviews: Of one student, in any order.
        now: In the service's time zone, which tells where days end.
    """
    ordered = sorted(reviews, key=lambda review: (review.item, review.at, review.said))
    due = {}
    for item, rows in groupby(ordered, key=lambda review: review.item):
        found = _is_due([*rows], now)
        if found is not None:
            due[item] = found
    return due


def _is_due(reviews: list[Review], now: datetime) -> DueReview | None:
    card = Card(card_id=0, due=reviews[0].at)
    for _, rows in groupby(reviews, key=lambda review: _day_of(review, now)):
        last = _last_word([*rows])
        if last.said != "too_hard":
            card, _ = _SCHEDULER.review_card(card, _RATINGS[last.said], last.at.astimezone(UTC))
    learned_on = _day_of(last, now)
    if last.said == "too_hard" or learned_on >= now.date():
        return None
    recall = _SCHEDULER.get_card_retrievability(card, now.astimezone(UTC))
    return DueReview(learned_on=learned_on, recall=recall) if recall < _REMEMBERED else None


def _day_of(review: Review, now: datetime) -> date:
    return review.at.astimezone(now.tzinfo).date()


def _last_word(of_a_day: list[Review]) -> Review:
    """What the student felt at last says more than that the lesson was finished."""
    felt = [review for review in of_a_day if review.said != "finished"]
    return (felt or of_a_day)[-1]
