"""Finds what is wrong with a curriculum as a graph; an empty list means it is sound."""

from collections.abc import Iterator

import networkx as nx

from knowledge_graph.graph import KnowledgeGraph, normalise_name
from knowledge_graph.schema import KnowledgePoint

__all__ = ["audit_graph"]


def audit_graph(graph: KnowledgeGraph) -> list[str]:
    """All faults: unknown prerequisites, cycles, transitive edges, late prerequisites, colliding names."""
    faults = [fault for point in graph for fault in _point_faults(graph, point)]
    faults += [f"cycle of prerequisites: {' → '.join(cycle)}" for cycle in nx.simple_cycles(graph.network)]
    if not faults:
        faults += list(_transitive_edges(graph))
    faults += list(_colliding_names(graph))
    return faults


def _point_faults(graph: KnowledgeGraph, point: KnowledgePoint) -> Iterator[str]:
    for needed in point.prerequisites:
        if needed == point.id:
            yield f"{point.id} names itself as prerequisite"
        elif needed not in graph:
            yield f"{point.id} needs {needed}, which does not exist"
        elif graph.get_point(needed).teaching_order[:2] > point.teaching_order[:2]:
            yield f"{point.id} (grade {point.grade}) needs {needed}, which is taught later"
    for ask in point.asks:
        if normalise_name(point.name) in normalise_name(ask):
            yield f"{point.id}: the colloquial phrasing {ask!r} contains the point's own name"


def _transitive_edges(graph: KnowledgeGraph) -> Iterator[str]:
    reduced = nx.transitive_reduction(graph.network)
    for source, target in graph.network.edges:
        if not reduced.has_edge(source, target):
            yield f"{target} lists {source} as direct prerequisite, but needs it already through another one"


def _colliding_names(graph: KnowledgeGraph) -> Iterator[str]:
    seen: dict[tuple[str, str, str], str] = {}
    for point in graph:
        for name in {normalise_name(name) for name in (point.name, *point.aliases)}:
            other = seen.setdefault((point.subject, point.stage, name), point.id)
            if other != point.id:
                yield f"{point.id} and {other} share the name {name!r}"
