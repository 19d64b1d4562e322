"""Rules of what follows what: the general promises of item-item models, and those of sequential rules."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.ease import EaseSettings, fit_ease
from recommender.interaction import History, Interaction, item_histories
from recommender.item_item import ItemItemModel, decayed_histories
from recommender.sequential_rules import RuleSettings, fit_sequential_rules
from tests.recommender.item_item_conformance import ItemItemConformance

START = datetime(2026, 9, 1, 18, tzinfo=UTC)


def taken(student: str, items: str, strength: float = 1.0) -> list[Interaction]:
    return [Interaction(student, item, START + timedelta(minutes=i), strength) for i, item in enumerate(items)]


def made_up(seed: int = 0) -> list[Interaction]:
    """Thirty students who wander forwards through the alphabet."""
    luck = random.Random(seed)
    walks = [sorted(luck.sample("abcdefghijkl", luck.randint(1, 9))) for _ in range(30)]
    return [row for i, walk in enumerate(walks) for row in taken(f"s{i}", "".join(walk), luck.choice([0.5, 1.0]))]


FIT: dict[str, Callable[[list[Interaction]], ItemItemModel]] = {
    "rules": lambda rows: fit_sequential_rules(rows, RuleSettings(most_neighbours=4)),
    "ease of few items": lambda rows: fit_ease(rows, EaseSettings(penalty=5.0, most_neighbours=4)),
    "ease of few students": lambda rows: fit_ease(
        [row for row in rows if row.student < "s2"], EaseSettings(penalty=5.0, most_neighbours=4)
    ),
}


@pytest.mark.parametrize("name", FIT)
class TestFitted(ItemItemConformance):
    @pytest.fixture
    def model(self, name: str) -> ItemItemModel:
        return FIT[name](made_up())

    @pytest.fixture
    def refitted(self, name: str) -> ItemItemModel:
        shuffled = made_up()
        random.Random(1).shuffle(shuffled)
        return FIT[name](shuffled)

    @pytest.fixture
    def histories(self) -> list[History]:
        return [[("a", 1.0)], [("b", 1.0), ("a", 0.2)], [], [("l", 1.0), ("zz", 1.0)], [(c, 1.0) for c in "abcdefg"]]

    def test_only_so_many_neighbours_are_kept(self, model: ItemItemModel):
        assert np.diff(model.neighbours.indptr).max() == 4


@pytest.mark.parametrize("students", [5, 30])
def test_ease_is_what_the_closed_form_says(students: int):
    rows = [row for row in made_up() if int(row.student[1:]) < students]
    histories = item_histories(rows)
    model = fit_ease(rows, EaseSettings(penalty=3.0, most_neighbours=100))
    seen = np.array([[dict(history).get(item, 0.0) for item in model.items] for history in histories.values()])
    inverse = np.linalg.inv(seen.T @ seen + 3.0 * np.eye(len(model.items)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    np.testing.assert_allclose(model.neighbours.toarray(), weights, atol=1e-5)


def test_ease_tells_what_goes_together():
    rows = [row for i in range(20) for row in [*taken(f"s{i}", "ab"), *taken(f"t{i}", "cd")]]
    model = fit_ease(rows, EaseSettings(penalty=1.0))
    assert model.scores([("b", 1.0)]).keys() == {"a"}
    assert fit_ease([*rows, *taken("x", "z")], EaseSettings(most_items=4)).items == ("a", "b", "c", "d")


def test_what_follows_soon_and_often_comes_first():
    rows = [row for i in range(5) for row in taken(f"s{i}", "abc")] + taken("x", "ac")
    scores = fit_sequential_rules(rows).scores([("a", 1.0)])
    assert scores["b"] > scores["c"] > 0
    assert fit_sequential_rules(rows).scores([("c", 1.0)]) == {}


def test_the_latest_items_count_most():
    rows = [row for i in range(5) for row in [*taken(f"s{i}", "ab"), *taken(f"t{i}", "cd")]]
    model = fit_sequential_rules(rows, RuleSettings(half_life=1.0))
    scores = model.scores([("a", 1.0), ("c", 1.0)])
    assert scores["d"] == pytest.approx(2 * scores["b"])
    unfading = replace(model, half_life=float("inf")).scores([("a", 1.0), ("c", 1.0)])
    assert unfading["d"] == pytest.approx(unfading["b"])


def test_more_evidence_is_trusted_more():
    few, many = (
        fit_sequential_rules(taken("s", "ab")),
        fit_sequential_rules([r for i in range(50) for r in taken(f"s{i}", "ab")]),
    )
    assert few.scores([("a", 1.0)])["b"] < 0.2 < 0.8 < many.scores([("a", 1.0)])["b"] < 1


def test_weak_interest_teaches_less():
    rows = [*taken("s", "ab", 0.1), *taken("t", "ac", 1.0)]
    scores = fit_sequential_rules(rows).scores([("a", 1.0)])
    assert scores["c"] == pytest.approx(100 * scores["b"])


def test_only_what_is_near_is_tied():
    model = fit_sequential_rules(taken("s", "abcd"), RuleSettings(window=1))
    assert model.scores([("a", 1.0)]).keys() == {"b"}
    assert model.scores([("d", 1.0)]) == {}
    latest = fit_sequential_rules(taken("s", "abcd"), RuleSettings(longest_history=2))
    assert latest.items == ("c", "d")


def test_nothing_teaches_nothing():
    assert fit_ease([]).scores([("a", 1.0)]) == {}
    assert fit_sequential_rules([]).scores([("a", 1.0)]) == {}


def test_histories_hold_each_item_once_in_the_order_they_were_met():
    rows = [*taken("s", "bab"), Interaction("s", "a", START + timedelta(hours=1), 3.0), *taken("t", "a")]
    assert item_histories(reversed(rows)) == {"s": [("b", 1.0), ("a", 3.0)], "t": [("a", 1.0)]}


@pytest.mark.parametrize("strength", [0.0, -1.0, float("nan")])
def test_strength_is_above_0(strength: float):
    with pytest.raises(ValueError, match=r"strength .* of item 'a': it must be above 0"):
        Interaction("s", "a", START, strength)


WALKS = st.lists(st.text("abcdef", max_size=8), max_size=6)


@settings(deadline=None, max_examples=60)
@given(WALKS, st.text("abcdefxy", max_size=8), st.floats(0.01, 100), st.floats(0.01, 1e9))
def test_scores_are_shares_and_forget_the_scale(walks: list[str], walk: str, scale: float, half_life: float):
    rows = [row for i, items in enumerate(walks) for row in taken(f"s{i}", items)]
    model = fit_sequential_rules(rows, RuleSettings(half_life=half_life))
    scores = model.scores([(item, 1.0) for item in walk])
    assert all(0 < score <= 1 for score in scores.values())
    assert sum(scores.values()) <= 1 + 1e-6
    assert model.scores([(item, scale) for item in walk]) == pytest.approx(scores)


@given(st.lists(st.tuples(st.sampled_from("abcxy"), st.floats(0.01, 10)), max_size=12), st.floats(0.1, 100))
def test_a_history_weighs_1_in_all(history: list[tuple[str, float]], half_life: float):
    row = decayed_histories([history], {"a": 0, "b": 1, "c": 2}, half_life)
    known = {item for item, _ in history} & set("abc")
    assert row.nnz == len(known)
    assert row.sum() == pytest.approx(1 if known else 0)
