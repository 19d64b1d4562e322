"""Variety: of items that teach the same thing at the same level, each further one counts less.

Which one is first, the weights set by hand say, whoever ranks. So variety is a feature like any other: a log has it,
and a ranker may learn what it is worth.
"""

from collections import Counter
from collections.abc import Sequence

from recommender.features import Features
from recommender.items import AnswerItem, Item, MicroCourseItem
from recommender.ranker import HAND_SET

__all__ = ["add_variety"]


def add_variety(rows: Sequence[tuple[Item, Features]]) -> list[tuple[Item, Features]]:
    """The same candidates with `variety`: 0 for the first of its kind, −½ for the second, −⅔ for the third …"""
    if not rows:
        return []
    worth = HAND_SET[rows[0][0].kind].score([features for _, features in rows])
    best_first = sorted(range(len(rows)), key=lambda place: (-worth[place], rows[place][0].id))
    before: Counter[tuple[object, ...]] = Counter()
    variety = {}
    for place in best_first:
        kind = _kind_of(rows[place][0])
        before[kind] += 1
        variety[place] = 1 / before[kind] - 1
    return [(item, features | {"variety": variety[place]}) for place, (item, features) in enumerate(rows)]


def _kind_of(item: Item) -> tuple[object, ...]:
    """What an item teaches: its points, or its topic, at its level; a teacher is one of a kind."""
    if isinstance(item, MicroCourseItem):
        return frozenset(item.points), item.topic, item.levels
    if isinstance(item, AnswerItem):
        return frozenset(item.points), item.topic, item.level
    return (item.id,)
