"""Points that nobody has answered before: what is hidden while learning, and what is measured."""

from dataclasses import replace

import numpy as np
import pytest

from eval.tracing_sets import TracingSet
from eval.tracing_unseen import _groups, _is_first, _without, evaluate_unseen_skills
from models.tracing import AnswerSequence
from models.tracing.unseen import UnseenSkillTracer
from tests.models.tracing.test_tracers import CATALOGUE, students

NAMES = tuple((f"point {letter}",) for letter in "abcdef")
DATA = TracingSet(students(300, 1), students(80, 2), students(120, 3), CATALOGUE, NAMES)


class Letters:
    """Vectors of texts by their letters."""

    def encode_queries(self, texts: list[str]) -> np.ndarray:
        return np.array([[text.count(letter) for letter in "abcdef"] for text in texts], np.float32)


def test_skills_that_share_a_name_are_hidden_together():
    assert _groups([("a",), ("b",), ("a", "c"), ("c", "d"), ("e",)]).tolist() == [0, 1, 0, 0, 2]


def test_hidden_skills_are_not_learned_from():
    hidden = np.array([True, False, False, False, False, False])
    assert all(0 not in one.skills for one in _without(DATA.learn, hidden))
    assert _without([AnswerSequence.of([0, 0], [1, 1])], hidden) == []


def test_the_first_answer_on_each_skill_is_known():
    assert _is_first(AnswerSequence.of([3, 3, 1, 3, 1], [0] * 5)).tolist() == [True, False, True, False, False]


def test_an_unseen_skills_rate_is_not_looked_at():
    """Answers of learning students on a skill that is told change nothing where it is hidden from them."""
    hidden = np.array([True, False, False, False, False, False])
    tracers = [UnseenSkillTracer(CATALOGUE), UnseenSkillTracer(CATALOGUE)]
    turned = [
        AnswerSequence(one.skills, one.problems, np.where(one.skills == 0, 1 - one.right, one.right))
        for one in DATA.learn
    ]
    for tracer, learn in zip(tracers, (DATA.learn, turned), strict=True):
        tracer.fit(_without(learn, hidden), _without(DATA.valid, hidden))
    for one, other in zip(*(tracer.predict(DATA.test) for tracer in tracers), strict=True):
        np.testing.assert_array_equal(one, other)


def test_trees_tell_more_than_the_students_rate_and_lots_nothing():
    report = evaluate_unseen_skills(DATA, Letters())  # type: ignore[arg-type]
    assert report["answers"] > report["first_answers"] > 0
    assert set(report["methods"]) == {"student's own rate", "trees", "trees and text"}
    assert report["methods"]["trees"]["auc"]["value"] > 0.55
    lots = evaluate_unseen_skills(replace(DATA, test=students(300, 9, random_answers=True)), Letters())  # type: ignore[arg-type]
    assert lots["methods"]["trees"]["auc"]["value"] == pytest.approx(0.5, abs=0.05)


def test_without_names_it_says_why():
    with pytest.raises(ValueError, match="names"):
        evaluate_unseen_skills(replace(DATA, skill_names=()), Letters())  # type: ignore[arg-type]
