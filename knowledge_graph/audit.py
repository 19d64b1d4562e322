"""Finds what is wrong with a curriculum as a graph; an empty list means it is sound."""

from collections.abc import Iterator
from itertools import islice

import networkx as nx

from knowledge_graph.graph import KnowledgeGraph, normalise_name
from knowledge_graph.schema import KnowledgePoint
from knowledge_graph.templated import find_templated

__all__ = ["audit_graph"]

_MIN_ASKS = 2
_MIN_TEXT = 8  # characters below which a descriptor says nothing
_MAX_CYCLES = 10


def audit_graph(graph: KnowledgeGraph, subject: str | None = None) -> list[str]:
    """All faults of the graph, or of one subject's points (by name), each a line that begins with a point's id.

    Missing or empty fields, unknown ids, prerequisites taught later without being marked, cycles, transitive
    edges given as direct ones, orphans, colliding names, shared phrasings, templated texts.
    """
    points = [point for point in graph if subject in (None, point.subject)]
    ids = {point.id for point in points}
    faults = [fault for point in points for check in _POINT_CHECKS for fault in check(graph, point)]
    faults += [fault for fault in _graph_faults(graph) if fault.split(maxsplit=1)[0].rstrip(":") in ids]
    faults += [
        f"{one}: {text!r} is templated, compare {other}: {other_text!r}"
        for one, text, other, other_text in find_templated(points)
    ]
    return faults


def _missing_fields(graph: KnowledgeGraph, point: KnowledgePoint) -> Iterator[str]:
    if len(point.asks) < _MIN_ASKS:
        yield f"{point.id}: has {len(point.asks)} colloquial phrasings (asks), at least {_MIN_ASKS} are needed"
    if not point.core_concept:
        yield f"{point.id}: has no core_concept"
    elif point.core_concept not in graph.subjects[point.subject].core_concepts:
        yield f"{point.id}: core_concept {point.core_concept!r} is not in the subject's core_concepts"
    if not point.misconceptions:
        yield f"{point.id}: has no misconception"
    for level in "ABC":
        if level not in point.can_do:
            yield f"{point.id}: can_do says nothing for {level}"
    if point.stage == "高中" and not point.needs:
        yield f"{point.id}: has no prerequisite; a 高中 point builds on something learnt before"


def _empty_texts(graph: KnowledgeGraph, point: KnowledgePoint) -> Iterator[str]:
    texts = [point.definition, *point.can_do.values()]
    texts += [text for idea in point.misconceptions for text in (idea.belief, idea.repair)]
    for text in texts:
        if len(text) < _MIN_TEXT:
            yield f"{point.id}: {text!r} is too short to say anything"
    if len(set(texts)) < len(texts):
        yield f"{point.id}: says the same in two fields"
    for ask in point.asks:
        if normalise_name(point.name) in normalise_name(ask):
            yield f"{point.id}: the colloquial phrasing {ask!r} contains the point's own name"


def _wrong_edges(graph: KnowledgeGraph, point: KnowledgePoint) -> Iterator[str]:
    for other_id in (*point.needs, *point.related):
        if other_id == point.id:
            yield f"{point.id}: names itself as prerequisite or related point"
        elif other_id not in graph:
            yield f"{point.id}: names {other_id}, which does not exist"
    for other_id in point.related:
        if other_id in point.needs or (other_id in graph and point.id in graph.get_point(other_id).needs):
            yield f"{point.id}: is related to {other_id}, which is joined to it as a prerequisite already"
        elif other_id in graph and other_id > point.id and point.id in graph.get_point(other_id).related:
            yield f"{point.id}: is related to {other_id}, which says so too; one side is enough"


def _wrong_times(graph: KnowledgeGraph, point: KnowledgePoint) -> Iterator[str]:
    for needed_id in point.prerequisites:
        if needed_id in graph and _is_later(graph.get_point(needed_id), point):
            yield f"{point.id}: needs {needed_id}, which is taught later (or mark it in later_prerequisites)"
    for needed_id in point.later_prerequisites:
        if needed_id in graph and not _is_later(graph.get_point(needed_id), point):
            yield f"{point.id}: marks {needed_id} as taught later, which it is not"


def _is_later(needed: KnowledgePoint, point: KnowledgePoint) -> bool:
    if needed.subject == point.subject:
        return needed.teaching_order > point.teaching_order
    return needed.teaching_order[:2] > point.teaching_order[:2]


def _orphans(graph: KnowledgeGraph, point: KnowledgePoint) -> Iterator[str]:
    if not graph.is_joined(point.id):
        yield f"{point.id}: is an orphan, joined to no other point"


_POINT_CHECKS = (_missing_fields, _empty_texts, _wrong_edges, _wrong_times, _orphans)


def _graph_faults(graph: KnowledgeGraph) -> Iterator[str]:
    cycles = list(islice(nx.simple_cycles(graph.network), _MAX_CYCLES))
    yield from (f"{cycle[0]}: stands on a cycle of prerequisites: {' → '.join(cycle)}" for cycle in cycles)
    if not cycles:
        yield from _transitive_edges(graph)
    yield from _colliding_names(graph)
    yield from _shared_asks(graph)


def _transitive_edges(graph: KnowledgeGraph) -> Iterator[str]:
    reduced = nx.transitive_reduction(graph.network)
    for source, target in graph.network.edges:
        if not reduced.has_edge(source, target):
            yield f"{target}: lists {source} as direct prerequisite, but needs it already through another one"


def _colliding_names(graph: KnowledgeGraph) -> Iterator[str]:
    seen: dict[tuple[str, str], str] = {}
    for point in graph:
        for name in {normalise_name(name) for name in (point.name, *point.aliases)}:
            other = seen.setdefault((point.subject, name), point.id)
            if other != point.id:
                yield f"{point.id}: shares the name {name!r} with {other}"


def _shared_asks(graph: KnowledgeGraph) -> Iterator[str]:
    seen: dict[str, str] = {}
    for point in graph:
        for ask in point.asks:
            other = seen.setdefault(normalise_name(ask).rstrip("?。"), point.id)
            if other != point.id:
                yield f"{point.id}: shares the colloquial phrasing {ask!r} with {other}"
