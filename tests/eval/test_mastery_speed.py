"""How long an update of mastery takes is measured, and taking in the neighbours is counted on top."""

from eval.mastery_speed import evaluate_mastery_speed
from knowledge_graph import KnowledgeGraph


def test_both_ways_are_timed(graph: KnowledgeGraph):
    found = evaluate_mastery_speed(graph, updates=300)
    assert found["n"] == 300
    assert 0 < found["update"]["p50"] <= found["update"]["p95"]
    assert found["update"]["p50"] <= found["update_and_neighbours"]["p50"]
