"""What both sides say after a session: what is asked, as data, and what they may answer."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from recommender.mastery import Level
from recommender.ratings import BEST_RATING

__all__ = [
    "Choice", "Dimension", "FeedbackForm", "StudentFeedback", "TeacherFeedback", "load_feedback_form", "rating_of",
]  # fmt: skip

Difficulty = Literal["too_easy", "fits", "too_hard"]
Word = Annotated[str, Field(min_length=1, max_length=40)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dimension(_Body):
    """Something to be satisfied with: from 0 to `points`."""

    id: str
    name: str
    points: int = Field(ge=1)


class Choice(_Body):
    """One of some answers."""

    id: str
    name: str


class FeedbackForm(_Body):
    """What is asked.

    Attributes:
        dimensions: Of satisfaction; their points come to twelve.
        styles: Tags for the teacher's way.
        participation: Of the student, the least first.
    """

    dimensions: tuple[Dimension, ...]
    styles: tuple[str, ...]
    participation: tuple[Choice, ...]

    @model_validator(mode="after")
    def _check_points(self) -> "FeedbackForm":
        total = sum(dimension.points for dimension in self.dimensions)
        if total != BEST_RATING:
            raise ValueError(f"the dimensions' points have to come to {BEST_RATING:g}, not {total}")
        return self


class StudentFeedback(_Body):
    """What a student says; everything may be left open.

    Attributes:
        scores: By dimension.
        styles: Tags.
        difficulty: Of what was explained.
    """

    scores: dict[str, int] = Field(default={}, max_length=12)
    styles: list[Word] = Field(default=[], max_length=5)
    difficulty: Difficulty | None = None
    words: str = Field(default="", max_length=500)

    @model_validator(mode="after")
    def _check_scores(self) -> "StudentFeedback":
        most = {dimension.id: dimension.points for dimension in load_feedback_form().dimensions}
        for name, score in self.scores.items():
            if name not in most:
                raise ValueError(f"no dimension {name}; there are {', '.join(most)}")
            if not 0 <= score <= most[name]:
                raise ValueError(f"{name} goes from 0 to {most[name]}")
        return self


class TeacherFeedback(_Body):
    """What a teacher records; everything may be left open.

    Attributes:
        participation: Of the student; see the form.
        points: Knowledge points that the session was about, the main one first.
        level: At which the student works now; `none`: below A; None: not said.
        difficulty: For the student, of what was asked.
        resources: Micro-courses to go on with.
    """

    participation: str | None = None
    points: list[Word] = Field(default=[], max_length=6)
    level: Level | Literal["none"] | None = None
    difficulty: Difficulty | None = None
    resources: list[Annotated[str, Field(max_length=80)]] = Field(default=[], max_length=6)
    note: str = Field(default="", max_length=1000)

    @model_validator(mode="after")
    def _check_participation(self) -> "TeacherFeedback":
        known = [choice.id for choice in load_feedback_form().participation]
        if self.participation is not None and self.participation not in known:
            raise ValueError(f"participation is one of {', '.join(known)}")
        return self


@cache
def load_feedback_form() -> FeedbackForm:
    """The form of `sessions/feedback_form.yaml`."""
    text = (files("sessions") / "feedback_form.yaml").read_text(encoding="utf-8")
    return FeedbackForm.model_validate(yaml.safe_load(text))


def rating_of(feedback: StudentFeedback) -> int | None:
    """Satisfaction out of twelve; None where a dimension was left open."""
    names = [dimension.id for dimension in load_feedback_form().dimensions]
    return sum(feedback.scores.values()) if all(name in feedback.scores for name in names) else None
