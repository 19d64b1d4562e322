"""What a student's evidence says of points nearby."""

from datetime import UTC, datetime

import pytest

from knowledge_graph import KnowledgeGraph
from recommender.mastery_spread import infer_beliefs
from tests.evidence import answered

NOW = datetime(2026, 3, 2, 19, tzinfo=UTC)


def chain(graph: KnowledgeGraph) -> tuple[str, str, str, str]:
    """Four points, each a prerequisite of the next, that are joined in no shorter way."""
    for first in graph:
        for second in graph.dependants(first.id):
            for third in set(graph.dependants(second)) - set(graph.dependants(first.id)):
                for fourth in set(graph.dependants(third)) - set(graph.dependants(first.id, 2)):
                    return first.id, second, third, fourth
    raise AssertionError("no chain")


def reach(graph: KnowledgeGraph, evidence: dict, point: str) -> float:
    return infer_beliefs(evidence, graph, [point], NOW)[point].reaches("B")


def test_it_thins_out_with_distance_and_ends(graph: KnowledgeGraph):
    first, second, third, fourth = chain(graph)
    for mastery in (answered(3, at=NOW), answered(0, 3, at=NOW)):
        found = [abs(reach(graph, {first: mastery}, point) - 0.5) for point in (first, second, third, fourth)]
        assert found == sorted(found, reverse=True)
        assert found[0] > found[1] > found[2] > 0.01
        assert found[3] == pytest.approx(0)


def test_it_goes_both_ways(graph: KnowledgeGraph):
    first, second, *_ = chain(graph)
    assert reach(graph, {second: answered(2, at=NOW)}, first) > 0.6
    assert reach(graph, {second: answered(0, 2, at=NOW)}, first) < 0.4


def test_many_neighbours_together_stay_bounded(graph: KnowledgeGraph):
    crowded = max(graph, key=lambda point: len(graph.prerequisites(point.id, 2)) + len(graph.dependants(point.id, 2)))
    near = graph.prerequisites(crowded.id, 2) | graph.dependants(crowded.id, 2)
    assert len(near) > 20
    assert reach(graph, {point: answered(9, at=NOW) for point in near}, crowded.id) < 0.76
    one_wrong = {point: answered(9, at=NOW) for point in near} | {crowded.id: answered(0, 3, at=NOW)}
    assert reach(graph, one_wrong, crowded.id) < 0.1
