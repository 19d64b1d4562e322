from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.interaction import Interaction
from recommender.popularity import Popularity

NOW = datetime(2026, 10, 1, 20, tzinfo=UTC)
GROUPS = {"an": ("d", "s", "c1"), "bo": ("d", "s", "c1"), "cy": ("d", "s", "c2"), "di": ("e", "t", "c3")}


def take(student: str, item: str, days_ago: float = 0, strength: float = 1.0) -> Interaction:
    return Interaction(student, item, NOW - timedelta(days=days_ago), strength)


def test_the_nearest_group_decides_where_it_knows_enough():
    rows = [take("cy", "x"), take("di", "x"), take("an", "y"), take("bo", "y")]
    trusting = Popularity(rows, GROUPS, NOW, prior_count=0.1)
    assert trusting.scores()["x"] == trusting.scores()["y"] == 0.5
    assert trusting.scores(("d", "s", "c1"))["y"] > 0.95
    assert trusting.scores(("d", "s", "c2"))["x"] > 0.9
    doubting = Popularity(rows, GROUPS, NOW, prior_count=1000)
    assert doubting.scores(("d", "s", "c1"))["y"] == pytest.approx(0.5, abs=0.01)


def test_a_group_that_nothing_is_known_of_changes_nothing():
    rows = [take("an", "x"), take("di", "y", 3)]
    popularity = Popularity(rows, GROUPS, NOW)
    assert popularity.scores(("nowhere",)) == popularity.scores()
    assert popularity.scores(("d", "nowhere", "c1")) == popularity.scores(("d", "c1"))


def test_what_is_long_ago_or_weak_counts_less_and_what_is_to_come_not_at_all():
    rows = [take("an", "new"), take("bo", "old", 14), take("cy", "opened", 0, 0.25), take("di", "future", -1)]
    scores = Popularity(rows, GROUPS, NOW, half_life=timedelta(days=14)).scores()
    assert scores == pytest.approx({"new": 1 / 1.75, "old": 0.5 / 1.75, "opened": 0.25 / 1.75})


def test_nobody_makes_an_item_popular_alone():
    rows = [take("an", "x", i) for i in range(50)] + [take("bo", "y"), take("cy", "y")]
    scores = Popularity(rows, GROUPS, NOW).scores()
    assert scores["y"] == pytest.approx(2 * scores["x"])


def test_before_anything_happened_it_is_silent():
    assert Popularity([], GROUPS, NOW).scores(("d",)) == {}
    assert Popularity([take("an", "x", 7e5)], GROUPS, NOW).scores(("d",)) == {"x": 0.0}


@pytest.mark.parametrize("wrong", [{"half_life": timedelta(0)}, {"prior_count": 0.0}])
def test_settings_without_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="must be above 0"):
        Popularity([], GROUPS, NOW, **wrong)


ROWS = st.lists(
    st.builds(take, st.sampled_from(sorted(GROUPS)), st.sampled_from("vwxyz"), st.floats(0, 300), st.floats(0.1, 3)),
    min_size=1, max_size=40,
)  # fmt: skip


@settings(deadline=None)
@given(ROWS, st.sampled_from(sorted(GROUPS)), st.randoms())
def test_shares_sum_to_1_whatever_the_order(rows, student, luck):
    scores = Popularity(rows, GROUPS, NOW).scores(GROUPS[student])
    assert sum(scores.values()) == pytest.approx(1)
    assert scores.keys() == {row.item for row in rows}
    luck.shuffle(rows)
    assert Popularity(rows, GROUPS, NOW).scores(GROUPS[student]) == scores
