"""What came of what was shown: gains from outcomes, and lists from a slate's log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.logged_list import GAINS, VERDICTS, LoggedList, find_gain, logged_lists
from recommender.slate import SlateLog

KINDS = [*GAINS, *VERDICTS, "feedback_withdrawn", "shown", "none_fits"]
EVENTS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(["a", "b", None])), max_size=8)


@pytest.mark.parametrize(("events", "gain"), [
    ([], 0.0),
    ([("shown", "a")], 0.0),
    ([("opened", "a")], GAINS["opened"]),
    ([("finished", "a"), ("opened", "a")], GAINS["finished"]),
    ([("finished", "b")], 0.0),
    ([("opened", "a"), ("none_fits", None)], 0.0),
    ([("none_fits", None), ("finished", "a")], GAINS["finished"]),
    ([("finished", "a"), ("fits", "a"), ("too_hard", "a")], VERDICTS["too_hard"]),
    ([("finished", "a"), ("too_hard", "a"), ("feedback_withdrawn", "a")], GAINS["finished"]),
])  # fmt: skip
def test_the_gain_of_an_item(events, gain: float):
    assert find_gain("a", events) == gain


@given(EVENTS)
def test_a_gain_is_a_share_and_others_outcomes_do_not_matter(events):
    gain = find_gain("a", events)
    assert 0 <= gain <= 1
    assert find_gain("a", [event for event in events if event[1] != "b"]) == gain


def row(name: str, propensity: float | None = None, in_pool: bool = True) -> dict:
    return {"id": name, "score": 1.0, "propensity": propensity, "in_pool": in_pool, "features": {"point_match": 1.0}}


def make_log(**changes) -> SlateLog:
    fields = {"temperature": 0.1, "personalised": True, "shown": {"micro_courses": [row("a", 0.5)], "answers": []},
              "candidates": {"micro_courses": [row("b"), row("c", in_pool=False)]},
              "pool_sizes": {"micro_courses": 2, "answers": 0}}  # fmt: skip
    return SlateLog(**{**fields, **changes})


def test_a_slate_becomes_its_lists():
    (found,) = logged_lists("s", "p", make_log(), [("opened", "a")], "v1")
    assert found.kind == "micro_course"
    assert [item.id for item in found.pool] == ["a", "b"], "what is outside of the pool is none of it"
    assert found.gains == [GAINS["opened"]]
    assert found.is_whole
    assert found.is_drawn
    assert LoggedList.model_validate_json(found.model_dump_json(exclude_defaults=True)) == found


def test_what_the_log_does_not_tell_is_not_taken_for_known():
    (cut,) = logged_lists("s", "p", make_log(pool_sizes={"micro_courses": 3}), [], "v1")
    (older,) = logged_lists("s", "p", make_log(pool_sizes={}), [], "v1")
    (sorted_,) = logged_lists("s", "p", make_log(temperature=0.0, shown={"micro_courses": [row("a")]}), [], "v1")
    assert not cut.is_whole
    assert not older.is_whole
    assert not sorted_.is_drawn
