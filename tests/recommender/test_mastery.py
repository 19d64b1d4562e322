"""Mastery as Beta counts: each piece of evidence moves it, and moves it back when it is withdrawn."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.mastery import Evidence, Mastery, take_back, update_mastery

EVIDENCE = st.sampled_from(get_args(Evidence))


@given(st.lists(EVIDENCE, max_size=30), EVIDENCE)
def test_taking_back_undoes(history: list[Evidence], evidence: Evidence):
    before = Mastery()
    for piece in history:
        before = update_mastery(before, piece)
    after = take_back(update_mastery(before, evidence), evidence)
    assert after.evidence == before.evidence
    assert after.alpha == pytest.approx(before.alpha)
    assert after.beta == pytest.approx(before.beta)


@given(st.lists(st.tuples(EVIDENCE, st.booleans()), max_size=40))
def test_mastery_is_a_probability_whatever_happens(steps: list[tuple[Evidence, bool]]):
    mastery = Mastery()
    for evidence, withdrawn in steps:
        mastery = take_back(mastery, evidence) if withdrawn else update_mastery(mastery, evidence)
        assert 0 < mastery.probability < 1
        assert min(mastery.alpha, mastery.beta) >= 1
        assert mastery.evidence >= 0


def test_success_raises_and_failure_lowers():
    assert update_mastery(Mastery(), "answered_right").probability > 0.5
    assert update_mastery(Mastery(), "found_too_hard").probability < 0.5
