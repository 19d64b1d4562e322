"""What the dialogue can put before a student without asking anybody: the graph and the items."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge_graph import KnowledgeGraph
from recommender.assessment.calibration import NOT_ASKED, ItemCounts, ItemResponse, calibrate
from recommender.assessment.families import family_of
from recommender.assessment.items import AssessmentItem
from recommender.mastery import Level

__all__ = ["Shelf"]


@dataclass(frozen=True)
class Shelf:
    """Items by what they test.

    Attributes:
        counts: What answers have taught of items, by family.
    """

    graph: KnowledgeGraph
    by_point: dict[str, tuple[AssessmentItem, ...]] = field(repr=False)
    by_id: dict[str, AssessmentItem] = field(repr=False)
    counts: Mapping[str, ItemCounts] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, graph: KnowledgeGraph, items: Iterable[AssessmentItem]) -> "Shelf":
        """From all items there are."""
        by_point: dict[str, list[AssessmentItem]] = {}
        by_id = {}
        for item in items:
            by_point.setdefault(graph.current_id(item.point), []).append(item)
            by_id[item.id] = item
        return cls(graph, {point: tuple(rows) for point, rows in by_point.items()}, by_id)

    def with_counts(self, counts: Mapping[str, ItemCounts]) -> "Shelf":
        """The same items, with what answers have taught of them."""
        return replace(self, counts=counts)

    def response_of(self, item: AssessmentItem) -> ItemResponse:
        """How an item is answered, as far as is known."""
        return calibrate(item, self.counts.get(family_of(item.id), NOT_ASKED))

    def items_on(self, points: Iterable[str], used: Sequence[str] = (), seed: str = "") -> list[AssessmentItem]:
        """Items on some points that were not asked yet, those of a point in an order drawn by lot.

        Students beside each other are thus asked different items, and no item wears out (randomesque exposure control;
        Kingsbury & Zara 1989).

        Args:
            points: Ids, in the order wanted.
            used: Ids of items asked already.
            seed: Of the lot.
        """
        asked = set(used)
        return [
            item for point in points
            for item in sorted(self.by_point.get(point, ()), key=lambda item: _lot(seed, item.id))
            if item.id not in asked
        ]  # fmt: skip

    def new_items_on(self, points: Iterable[str], used: Sequence[str], seed: str = "") -> list[AssessmentItem]:
        """Like `items_on`, without items that differ from one that was asked in their numbers alone."""
        families = {family_of(item) for item in used}
        return [item for item in self.items_on(points, used, seed) if family_of(item.id) not in families]

    def check_items(
        self, point: str, level: Level, used: Sequence[str], seed: str = "", missed: Sequence[str] = ()
    ) -> list[AssessmentItem]:
        """What shows whether a point is mastered at a level: items on it there, else below, else those missed before.

        Those that were never asked in any numbers come first. Of other points' items only those missed say something.
        """
        own = self.items_on([point], used, seed)
        again = [self.by_id[item] for item in missed if item in self.by_id]
        found = (
            [item for item in own if item.group == level]
            or [item for item in own if item.group < level]
            or [item for item in again if self.graph.current_id(item.point) == point]
            or again  # on what builds on it: that is where the student failed
        )
        families = {family_of(item) for item in used}
        return sorted(found, key=lambda item: family_of(item.id) in families)


def _lot(seed: str, item_id: str) -> bytes:
    return hashlib.blake2b(f"{seed}/{item_id}".encode(), digest_size=8).digest()
