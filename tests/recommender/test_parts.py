"""Slates, reveal policy, mastery, near-duplicates: pure parts."""

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.answer_reveal import reveal_answer
from recommender.items import TeacherItem
from recommender.near_duplicate import containment, is_excerpt, is_near_duplicate
from recommender.ranker import LinearRanker
from recommender.ranking import Candidate, add_contributions, draw_slate, score_candidates
from recommender.slate import SlateLog


def teacher(name: str) -> TeacherItem:
    return TeacherItem(id=name, name=name, school="s", district="d", title="一级教师", subject="数学",
                       stages=("初中",), points=())  # fmt: skip


def candidates(*scores: float) -> list[Candidate]:
    return [Candidate(teacher(f"t{i}"), {}, score) for i, score in enumerate(scores)]


def test_propensities_are_the_frequencies_of_ten_thousand_draws():
    """Plackett–Luce: the logged propensity of each position equals how often the item follows what is above it."""
    pool = candidates(2.0, 1.5, 1.0, 0.0)
    generator = np.random.default_rng(7)
    first: Counter[str] = Counter()
    second: Counter[tuple[str, str]] = Counter()
    logged_first: dict[str, float] = {}
    logged_second: dict[tuple[str, str], float] = {}
    for _ in range(10_000):
        a, b = draw_slate(pool, 2, 0.7, generator)
        first[a.item.id] += 1
        second[a.item.id, b.item.id] += 1
        assert a.propensity is not None
        assert b.propensity is not None
        logged_first[a.item.id] = a.propensity
        logged_second[a.item.id, b.item.id] = b.propensity
    for item, propensity in logged_first.items():
        assert first[item] / 10_000 == pytest.approx(propensity, abs=0.02)
    for pair, propensity in logged_second.items():
        if first[pair[0]] > 500:
            assert second[pair] / first[pair[0]] == pytest.approx(propensity, abs=0.06)


def test_temperature_zero_sorts_and_has_no_propensity():
    slate = draw_slate(candidates(1.0, 0.9, 0.1), 2, 0.0, np.random.default_rng(0))
    assert [c.item.id for c in slate] == ["t0", "t1"]
    assert all(c.propensity is None for c in slate)


@given(st.lists(st.floats(-5, 5), max_size=12), st.integers(0, 8), st.floats(0.01, 5), st.integers(0, 99))
def test_a_slate_never_repeats_and_never_exceeds_its_size(scores, size, temperature, seed):
    slate = draw_slate(candidates(*scores), size, temperature, np.random.default_rng(seed))
    assert len(slate) == min(size, len(scores))
    assert len({c.item.id for c in slate}) == len(slate)


def test_scores_are_weighted_sums_and_ties_go_by_id():
    rows = [
        (teacher("b"), {"x": 1.0, "y": 0.5}),
        (teacher("a"), {"x": 1.0, "y": 0.5}),
        (teacher("c"), {"x": 2.0, "y": 0}),
    ]
    ranker = LinearRanker({"x": 2.0, "y": 1.0})
    ranked = score_candidates(rows, ranker)
    assert [c.item.id for c in ranked] == ["c", "a", "b"]
    assert ranked[0].score == 4.0
    assert add_contributions(ranked, ranker)[1].contributions == {"x": 2.0, "y": 0.5}


@given(st.sampled_from(["after_attempt", "teacher_only", "free"]), st.booleans(), st.integers(0, 5), st.booleans())
def test_the_reveal_policy(policy, near_duplicate, hints, attempted):
    revealed = reveal_answer(policy, near_duplicate=near_duplicate, hints_used=hints, attempted=attempted)
    allowed = (
        policy == "free" or not near_duplicate or (policy == "after_attempt" and (attempted or hints >= 2))
    )  # fmt: skip
    assert revealed.solution == allowed
    assert (revealed.stage == "solution") == allowed
    assert (revealed.solution_needs == "nothing") == allowed
    if not allowed and hints == 0 and not attempted:
        assert revealed.stage == "idea"
        assert revealed.key_steps == 0


def test_hints_open_one_key_step_after_another():
    shown = [reveal_answer("after_attempt", near_duplicate=True, hints_used=n, attempted=False) for n in range(3)]
    assert [r.stage for r in shown] == ["idea", "key_steps", "solution"]
    assert shown[1].key_steps == 1


def test_a_teacher_only_district_never_shows_the_solution_of_the_students_own_question():
    revealed = reveal_answer("teacher_only", near_duplicate=True, hints_used=9, attempted=True)
    assert not revealed.solution
    assert revealed.solution_needs == "teacher"


QUESTION = "已知关于 x 的一元二次方程 x²-4x+m=0 有两个相等的实数根，求 m 的值。"


@pytest.mark.parametrize(
    "copy",
    [
        QUESTION,
        "12. 已知关于x的一元二次方程 x^2-4x+m=0有两个相等的实数根,求m的值",
        "已知关于 x 的一元二次方程 $x^{2}-4x+m=0$ 有两个相等的实数根",
        "老师这道题怎么做：已知关于x的一元二次方程x²-4x+m=0有两个相等的实数根，求m的值",
    ],
)
def test_copies_of_a_question_are_near_duplicates(copy: str):
    assert is_near_duplicate(QUESTION, copy)


@pytest.mark.parametrize("other", ["铁船为什么不沉", "解方程 x²-4x+3=0", "", "一元二次方程"])
def test_other_questions_are_not(other: str):
    assert not is_near_duplicate(QUESTION, other)


@pytest.mark.parametrize(("short", "expected"), [("已知关于x的方程", False), ("两个相等的实数根", True), ("", False)])
def test_a_short_piece_of_a_question_is_an_excerpt(short: str, expected: bool):
    assert is_excerpt(short, QUESTION) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_containment_is_a_symmetric_share(a: str, b: str):
    assert containment(a, b) == containment(b, a)
    assert 0 <= containment(a, b) <= 1


def test_a_slate_log_fits_in_ten_kilobytes_and_keeps_what_was_shown():
    row = {"id": "mc-math-some-long-identifier", "score": 1.2345, "propensity": 0.123456, "in_pool": False,
           "features": {f"feature_number_{i}": 0.123 for i in range(8)}}  # fmt: skip
    log = SlateLog(temperature=0.1, personalised=True, shown={"answers": [row] * 6},
                   candidates={"answers": [row] * 200, "teachers": [{**row, "in_pool": True}] * 10})  # fmt: skip
    log = log.within_limits()
    assert len(log.candidates["teachers"]) == 10, "the pool stays whole while there is anything else to cut"
    assert len(json.dumps(log.model_dump(), ensure_ascii=False).encode()) <= 10_000
    assert sum(map(len, log.candidates.values())) <= 50
    assert len(log.shown["answers"]) == 6
