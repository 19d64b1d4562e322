"""One more piece of evidence is taken in within the bar of a millisecond, on any machine worth the name."""

from eval.mastery_speed import evaluate_mastery_speed
from knowledge_graph import KnowledgeGraph


def test_an_update_is_fast(graph: KnowledgeGraph):
    found = evaluate_mastery_speed(graph, updates=300)
    assert found["n"] == 300
    assert 0 < found["update"]["p50"] < 1
    assert found["update"]["p50"] <= found["update_and_neighbours"]["p50"]
