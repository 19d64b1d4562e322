"""What students' behaviour says of items: what follows what, what goes together, what those around take up, and how
often an item has been shown at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from recommender.ease import fit_ease
from recommender.interaction import Interaction
from recommender.item_item import ItemItemModel
from recommender.popularity import Popularity
from recommender.sequential_rules import fit_sequential_rules

__all__ = ["Behaviour", "learn_behaviour"]


@dataclass(frozen=True)
class Behaviour:
    """Learned from the log; before there is one, every part is silent.

    Attributes:
        follows: What students take up after what.
        together: What the same students take up.
        popularity: What is taken up in class, school, district and everywhere.
        shown: How often an item was shown, by id.
    """

    follows: ItemItemModel
    together: ItemItemModel
    popularity: Popularity
    shown: Mapping[str, int]


def learn_behaviour(
    interactions: Iterable[Interaction], groups: Mapping[str, Sequence[str]], shown: Mapping[str, int], now: datetime
) -> Behaviour:
    """Learns all parts.

    Args:
        interactions: Of students whose data may teach models.
        groups: By student, the widest first; as `Popularity` takes them.
        shown: How often each item was shown.
        now: When popularity holds.
    """
    known = list(interactions)
    return Behaviour(fit_sequential_rules(known), fit_ease(known), Popularity(known, groups, now), shown)
