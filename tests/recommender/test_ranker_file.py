"""Rankers: what a score may depend on, and that a version on disk is the same again."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.boosted_ranker import BoostedRanker
from recommender.items import TeacherItem
from recommender.ranker import HAND_SET, LinearRanker, Ranker
from recommender.ranker_file import HAND_SET_FOLDER, RANKER_FILE, RankerFileError, load_rankers, save_rankers
from recommender.ranking import add_contributions, mark_pool, order_pool, score_candidates
from tests.recommender.boosting import boosted_on

NAMES = ("a", "b", "c")
FEATURES = st.fixed_dictionaries({}, optional={name: st.floats(0, 1) for name in NAMES})


def make_boosted() -> BoostedRanker:
    rows = np.random.default_rng(0).random((400, 3))
    return boosted_on(rows, 3 * rows[:, 0] - rows[:, 1] * rows[:, 2], NAMES)


RANKERS: dict[str, Ranker] = {"linear": LinearRanker({"a": 2.0, "b": -1.0}), "boosted": make_boosted()}


def item(number: int) -> TeacherItem:
    return TeacherItem(
        id=f"t{number}", name="", school="s", district="d", title="", subject="数学", stages=(), points=()
    )


@pytest.mark.parametrize("name", RANKERS)
@given(st.lists(FEATURES, max_size=6))
def test_a_score_hangs_on_its_own_row_and_an_absent_feature_is_zero(name: str, rows: list[dict[str, float]]):
    ranker = RANKERS[name]
    together = ranker.score(rows)
    assert together.shape == (len(rows),)
    for row, score in zip(rows, together, strict=True):
        assert ranker.score([{n: row.get(n, 0.0) for n in NAMES}])[0] == score


@pytest.mark.parametrize("name", RANKERS)
@given(st.lists(FEATURES, min_size=1, max_size=6))
def test_a_contribution_is_what_the_score_loses_without_the_feature(name: str, rows: list[dict[str, float]]):
    ranker = RANKERS[name]
    found = [(item(i), row) for i, row in enumerate(rows)]
    for candidate in add_contributions(score_candidates(found, ranker), ranker):
        for feature, lost in candidate.contributions.items():
            without = {n: v for n, v in candidate.features.items() if n != feature}
            assert lost == pytest.approx(candidate.score - ranker.score([without])[0], abs=1e-12)


@given(st.lists(st.fixed_dictionaries({n: st.floats(0, 1) for n in ("expertise", "rating")}), max_size=8))
def test_the_pool_is_the_same_whoever_ranks(rows: list[dict[str, float]]):
    found = [(item(i), row) for i, row in enumerate(rows)]
    other = LinearRanker({"rating": -5.0})
    pools = [
        {c.item.id for c in mark_pool(score_candidates(found, r)) if c.in_pool} for r in (HAND_SET["teacher"], other)
    ]
    assert pools[0] == pools[1]
    assert len(pools[0]) >= min(2, len(rows))
    marked = mark_pool(score_candidates(found, HAND_SET["teacher"]))
    assert set(order_pool(marked, other)) == pools[0]


def test_a_version_on_disk_scores_as_before_and_the_rest_stays_hand_set(tmp_path: Path):
    boosted = make_boosted()
    save_rankers({"answer": boosted, "teacher": RANKERS["linear"]}, tmp_path)
    read = load_rankers(tmp_path)
    rows = [{"a": 0.3, "b": 0.9}, {"c": 1.0}]
    assert list(read["answer"].score(rows)) == list(boosted.score(rows))
    assert read["teacher"] == RANKERS["linear"]
    assert read["micro_course"] == HAND_SET["micro_course"]


def test_the_shipped_version_is_the_hand_set_one():
    assert load_rankers(HAND_SET_FOLDER) == HAND_SET


def test_a_damaged_version_is_named(tmp_path: Path):
    with pytest.raises(RankerFileError, match=RANKER_FILE):
        load_rankers(tmp_path)
    save_rankers({"answer": make_boosted()}, tmp_path)
    (tmp_path / "answer.txt").write_text("tree\nnonsense")
    with pytest.raises(RankerFileError, match="LightGBM"):
        load_rankers(tmp_path)
    (tmp_path / RANKER_FILE).write_text('{"answer": {"form": "linear", "weight": {}}}')
    with pytest.raises(RankerFileError, match="weights"):
        load_rankers(tmp_path)
