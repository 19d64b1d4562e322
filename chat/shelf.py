"""What the dialogue can put before a student without asking anybody: the graph and the items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge_graph import KnowledgeGraph
from recommender.assessment.families import family_of
from recommender.assessment.items import AssessmentItem
from recommender.mastery import Level

__all__ = ["Shelf"]


@dataclass(frozen=True)
class Shelf:
    """Items by what they test."""

    graph: KnowledgeGraph
    by_point: dict[str, tuple[AssessmentItem, ...]] = field(repr=False)
    by_id: dict[str, AssessmentItem] = field(repr=False)

    @classmethod
    def of(cls, graph: KnowledgeGraph, items: Iterable[AssessmentItem]) -> "Shelf":
        """From all items there are."""
        by_point: dict[str, list[AssessmentItem]] = {}
        by_id = {}
        for item in items:
            by_point.setdefault(graph.current_id(item.point), []).append(item)
            by_id[item.id] = item
        return cls(graph, {point: tuple(rows) for point, rows in by_point.items()}, by_id)

    def items_on(self, points: Iterable[str], used: Sequence[str] = ()) -> list[AssessmentItem]:
        """Items on some points that were not asked yet."""
        asked = set(used)
        return [item for point in points for item in self.by_point.get(point, ()) if item.id not in asked]

    def new_items_on(self, points: Iterable[str], used: Sequence[str]) -> list[AssessmentItem]:
        """Like `items_on`, without items that differ from one that was asked in their numbers alone."""
        families = {family_of(item) for item in used}
        return [item for item in self.items_on(points, used) if family_of(item.id) not in families]

    def check_items(self, point: str, level: Level, used: Sequence[str]) -> list[AssessmentItem]:
        """What shows whether a point is mastered at a level: items on it there, else below, else of its unit there.

        Those that were never asked in any numbers come first.
        """
        own = self.items_on([point], used)
        unit = [one.id for one in self.graph.unit_points(self.graph.get_point(point).unit.id) if one.id != point]
        found = (
            [item for item in own if item.group == level]
            or [item for item in own if item.group < level]
            or [item for item in self.items_on(unit, used) if item.group == level]
        )
        families = {family_of(item) for item in used}
        return sorted(found, key=lambda item: family_of(item.id) in families)
