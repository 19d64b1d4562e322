"""Points for taking part: which rules a session fulfils, as data."""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from recommender.ratings import BEST_RATING
from sessions.feedback import StudentFeedback, TeacherFeedback, rating_of

__all__ = ["PointsRule", "earned_by_student", "earned_by_teacher", "load_points_rules"]

_WELL_RATED = BEST_RATING - 2

RuleId = Literal["held", "well_rated", "recorded", "rated"]


class PointsRule(BaseModel):
    """Points for one thing, once a session."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: RuleId
    role: Literal["student", "teacher"]
    points: int
    name: str


@cache
def load_points_rules() -> dict[str, PointsRule]:
    """The rules of `sessions/points_rules.yaml` by id; what a region leaves out there earns nothing."""
    text = (files("sessions") / "points_rules.yaml").read_text(encoding="utf-8")
    rules = TypeAdapter(list[PointsRule]).validate_python(yaml.safe_load(text))
    return {rule.id: rule for rule in rules}


def earned_by_student(feedback: StudentFeedback) -> dict[RuleId, bool]:
    """What a student's feedback fulfils, for both sides."""
    rating = rating_of(feedback)
    return {"rated": rating is not None, "well_rated": rating is not None and rating >= _WELL_RATED}


def earned_by_teacher(feedback: TeacherFeedback) -> dict[RuleId, bool]:
    """What a teacher's record fulfils."""
    return {"recorded": bool(feedback.points) and feedback.participation is not None}
