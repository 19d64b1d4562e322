"""Questions a tutor asks of the graph: what is ready to be learnt, by which way, and where a failure comes from.

All of them are pure: they take the graph and what is known of a student's mastery, and return values. V and E are
the points and prerequisite edges that a query can reach, a small part of the graph for most points.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from knowledge_graph.graph import KnowledgeGraph
from knowledge_graph.schema import KnowledgePoint

__all__ = [
    "MASTERED", "Group", "RootCause", "distance", "explain_path", "find_frontier", "find_root_causes",
    "find_teaching_path", "nearest_common_unit",
]  # fmt: skip

MASTERED = 0.8
"""Mastery from which a point is taken as learnt."""

_UNKNOWN = 0.5  # mastery of a point without evidence
_FADING = 0.7  # how much less likely a cause is with every step it lies further back
_SAME_UNIT, _SAME_THEME = 2, 4  # steps between points that only their place in the curriculum joins


@dataclass(frozen=True)
class RootCause:
    """A prerequisite that may be why a student fails at a point.

    Attributes:
        point_id: The prerequisite.
        steps: How many prerequisite edges it lies back.
        mastery: Known mastery, 0–1; None without evidence.
        score: How likely it is the cause beside the others, 0–1, not a probability.
    """

    point_id: str
    steps: int
    mastery: float | None
    score: float


@dataclass(frozen=True)
class Group:
    """A part of the curriculum's tree: `kind` unit, theme or subject, with its id (units) or name."""

    kind: Literal["unit", "theme", "subject"]
    id: str
    name: str


def find_frontier(
    graph: KnowledgeGraph, mastery: Mapping[str, float], points: Iterable[KnowledgePoint], mastered: float = MASTERED
) -> list[KnowledgePoint]:
    """Those of `points` the student is ready to learn: not mastered, but every direct prerequisite is.

    Args:
        graph: The graph.
        mastery: Point id → mastery, 0–1; a missing point has no evidence and does not count as mastered.
        points: Where to look, such as a subject's points up to the student's grade.
        mastered: Mastery from which a point counts as learnt.

    Complexity:
        O(P + E) over the given points and the edges into them, and their sorting.
    """
    known = {point_id for point_id, probability in mastery.items() if probability >= mastered}
    needed = graph.network.pred
    ready = [point for point in points if point.id not in known and known.issuperset(needed[point.id])]
    return sorted(ready, key=lambda point: (point.subject, point.teaching_order))


