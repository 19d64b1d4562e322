import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.assessment.calibration import (
    NOT_ASKED,
    ItemCounts,
    ItemResponse,
    calibrate,
    count_answer,
    is_suspect,
)
from recommender.assessment.items import AssessmentItem

CHANCE = st.floats(0, 1)


def item(difficulty: float = 0.5) -> AssessmentItem:
    return AssessmentItem(
        id="it-x", kind="single", stem="1+1=（  ）", options={"A": "1", "B": "2", "C": "3", "D": "4"}, answer="B",
        point="math.j.x.y", level="A1", difficulty=difficulty, explanation="数一数。",
    )  # fmt: skip


def answered(times: int, slip: float, guess: float, seed: int = 0) -> ItemCounts:
    """After answers of students of whom as much is known as of real ones: from nothing to almost everything."""
    rng, counts = np.random.default_rng(seed), NOT_ASKED
    for _ in range(times):
        able = rng.beta(1.2, 1.2)
        right = rng.random() < ((1 - slip) if rng.random() < able else guess)
        counts = counts.plus(count_answer(calibrate(item(), counts), able, bool(right)))
    return counts


def test_without_answers_author_and_kind_are_believed():
    assert calibrate(item(0.5)) == pytest.approx((0.1, 0.25))
    assert calibrate(item(0.9)).slip > calibrate(item(0.1)).slip


@pytest.mark.parametrize(("slip", "guess"), [(0.1, 0.25), (0.3, 0.25), (0.05, 0.4)])
def test_answers_mend_what_the_author_said(slip, guess):
    found = calibrate(item(), answered(1500, slip, guess))
    assert found.slip == pytest.approx(slip, abs=0.08)
    assert found.guess == pytest.approx(guess, abs=0.08)


def test_a_few_answers_change_little():
    assert calibrate(item(), answered(5, 0.5, 0.5)) == pytest.approx(calibrate(item()), abs=0.05)


def test_a_wrong_key_is_found_and_a_sound_item_is_not():
    assert is_suspect(item(), answered(400, slip=0.95, guess=0.02))
    assert not is_suspect(item(), answered(400, slip=0.1, guess=0.25))
    assert not is_suspect(item(), answered(20, slip=0.95, guess=0.02)), "too early to tell"


@given(able=CHANCE, right=st.booleans(), slip=st.floats(0.02, 0.4), guess=st.floats(0.02, 0.5))
def test_an_answer_counts_once_at_most_and_the_more_is_known_of_the_student(able, right, slip, guess):
    counts = count_answer(ItemResponse(slip, guess), able, right)
    assert sum(counts) == pytest.approx((2 * able - 1) ** 2)
    assert min(counts) >= 0
    assert sum(counts[1::2] if right else counts[::2]) == 0


def test_of_a_student_of_whom_nothing_is_known_nothing_is_learned():
    assert sum(count_answer(ItemResponse(0.1, 0.25), 0.5, right=True)) == 0


def test_what_is_no_probability_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1"):
        count_answer(ItemResponse(0.1, 0.25), 1.2, right=True)
