"""The knowledge graph: points as nodes, an edge from each prerequisite to what needs it."""

import heapq
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

import networkx as nx

from knowledge_graph.schema import KnowledgePoint, Subject

__all__ = ["KnowledgeGraph", "UnknownPointError", "normalise_name"]


class UnknownPointError(KeyError):
    """No knowledge point has this id."""

    def __init__(self, point_id: str, suggestions: list[str]):
        self.point_id = point_id
        self.suggestions = suggestions
        super().__init__(point_id)

    def __str__(self) -> str:
        hint = f"; did you mean {', '.join(self.suggestions)}?" if self.suggestions else ""
        return f"unknown knowledge point {self.point_id!r}{hint}"


def normalise_name(name: str) -> str:
    """Folds width, case, spaces and brackets, so that names compare as a reader would compare them."""
    folded = unicodedata.normalize("NFKC", name).lower()
    return re.sub(r"[\s·•\-—_()（）《》〈〉“”\"'、，,]", "", folded)


class KnowledgeGraph:
    """Knowledge points with their prerequisites and relations.

    Edges of `network` run prerequisite → dependant, those of `relations` join related points. Edges that would
    close a cycle or name an unknown id are the audit's business; the loader refuses neither, so that the audit can
    report them together.

    Attributes:
        subjects: By name.
        content_hash: Of the authored files.
        moved: Former ids of points → the ids that stand for them now.
    """

    def __init__(
        self,
        subjects: Iterable[Subject],
        points: Iterable[KnowledgePoint],
        content_hash: str = "",
        moved: Mapping[str, str] | None = None,
    ):
        self.subjects: dict[str, Subject] = {subject.name: subject for subject in subjects}
        self._points: dict[str, KnowledgePoint] = {point.id: point for point in points}
        self.content_hash = content_hash
        self.moved = dict(moved or {})
        self.network: nx.DiGraph[str] = nx.DiGraph()
        self.network.add_nodes_from(self._points)
        self.network.add_edges_from(
            (needed, point.id) for point in self._points.values() for needed in point.needs if needed in self._points
        )
        self.relations: nx.Graph[str] = nx.Graph()
        self.relations.add_nodes_from(self._points)
        self.relations.add_edges_from(
            (point.id, other) for point in self._points.values() for other in point.related if other in self._points
        )
        self._by_unit: dict[str, list[KnowledgePoint]] = {}
        self._by_name: dict[str, list[str]] = {}
        for point in self._points.values():
            self._by_unit.setdefault(point.unit.id, []).append(point)
            for name in (point.name, *point.aliases):
                self._by_name.setdefault(normalise_name(name), []).append(point.id)

    def __len__(self) -> int:
        return len(self._points)

    def __iter__(self) -> Iterator[KnowledgePoint]:
        return iter(self._points.values())

    def __contains__(self, point_id: object) -> bool:
        return isinstance(point_id, str) and self.current_id(point_id) in self._points

    def current_id(self, point_id: str) -> str:
        """The id that stands for a former one; any other id as it is."""
        return self.moved.get(point_id, point_id)

    def get_point(self, point_id: str) -> KnowledgePoint:
        """The point with this id, or the one that a former id stands for.

        Raises:
            UnknownPointError: With up to three similar ids.
        """
        try:
            return self._points[self.current_id(point_id)]
        except KeyError:
            tail = point_id.rsplit(".", 1)[-1]
            near = [known for known in self._points if tail and (tail in known or known.rsplit(".", 1)[-1] in tail)]
            raise UnknownPointError(point_id, near[:3]) from None

    def find_subject(self, name: str) -> Subject | None:
        """The subject with this name, code or alias."""
        for subject in self.subjects.values():
            if name in (subject.name, subject.code, *subject.aliases):
                return subject
        return None

    def find_points(self, name: str) -> list[KnowledgePoint]:
        """Points whose name or alias is `name` after folding width, case, spaces and brackets."""
        return [self._points[point_id] for point_id in self._by_name.get(normalise_name(name), [])]

    def suggest_points(self, query: str, subject: str | None = None, most: int = 20) -> list[KnowledgePoint]:
        """Points for what a reader has typed so far, closest first.

        A name or alias that equals the query comes before one that begins with it, one that contains it, and points of
        a unit whose name contains it; among equals 初中 comes first, then the shorter name. O(names).
        """
        wanted = normalise_name(query)
        ranks: dict[str, int] = {}
        for name, point_ids in self._by_name.items():
            if wanted in name:
                rank = 0 if name == wanted else 1 if name.startswith(wanted) else 2
                for point_id in point_ids:
                    ranks[point_id] = min(rank, ranks.get(point_id, rank))
        for points in self._by_unit.values():
            if wanted in normalise_name(points[0].unit.name):
                for point in points:
                    ranks.setdefault(point.id, 3)
        found = [self._points[point_id] for point_id in ranks]
        return heapq.nsmallest(
            most,
            (point for point in found if subject in (None, point.subject)),
            key=lambda p: (ranks[p.id], p.stage != "初中", len(p.name), p.subject, p.teaching_order),
        )

    def prerequisites(self, point_id: str, depth: int = 1) -> dict[str, int]:
        """What must be understood before, up to `depth` steps back: id → steps. O(edges visited)."""
        return self._reach(point_id, depth, self.network.predecessors)

    def dependants(self, point_id: str, depth: int = 1) -> dict[str, int]:
        """What opens once the point is understood, up to `depth` steps on: id → steps."""
        return self._reach(point_id, depth, self.network.successors)

    def neighbourhood(self, point_id: str, radius: int = 2) -> dict[str, int]:
        """Points within `radius` steps over edges of any kind, or in the same unit (distance 2): id → distance."""
        point = self.get_point(point_id)
        distances = self._reach(point.id, radius, self.neighbours)
        if radius >= 2:
            for sibling in self.unit_points(point.unit.id):
                if sibling.id != point.id:
                    distances.setdefault(sibling.id, 2)
        return distances

    def neighbours(self, point_id: str) -> Iterator[str]:
        """Points joined by an edge of any kind; one joined by two kinds comes twice."""
        yield from self.network.predecessors(point_id)
        yield from self.network.successors(point_id)
        yield from self.relations.neighbors(point_id)

    def is_joined(self, point_id: str) -> bool:
        """Whether any edge joins the point to another one."""
        return bool(self.network.degree(point_id) or self.relations.degree(point_id))

    def unit_points(self, unit_id: str) -> list[KnowledgePoint]:
        """Points of a unit in teaching order; empty for an unknown unit."""
        return list(self._by_unit.get(unit_id, ()))

    def points_of(self, subject: str, stage: str | None = None) -> list[KnowledgePoint]:
        """Points of a subject (by name), and stage where given, in teaching order."""
        chosen = [p for p in self._points.values() if p.subject == subject and stage in (None, p.stage)]
        return sorted(chosen, key=lambda point: point.teaching_order)

    def _reach(self, point_id: str, depth: int, step: Callable[[str], Iterator[str]]) -> dict[str, int]:
        start = self.get_point(point_id).id
        found: dict[str, int] = {}
        front = [start]
        for distance in range(1, depth + 1):
            reached = (other for node in front for other in step(node))
            front = [other for other in dict.fromkeys(reached) if other != start and other not in found]
            found.update(dict.fromkeys(front, distance))
        return found
