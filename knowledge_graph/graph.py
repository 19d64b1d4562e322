"""The knowledge graph: points as nodes, an edge from each prerequisite to what needs it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

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
    """Knowledge points with their prerequisites.

    Edges run prerequisite → dependant. Edges that would close a cycle or name an unknown id are the
    audit's business; the loader refuses neither, so that the audit can report them together.
    """

    def __init__(self, subjects: Iterable[Subject], points: Iterable[KnowledgePoint], content_hash: str = ""):
        self.subjects: dict[str, Subject] = {subject.name: subject for subject in subjects}
        self._points: dict[str, KnowledgePoint] = {point.id: point for point in points}
        self.content_hash = content_hash
        self.network: nx.DiGraph[str] = nx.DiGraph()
        self.network.add_nodes_from(self._points)
        self.network.add_edges_from(
            (needed, point.id)
            for point in self._points.values()
            for needed in point.prerequisites
            if needed in self._points
        )
        self._by_name: dict[str, list[str]] = {}
        for point in self._points.values():
            for name in (point.name, *point.aliases):
                self._by_name.setdefault(normalise_name(name), []).append(point.id)

    def __len__(self) -> int:
        return len(self._points)

    def __iter__(self) -> Iterator[KnowledgePoint]:
        return iter(self._points.values())

    def __contains__(self, point_id: object) -> bool:
        return point_id in self._points

    def get_point(self, point_id: str) -> KnowledgePoint:
        """The point with this id.

        Raises:
            UnknownPointError: With up to three similar ids.
        """
        try:
            return self._points[point_id]
        except KeyError:
            tail = point_id.rsplit(".", 1)[-1]
            near = [known for known in self._points if tail and (tail in known or known.rsplit(".", 1)[-1] in tail)]
            raise UnknownPointError(point_id, near[:3]) from None

    def find_points(self, name: str) -> list[KnowledgePoint]:
        """Points whose name or alias is `name` after folding width, case, spaces and brackets."""
        return [self._points[point_id] for point_id in self._by_name.get(normalise_name(name), [])]

    def prerequisites(self, point_id: str, depth: int = 1) -> dict[str, int]:
        """What must be understood before, up to `depth` steps back: id → steps. O(edges visited)."""
        return self._reach(point_id, depth, self.network.predecessors)

    def dependants(self, point_id: str, depth: int = 1) -> dict[str, int]:
        """What opens once the point is understood, up to `depth` steps on: id → steps."""
        return self._reach(point_id, depth, self.network.successors)

    def neighbourhood(self, point_id: str, radius: int = 2) -> dict[str, int]:
        """Points within `radius` steps in either direction or in the same unit (distance 2): id → distance."""
        self.get_point(point_id)
        around = nx.single_source_shortest_path_length(self.network.to_undirected(as_view=True), point_id, radius)
        distances = {other: int(steps) for other, steps in around.items() if other != point_id}
        if radius >= 2:
            for sibling in self.unit_points(self._points[point_id].unit.id):
                if sibling.id != point_id:
                    distances.setdefault(sibling.id, 2)
        return distances

    def unit_points(self, unit_id: str) -> list[KnowledgePoint]:
        """Points of a unit in teaching order; empty for an unknown unit."""
        return [point for point in self._points.values() if point.unit.id == unit_id]

    def points_of(self, subject: str, stage: str | None = None) -> list[KnowledgePoint]:
        """Points of a subject (by name), and stage where given, in teaching order."""
        chosen = [p for p in self._points.values() if p.subject == subject and stage in (None, p.stage)]
        return sorted(chosen, key=lambda point: point.teaching_order)

    def _reach(self, point_id: str, depth: int, step: Callable[[str], Iterator[str]]) -> dict[str, int]:
        self.get_point(point_id)
        found: dict[str, int] = {}
        front = [point_id]
        for distance in range(1, depth + 1):
            front = [other for node in front for other in step(node) if other != point_id and other not in found]
            found.update(dict.fromkeys(front, distance))
        return found
