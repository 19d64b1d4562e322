"""A test of a whole unit: its blueprint says which points and levels the items are on, before any item is chosen.

The levels stand in a fixed proportion and no point is tested twice before every other has been tested once (content
balance; Kingsbury & Zara 1989). Where the unit has more points than the test has items, those of which least is known
come first.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

from recommender.assessment.families import family_of
from recommender.assessment.items import AssessmentItem
from recommender.mastery import LEVELS, Belief, Level

__all__ = ["TEST_ITEMS", "draw_unit_test"]

TEST_ITEMS = 8
"""Of one test, at most."""

_SHARES: Mapping[Level, float] = {"A": 0.4, "B": 0.4, "C": 0.2}


def draw_unit_test(
    items: Mapping[str, Sequence[AssessmentItem]], beliefs: Mapping[str, Belief], answered: Sequence[str] = (),
    most: int = TEST_ITEMS,
) -> list[AssessmentItem]:  # fmt: skip
    """The items of one student's test, the easier levels first.

    Args:
        items: Of each point of the unit, in teaching order; a point's items in the order in which they should come.
        beliefs: What is known of the student, by point; a point without is as open as any.
        answered: Ids of items that the student has met before; they come where there is no other.
        most: How many items at most.
    """
    met, taken = set(answered), set[str]()
    of_level, of_point = Counter[str](), Counter[str]()
    order = sorted(items, key=lambda point: -_uncertainty(beliefs.get(point)))
    test: list[AssessmentItem] = []
    while len(test) < most:
        left = {
            point: [item for item in items[point] if family_of(item.id) not in taken] for point in order
        }  # fmt: skip
        open_points = [point for point in order if left[point]]
        if not open_points:
            break
        point = min(open_points, key=lambda point: of_point[point])
        item = min(left[point], key=lambda item: (_excess(of_level, item.group, most), item.id in met))
        test.append(item)
        taken.add(family_of(item.id))
        of_level[item.group] += 1
        of_point[point] += 1
    teaching = {point: at for at, point in enumerate(items)}
    where = {item.id: point for point, rows in items.items() for item in rows}
    return sorted(test, key=lambda item: (LEVELS.index(_level(item)), teaching[where[item.id]]))


def _excess(of_level: Counter[str], level: str, most: int) -> float:
    """By how much a level would be beyond its share with one item more; below zero it is wanted still."""
    return of_level[level] + 1 - _SHARES[LEVELS["ABC".index(level)]] * most


def _uncertainty(belief: Belief | None) -> float:
    """Entropy, nats; largest where nothing is known."""
    if belief is None:
        return log(4)
    return -sum(share * log(share) for share in belief.levels if share > 0)


def _level(item: AssessmentItem) -> Level:
    return LEVELS["ABC".index(item.group)]
