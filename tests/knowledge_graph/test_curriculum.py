"""The curriculum that comes with the project, as a whole."""

import pytest

from knowledge_graph import KnowledgeGraph, audit_graph

LEAVES = {
    "数学": 260, "物理": 160, "化学": 130, "生物": 170, "历史": 250, "地理": 170, "道德与法治": 180, "语文": 200,
    "英语": 220,
}  # fmt: skip
SENIOR_LEAVES = 60
SCIENCES = {"数学", "物理", "化学"}


def test_it_passes_its_own_audit(graph: KnowledgeGraph):
    assert audit_graph(graph) == []


def test_it_has_the_nine_subjects_and_no_other(graph: KnowledgeGraph):
    assert set(graph.subjects) == set(LEAVES)


@pytest.mark.parametrize("subject", LEAVES)
def test_a_subject_is_whole(graph: KnowledgeGraph, subject: str):
    points = graph.points_of(subject, "初中")
    assert len(points) >= LEAVES[subject]
    assert len(graph.points_of(subject, "高中")) >= SENIOR_LEAVES
    assert {p.grade for p in points} <= {7, 8, 9}
    assert sum(len(p.needs) for p in points) >= (1.2 if subject in SCIENCES else 0.7) * len(points)


@pytest.mark.parametrize("subject", LEAVES)
def test_core_concepts_are_few_and_all_used(graph: KnowledgeGraph, subject: str):
    concepts = graph.subjects[subject].core_concepts
    assert 6 <= len(concepts) <= 16
    assert {p.core_concept for p in graph.points_of(subject)} == set(concepts)


def test_senior_points_lead_back_to_junior_ones(graph: KnowledgeGraph):
    for point in graph:
        if point.stage == "高中":
            assert any(graph.get_point(p).stage == "初中" for p in graph.prerequisites(point.id, depth=40)), point.id
