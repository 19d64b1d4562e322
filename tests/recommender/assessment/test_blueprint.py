from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from recommender.assessment.blueprint import TEST_ITEMS, draw_unit_test
from recommender.assessment.families import family_of
from recommender.assessment.items import AssessmentItem
from recommender.mastery import Belief


def item(point: str, level: str, number: int, family: bool = False) -> AssessmentItem:
    dot = "." if family else "-"
    return AssessmentItem(
        id=f"it-{point}{level.lower()}{dot}{number}", kind="text", stem="填空", answer="词", point=point,
        level=f"{level}1", difficulty=0.5, explanation="理由",
    )  # fmt: skip


def unit(points: int, each: int = 3) -> dict[str, list[AssessmentItem]]:
    return {
        f"p{at}": [item(f"p{at}", level, number) for level in "ABC" for number in range(each)] for at in range(points)
    }


SURE = Belief(levels=(0.97, 0.01, 0.01, 0.01))


def test_every_point_comes_once_before_any_comes_twice():
    assert set(Counter(one.point for one in draw_unit_test(unit(3), {})).values()) == {2, 3}
    assert set(Counter(one.point for one in draw_unit_test(unit(20), {})).values()) == {1}


def test_levels_stand_in_their_proportion_and_the_easier_come_first():
    test = draw_unit_test(unit(5), {})
    assert [one.group for one in test] == sorted(one.group for one in test)
    assert Counter(one.group for one in test) == {"A": 3, "B": 3, "C": 2}


def test_points_of_which_least_is_known_come_first():
    known = {f"p{at}": SURE for at in range(10)}
    assert {one.point for one in draw_unit_test(unit(18), known)} == {f"p{at}" for at in range(10, 18)}


def test_items_met_before_come_only_where_there_is_no_other():
    rows = unit(2, each=4)
    met = [one.id for items in rows.values() for one in items if one.id.endswith(("0", "1"))]
    assert not {one.id for one in draw_unit_test(rows, {}, met)} & set(met)
    everything = [one.id for items in rows.values() for one in items]
    assert len(draw_unit_test(rows, {}, everything)) == TEST_ITEMS


def test_one_of_a_family_is_enough():
    rows = {"p": [item("p", "A", number, family=True) for number in range(4)] + [item("p", "B", 1)]}
    assert len(draw_unit_test(rows, {})) == 2


@given(
    st.dictionaries(st.sampled_from([f"p{n}" for n in range(12)]), st.lists(st.sampled_from("ABC"), max_size=6)),
    st.integers(1, 12),
)
def test_whatever_the_bank_holds(levels: dict[str, list[str]], most: int):
    rows = {point: [item(point, level, n) for n, level in enumerate(of)] for point, of in levels.items()}
    test = draw_unit_test(rows, {}, most=most)
    there = sum(map(len, rows.values()))
    assert len(test) == min(most, there)
    assert len({family_of(one.id) for one in test}) == len(test)
