"""What is asked after a session, and what may be answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from recommender.ratings import BEST_RATING
from sessions.feedback import FeedbackForm, StudentFeedback, TeacherFeedback, load_feedback_form, rating_of
from sessions.points import earned_by_student, earned_by_teacher, load_points_rules

DIMENSIONS = load_feedback_form().dimensions


@given(st.tuples(*(st.integers(0, dimension.points) for dimension in DIMENSIONS)))
def test_a_rating_is_the_sum_and_never_above_twelve(scores: tuple[int, ...]):
    names = [dimension.id for dimension in DIMENSIONS]
    rating = rating_of(StudentFeedback(scores=dict(zip(names, scores, strict=True))))
    assert rating == sum(scores)
    assert 0 <= rating <= BEST_RATING
    assert rating_of(StudentFeedback(scores={names[0]: scores[0]})) is None


@pytest.mark.parametrize("body", [
    {"scores": {"understood": 4}}, {"scores": {"understood": -1}}, {"scores": {"charm": 1}}, {"words": "x" * 501},
    {"styles": ["a"] * 6}, {"difficulty": "none"}, {"rating": 12},
])  # fmt: skip
def test_what_is_not_asked_is_refused(body: dict):
    with pytest.raises(ValidationError):
        StudentFeedback.model_validate(body)


def test_a_teacher_records_what_the_form_knows():
    assert TeacherFeedback(participation="asks", level="none").level == "none"
    for body in ({"participation": "sleeps"}, {"level": "D"}, {"points": ["x"] * 7}):
        with pytest.raises(ValidationError):
            TeacherFeedback.model_validate(body)


def test_dimensions_that_do_not_come_to_twelve_are_no_form():
    form = load_feedback_form().model_dump()
    form["dimensions"] = form["dimensions"][1:]
    with pytest.raises(ValidationError, match="have to come to 12, not 9"):
        FeedbackForm.model_validate(form)


def test_points_are_earned_by_saying_something():
    full = StudentFeedback(scores={dimension.id: dimension.points for dimension in DIMENSIONS})
    poor = StudentFeedback(scores={dimension.id: 1 for dimension in DIMENSIONS})
    assert earned_by_student(full) == {"rated": True, "well_rated": True}
    assert earned_by_student(poor) == {"rated": True, "well_rated": False}
    assert earned_by_student(StudentFeedback()) == {"rated": False, "well_rated": False}
    assert earned_by_teacher(TeacherFeedback(points=["a"], participation="asks")) == {"recorded": True}
    assert earned_by_teacher(TeacherFeedback(points=["a"])) == {"recorded": False}
    assert all(rule.points > 0 for rule in load_points_rules().values())
