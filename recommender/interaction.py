"""What a student did with an item, and the order in which they came to their items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

__all__ = ["History", "Interaction", "item_histories"]

History = Sequence[tuple[str, float]]
"""Items of one student with the strength of the interest shown (above 0; 1 is a full one), oldest first."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """One sign of interest.

    Attributes:
        student: Pseudonym.
        strength: Above 0; 1 for an item done in full, less for one that was only opened.

    Raises:
        ValueError: The strength is not above 0.
    """

    student: str
    item: str
    at: datetime
    strength: float = 1.0

    def __post_init__(self) -> None:
        if not self.strength > 0:
            raise ValueError(f"strength {self.strength} of item {self.item!r}: it must be above 0")


def item_histories(interactions: Iterable[Interaction]) -> dict[str, History]:
    """Each student's items, by when they were first met, each with its greatest strength.

    The result does not depend on the order of the interactions; of two at one moment the item's name decides.
    """
    ordered = sorted(interactions, key=lambda i: (i.student, i.at, i.item))
    histories: dict[str, History] = {}
    for student, rows in groupby(ordered, key=attrgetter("student")):
        strengths: dict[str, float] = {}
        for row in rows:
            strengths[row.item] = max(row.strength, strengths.get(row.item, 0.0))
        histories[student] = list(strengths.items())
    return histories