def find_teaching_path(
    graph: KnowledgeGraph, goal_id: str, mastery: Mapping[str, float], mastered: float = MASTERED
) -> list[KnowledgePoint]:
    """What to learn to reach a goal, in an order in which every point comes after its prerequisites.

    What is mastered is left out together with what lies behind it, so that no shorter list would do: every
    prerequisite is needed. Among points that could come next the one taught first comes first. Ends with the goal,
    or is empty where the goal is mastered.

    Complexity:
        O(E + V log V).

    Raises:
        UnknownPointError: No point has this id.
    """
    goal = graph.get_point(goal_id)
    missing = _not_mastered(graph, goal.id, mastery, mastered)
    waiting = {p: sum(needed in missing for needed in graph.network.predecessors(p)) for p in missing}
    ready = [_teaching_key(graph, p) for p, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    path: list[KnowledgePoint] = []
    while ready:
        point_id = heapq.heappop(ready)[-1]
        path.append(graph.get_point(point_id))
        for dependant in graph.network.successors(point_id):
            if dependant in missing:
                waiting[dependant] -= 1
                if waiting[dependant] == 0:
                    heapq.heappush(ready, _teaching_key(graph, dependant))
    return path


def _not_mastered(graph: KnowledgeGraph, goal_id: str, mastery: Mapping[str, float], mastered: float) -> set[str]:
    missing: set[str] = set()
    stack = [goal_id]
    while stack:
        point_id = stack.pop()
        if point_id not in missing and mastery.get(point_id, 0.0) < mastered:
            missing.add(point_id)
            stack.extend(graph.network.predecessors(point_id))
    return missing


def _teaching_key(graph: KnowledgeGraph, point_id: str) -> tuple[int, int, str, int, int, str]:
    grade, term, unit, order = (point := graph.get_point(point_id)).teaching_order
    return grade, term, point.subject, unit, order, point_id


def find_root_causes(
    graph: KnowledgeGraph, point_id: str, mastery: Mapping[str, float], count: int = 5, depth: int = 6
) -> list[RootCause]:
    """Prerequisites, however far back, that best explain a failure at a point: weak ones first, near ones first.

    The score is (1 - mastery) · 0.7^(steps - 1), halved where something weaker lies directly before the point, for
    then the trouble is likely there. A point that is mastered explains nothing and hides what lies behind it.

    Complexity:
        O(V + E) within `depth` steps.

    Raises:
        UnknownPointError: No point has this id.
    """
    start = graph.get_point(point_id).id
    causes: list[RootCause] = []
    steps = {start: 0}
    front = [start]
    for distance_back in range(1, depth + 1):
        following: list[str] = []
        for dependant in front:
            for needed in graph.network.predecessors(dependant):
                if needed not in steps and mastery.get(needed, _UNKNOWN) < MASTERED:
                    steps[needed] = distance_back
                    following.append(needed)
        front = following
    for needed, distance_back in steps.items():
        if distance_back:
            known = mastery.get(needed)
            weakness = 1 - (_UNKNOWN if known is None else known)
            behind = [1 - mastery.get(p, _UNKNOWN) for p in graph.network.predecessors(needed)]
            share = 0.5 if max(behind, default=0.0) > weakness else 1.0
            causes.append(RootCause(needed, distance_back, known, share * weakness * _FADING ** (distance_back - 1)))
    return heapq.nsmallest(count, causes, key=lambda cause: (-cause.score, cause.steps, cause.point_id))


def nearest_common_unit(graph: KnowledgeGraph, one_id: str, other_id: str) -> Group | None:
    """The smallest part of the curriculum that holds both points: their unit, theme or subject; None across subjects.

    Complexity:
        O(1).

    Raises:
        UnknownPointError: No point has one of these ids.
    """
    one, other = graph.get_point(one_id), graph.get_point(other_id)
    if one.unit.id == other.unit.id:
        return Group("unit", one.unit.id, one.unit.name)
    if one.subject != other.subject:
        return None
    if (one.stage, one.unit.theme) == (other.stage, other.unit.theme):
        return Group("theme", one.unit.theme, one.unit.theme)
    return Group("subject", graph.subjects[one.subject].code, one.subject)


def distance(graph: KnowledgeGraph, one_id: str, other_id: str, cutoff: int = 6) -> int | None:
    """Steps between two points for ranking, None beyond `cutoff`.

    An edge, of prerequisite or relation, in either direction, is a step; points of one unit are at most 2 steps
    apart, points of one theme at most 4.

    Complexity:
        O(V + E) within half of `cutoff` around either point (search from both ends).

    Raises:
        UnknownPointError: No point has one of these ids.
    """
    one, other = graph.get_point(one_id), graph.get_point(other_id)
    limit = cutoff
    group = nearest_common_unit(graph, one.id, other.id)
    by_place = {"unit": _SAME_UNIT, "theme": _SAME_THEME}.get(group.kind) if group else None
    if by_place is not None:
        limit = min(limit, by_place - 1)
    steps = _meet(graph, one.id, other.id, limit)
    if steps is not None:
        return steps
    return by_place if by_place is not None and by_place <= cutoff else None


def _meet(graph: KnowledgeGraph, one_id: str, other_id: str, limit: int) -> int | None:
    """Length of the shortest way over edges, by breadth-first search from both ends; None above `limit`."""
    if one_id == other_id:
        return 0
    sides: list[dict[str, int]] = [{one_id: 0}, {other_id: 0}]
    fronts = [[one_id], [other_id]]
    for steps in range(1, limit + 1):
        side = 0 if len(fronts[0]) <= len(fronts[1]) else 1
        seen, opposite = sides[side], sides[1 - side]
        following: list[str] = []
        for point_id in fronts[side]:
            for neighbour in graph.neighbours(point_id):
                if neighbour in opposite:
                    return steps
                if neighbour not in seen:
                    seen[neighbour] = steps
                    following.append(neighbour)
        fronts[side] = following
    return None


def explain_path(graph: KnowledgeGraph, point_ids: Sequence[str]) -> list[str]:
    """Says in Chinese, in a clause for every point of a path, how it is joined to those before it.

    Complexity:
        O(length of the path).

    Raises:
        UnknownPointError: No point has one of these ids.
    """
    points = [graph.get_point(point_id) for point_id in point_ids]
    first = [f"从「{point.name}」（{_when(point)}）开始" for point in points[:1]]
    return first + [_explain_step(graph, one, other) for one, other in pairwise(points)]


def _explain_step(graph: KnowledgeGraph, one: KnowledgePoint, other: KnowledgePoint) -> str:
    if graph.network.has_edge(one.id, other.id):
        return f"会了「{one.name}」就能学「{other.name}」（{_when(other)}）"
    if graph.network.has_edge(other.id, one.id):
        return f"「{one.name}」要用到「{other.name}」（{_when(other)}）"
    if graph.relations.has_edge(one.id, other.id):
        return f"「{other.name}」和「{one.name}」放在一起看更清楚"
    needed = [graph.get_point(p).name for p in graph.network.predecessors(other.id)]
    if needed:
        return f"再学「{other.name}」（{_when(other)}），它以「{'」「'.join(needed)}」为前提"
    group = nearest_common_unit(graph, one.id, other.id)
    return f"再学「{other.name}」（{_when(other)}）" + (f"，同在「{group.name}」" if group else "")


def _when(point: KnowledgePoint) -> str:
    names = {7: "七年级", 8: "八年级", 9: "九年级", 10: "高一", 11: "高二", 12: "高三"}
    return f"{names[point.grade]}{'上' if point.unit.term == 1 else '下'}"
