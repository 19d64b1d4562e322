import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.items import MicroCourseItem
from recommender.ranker import HAND_SET
from recommender.ranking import draw_slate, mark_pool, score_candidates
from recommender.variety import add_variety


def course(id_: str, point: str, level: str) -> MicroCourseItem:
    return MicroCourseItem(id=id_, title=id_, subject="数学", points=(point,), levels=(level,), difficulty=0.5,
                           minutes=8, has_video=False, text=id_)  # fmt: skip


def test_another_level_comes_before_a_third_course_on_one_trick():
    same = [(course(f"same{i}", "p", "A1"), {"point_match": 1.0, "level_fit": 0.9}) for i in range(4)]
    rows = add_variety([*same, (course("other", "p", "B1"), {"point_match": 1.0, "level_fit": 0.5})])
    ranked = mark_pool(score_candidates(rows, HAND_SET["micro_course"]))
    slate = [candidate.item.id for candidate in draw_slate(ranked, 3, 0.0, np.random.default_rng(0))]
    assert slate == ["same0", "other", "same1"]


@given(st.lists(st.tuples(st.sampled_from("pq"), st.sampled_from(["A1", "B1"]), st.floats(0, 1)), max_size=12))
def test_each_kind_has_one_that_loses_nothing_and_the_order_of_candidates_does_not_matter(drawn):
    rows = [(course(f"c{i}", point, level), {"point_match": match}) for i, (point, level, match) in enumerate(drawn)]
    found = {item.id: features["variety"] for item, features in add_variety(rows)}
    kinds = {(item.points, item.levels) for item, _ in rows}
    assert sum(value == 0 for value in found.values()) == len(kinds)
    assert all(-1 < value <= 0 for value in found.values())
    shuffled = random.Random(0).sample(rows, len(rows))
    assert {item.id: features["variety"] for item, features in add_variety(shuffled)} == found
