"""Times loading the graph and every query a tutor asks of it, beside what plain networkx calls take for the same."""

import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import networkx as nx

from eval.report import milliseconds, percentiles
from knowledge_graph import KnowledgeGraph, audit_graph, load_graph
from knowledge_graph.learning_paths import (
    MASTERED,
    distance,
    explain_path,
    find_frontier,
    find_root_causes,
    find_teaching_path,
    nearest_common_unit,
)
from models.tracking import Track, untracked

__all__ = ["evaluate_graph"]

_LOADS = 5


def evaluate_graph(cache: Path, packs: Sequence[Path], n: int, seed: int, track: Track = untracked) -> dict[str, Any]:
    """Milliseconds of `n` queries of each kind for random points and students, and of the plain calls beside them.

    A simulated student has mastered a random half of what is taught before a random grade. The plain call answers
    the same question with networkx alone, without skipping what need not be looked at.

    Args:
        cache: Folder of the compiled graph.
        packs: Of the region.
        n: Queries of each kind.
        seed: Of points and students.
        track: Shows progress.
    """
    graph = load_graph(cache=cache, packs=packs)
    loads = [milliseconds(lambda: load_graph(cache=cache, packs=packs)) for _ in range(_LOADS)]
    authored = milliseconds(lambda: load_graph(packs=packs))
    audit = milliseconds(lambda: audit_graph(graph))
    rng = random.Random(seed)
    ids = [point.id for point in graph]
    report: dict[str, Any] = {
        "points": len(graph), "edges": graph.network.number_of_edges(), "n": n, "seed": seed,
        "load_ms": {"compiled": percentiles(loads), "authored": percentiles([authored])},
        "audit_ms": percentiles([audit]), "queries": {},
    }  # fmt: skip
    for name, (ours, plain) in _queries(graph).items():
        cases = [(rng.choice(ids), rng.choice(ids), _student(graph, rng)) for _ in range(n)]
        report["queries"][name] = {
            "ours_ms": _times(track(cases, f"{name}", n), ours), "plain_ms": _times(cases, plain),
        }  # fmt: skip
    return report


Case = tuple[str, str, dict[str, float]]
Query = Callable[[str, str, dict[str, float]], object]


def _queries(graph: KnowledgeGraph) -> dict[str, tuple[Query, Query]]:
    network = graph.network
    either_way = nx.compose(network.to_undirected(), graph.relations)

    def plain_path(goal: str, _other: str, mastery: dict[str, float]) -> object:
        needed = nx.ancestors(network, goal) | {goal}
        todo = network.subgraph(p for p in needed if mastery.get(p, 0) < MASTERED)
        return list(nx.topological_sort(todo))

    def plain_frontier(_point: str, _other: str, mastery: dict[str, float]) -> object:
        return [p for p in network if all(mastery.get(n, 0) >= MASTERED for n in network.predecessors(p))]

    def plain_causes(point: str, _other: str, mastery: dict[str, float]) -> object:
        steps = nx.single_source_shortest_path_length(network.reverse(copy=False), point, 6)
        return sorted(steps, key=lambda p: (mastery.get(p, 0.5), steps[p]))[:5]

    def plain_distance(one: str, other: str, _mastery: dict[str, float]) -> object:
        return nx.shortest_path_length(either_way, one, other) if nx.has_path(either_way, one, other) else None

    def some_path(one: str, _other: str, _mastery: dict[str, float]) -> list[str]:
        return [one, *graph.dependants(one, 3)]

    return {
        "prerequisites to depth 5": (
            lambda one, _o, _m: graph.prerequisites(one, 5),
            lambda one, _o, _m: nx.single_source_shortest_path_length(network.reverse(copy=False), one, 5),
        ),
        "frontier": (lambda _p, _o, mastery: find_frontier(graph, mastery, graph), plain_frontier),
        "teaching path": (lambda goal, _o, mastery: find_teaching_path(graph, goal, mastery), plain_path),
        "root causes": (lambda point, _o, mastery: find_root_causes(graph, point, mastery), plain_causes),
        "nearest common unit": (
            lambda one, other, _m: nearest_common_unit(graph, one, other),
            lambda one, other, _m: graph.get_point(one).unit == graph.get_point(other).unit,
        ),
        "distance": (lambda one, other, _m: distance(graph, one, other), plain_distance),
        "neighbourhood": (
            lambda one, _o, _m: graph.neighbourhood(one),
            lambda one, _o, _m: nx.single_source_shortest_path_length(either_way, one, 2),
        ),
        "explained path": (
            lambda one, other, mastery: explain_path(graph, some_path(one, other, mastery)), some_path,
        ),
    }  # fmt: skip


def _student(graph: KnowledgeGraph, rng: random.Random) -> dict[str, float]:
    grade = rng.randint(7, 12)
    return {point.id: rng.uniform(MASTERED, 1) for point in graph if point.grade < grade and rng.random() < 0.5}


def _times(cases: Iterable[Case], query: Query) -> dict[str, float]:
    times = [milliseconds(lambda case=case: query(*case)) for case in cases]  # type: ignore[misc]  # a default binds it
    return percentiles(times) | {"mean": round(fmean(times), 3), "max": round(max(times), 3)}
