"""Beliefs on a student's level: evidence adds up, fades, is bounded where it is weak, and can be taken back."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.mastery import (
    LEVELS,
    Answered,
    Belief,
    Finished,
    Level,
    Mastery,
    Seen,
    Sign,
    explain_mastery,
    join,
    take_back,
    update_mastery,
)
from tests.evidence import answered

NOW = datetime(2026, 3, 2, 19, tzinfo=UTC)
Piece = Answered | Seen | Finished | Sign
SIGNS = st.sampled_from(get_args(Sign))
ANSWERS = st.builds(Answered, level=st.sampled_from(LEVELS), right=st.booleans(), guess=st.sampled_from([0.05, 0.25]))
LESSONS = st.builds(Finished, level=st.sampled_from(LEVELS))
EVIDENCE = SIGNS | ANSWERS | st.builds(Seen, level=st.sampled_from([None, *LEVELS]))

ANY = EVIDENCE | LESSONS


def after(*evidence: Piece, at: datetime = NOW) -> Mastery:
    mastery = Mastery()
    for piece in evidence:
        mastery = update_mastery(mastery, piece, at)
    return mastery


@given(st.lists(ANY, max_size=30), SIGNS, st.timedeltas(timedelta(0), timedelta(400)))
def test_a_sign_taken_back_leaves_nothing(history: list[Piece], sign: Sign, later: timedelta):
    before = after(*history)
    restored = take_back(update_mastery(before, sign, NOW), sign)
    assert restored.evidence == before.evidence
    assert restored.belief(NOW + later).levels == pytest.approx(before.belief(NOW + later).levels)


@given(st.lists(ANY, max_size=40))
def test_levels_are_probabilities_whatever_happens(history: list[Piece]):
    belief = after(*history).belief()
    assert sum(belief.levels) == pytest.approx(1)
    assert min(belief.levels) > 0
    assert 1 > belief.reaches("A") >= belief.reaches("B") >= belief.reaches("C") > 0


@given(st.lists(EVIDENCE, min_size=2, max_size=4))
def test_the_order_of_evidence_of_one_day_does_not_matter(history: list[Answered | Seen | Sign]):
    found = [after(*order).belief().levels for order in permutations(history)]
    assert all(levels == pytest.approx(found[0]) for levels in found)


@given(st.lists(ANSWERS, max_size=10), ANSWERS)
def test_a_right_answer_never_lowers_and_a_wrong_one_never_raises_its_level(history: list[Answered], one: Answered):
    before, now = after(*history).belief(), after(*history, one).belief()
    assert (now.reaches(one.level) > before.reaches(one.level)) == one.right


def test_answers_weigh_as_bayes_says():
    """Level B asked, slip .1, guess .25: those below guess, those at B or C slip."""
    assert after(Answered(level="B", right=True)).belief().levels == pytest.approx(
        [0.25 / 2.3, 0.25 / 2.3, 0.9 / 2.3, 0.9 / 2.3]
    )
    assert after(Answered(level="B", right=False, guess=0.05)).belief().reaches("B") == pytest.approx(0.2 / 2.1)


@given(st.lists(LESSONS | st.sampled_from(["found_too_easy", "found_fitting"]), min_size=1, max_size=200))
def test_no_number_of_lessons_watched_means_mastered(signs: list[Finished | Sign]):
    mastery = after(*signs)
    assert not mastery.is_mastered()
    assert mastery.probability() < 0.76


def test_one_right_answer_never_means_mastered_and_three_do():
    lucky = after(Seen(level="C"), Answered(level="C", right=True, guess=0.05))
    assert lucky.belief().reaches("B") > 0.85
    assert not lucky.is_mastered()
    assert answered(3).is_mastered()
    assert not answered(3, 2).is_mastered()


def test_what_was_known_is_less_sure_later_and_ignorance_too():
    for mastery in (answered(3, at=NOW), answered(0, 3, at=NOW)):
        sure = [abs(mastery.probability(NOW + timedelta(days)) - 0.5) for days in (0, 30, 90, 365)]
        assert sure == sorted(sure, reverse=True)
        assert sure[-1] < 0.1


def test_new_evidence_counts_more_than_old():
    spring, autumn = NOW, NOW + timedelta(180)
    learned = update_mastery(answered(0, 2, at=spring), Answered(level="B", right=True), autumn)
    forgot = update_mastery(answered(2, 0, at=spring), Answered(level="B", right=False), autumn)
    assert learned.probability(autumn) > 0.5 > forgot.probability(autumn)


def test_evidence_that_comes_late_does_not_turn_time_back():
    mastery = update_mastery(answered(1, at=NOW), Answered(level="B", right=True), NOW - timedelta(1))
    assert mastery.at == NOW


@given(st.lists(EVIDENCE, max_size=6), st.lists(EVIDENCE, max_size=6))
def test_points_that_become_one_join_their_evidence(
    one: list[Answered | Seen | Sign], other: list[Answered | Seen | Sign]
):
    joined, whole = join(after(*one), after(*other)), after(*one, *other)
    assert joined.belief(NOW).levels == pytest.approx(whole.belief(NOW).levels)
    assert (joined.right, joined.answered, joined.evidence, joined.at) == (
        whole.right, whole.answered, whole.evidence, whole.at
    )  # fmt: skip


def test_a_sentence_says_where_it_comes_from():
    mastery = answered(2, 1, at=NOW)
    assert explain_mastery(mastery, NOW) == "3 次中 2 次做对，最近一次今天"
    assert explain_mastery(mastery, NOW + timedelta(1)) == "3 次中 2 次做对，最近一次昨天"
    assert explain_mastery(mastery, NOW + timedelta(5)) == "3 次中 2 次做对，最近一次 5 天前"
    assert explain_mastery(after(Finished(level="B")), NOW) == "还没有做过题，从看微课和反馈推测，最近一次今天"
    assert explain_mastery(Mastery(), NOW) == "还没有学习记录"


def test_the_likeliest_level_is_named():
    assert Belief.of((0.0, 2.0, 0.0)).likeliest == "B"
    assert Belief.of((-2.0, -2.0, -2.0)).likeliest is None


@given(st.lists(ANSWERS, max_size=10), st.sampled_from(LEVELS))
def test_a_lesson_weakens_what_spoke_against_its_level_and_speaks_for_none(history: list[Answered], level: Level):
    before = after(*history)
    now = update_mastery(before, Finished(level=level), NOW)
    for old, new in zip(before.tested, now.tested, strict=True):
        assert old <= new <= max(0.0, old)
    assert now.belief().reaches("A") > before.belief().reaches("A")


def test_a_check_passed_after_a_lesson_counts_more_than_the_failures_before_it():
    failed = [Answered(level="B", right=False, guess=0.05)] * 3
    passed = [Answered(level="B", right=True, guess=0.25)] * 2
    assert after(*failed, *passed).probability() < 0.05
    assert after(*failed, Finished(level="B"), *passed).probability() > 0.8
    assert after(*failed, Finished(level="B")).probability() < 0.5, "a lesson alone shows nothing"
