import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_graph import KnowledgeGraph, UnknownPointError
from knowledge_graph.learning_paths import (
    MASTERED,
    distance,
    explain_path,
    find_frontier,
    find_root_causes,
    find_teaching_path,
    nearest_common_unit,
)
from tests.knowledge_graph.toy import made

DIAMOND = made({"a": "", "b": "a", "c": "a", "d": "bc", "e": "d"})


def ids(letters: str, unit: str = "one") -> list[str]:
    return [f"toy.j.{unit}.{letter}" for letter in letters]


def letters(points: list) -> str:
    return "".join(p.name.lower() for p in points)


def known(letters: str, mastery: float = 0.9) -> dict[str, float]:
    return dict.fromkeys(ids(letters), mastery)


@st.composite
def graphs_and_mastery(draw: st.DrawFn) -> tuple[KnowledgeGraph, dict[str, float]]:
    names = "abcdefghij"[: draw(st.integers(1, 10))]
    edges = {name: "".join(n for n in names[:i] if draw(st.booleans())) for i, name in enumerate(names)}
    graph = made(edges)
    mastery = {p.id: draw(st.floats(0, 1)) for p in graph if draw(st.booleans())}
    return graph, mastery


def test_without_any_mastery_only_what_needs_nothing_is_ready():
    assert letters(find_frontier(DIAMOND, {}, DIAMOND)) == "a"


def test_the_frontier_moves_on_and_leaves_out_what_is_mastered():
    assert letters(find_frontier(DIAMOND, known("a"), DIAMOND)) == "bc"
    assert letters(find_frontier(DIAMOND, known("ab"), DIAMOND)) == "c"
    assert letters(find_frontier(DIAMOND, known("ab") | known("c", 0.5), DIAMOND)) == "c"


def test_a_path_skips_what_is_mastered_and_all_behind_it():
    assert letters(find_teaching_path(DIAMOND, ids("d")[0], {})) == "abcd"
    assert letters(find_teaching_path(DIAMOND, ids("d")[0], known("b"))) == "acd"
    assert letters(find_teaching_path(DIAMOND, ids("d")[0], known("bc"))) == "d"
    assert find_teaching_path(DIAMOND, ids("d")[0], known("d")) == []


@given(graphs_and_mastery())
def test_a_path_is_complete_minimal_and_in_order(case: tuple[KnowledgeGraph, dict[str, float]]):
    graph, mastery = case
    for goal in graph:
        path = [p.id for p in find_teaching_path(graph, goal.id, mastery)]
        mastered = {p for p, value in mastery.items() if value >= MASTERED}
        if goal.id in mastered:
            assert path == []
            continue
        assert path[-1] == goal.id
        assert len(set(path)) == len(path)
        assert not mastered & set(path)
        learnt = set(mastered)
        for step in path:
            assert set(graph.network.predecessors(step)) <= learnt
            learnt.add(step)
        for step in path[:-1]:  # every step leads on to the goal over steps: none could be left out
            assert nx.has_path(graph.network.subgraph(path), step, goal.id)


@given(graphs_and_mastery())
def test_the_frontier_is_what_a_path_may_begin_with(case: tuple[KnowledgeGraph, dict[str, float]]):
    graph, mastery = case
    ready = {p.id for p in find_frontier(graph, mastery, graph)}
    for goal in graph:
        path = find_teaching_path(graph, goal.id, mastery)
        assert not path or path[0].id in ready


def test_the_weakest_near_prerequisite_comes_first():
    causes = find_root_causes(DIAMOND, ids("d")[0], known("b", 0.1) | known("c", 0.7) | known("a", 0.6))
    assert [cause.point_id for cause in causes] == [*ids("b"), *ids("a"), *ids("c")]
    assert causes[0].mastery == 0.1
    assert causes[0].steps == 1


def test_trouble_further_back_outweighs_what_merely_rests_on_it():
    causes = find_root_causes(made({"a": "", "b": "a", "c": "b"}), ids("c")[0], known("a", 0.05) | known("b", 0.4))
    assert causes[0].point_id == ids("a")[0]


def test_what_is_mastered_explains_nothing_and_hides_what_lies_behind():
    assert find_root_causes(made({"a": "", "b": "a", "c": "b"}), ids("c")[0], known("b")) == []


def test_an_unknown_point_is_named():
    for query in (
        lambda: find_teaching_path(DIAMOND, "toy.j.one.z", {}),
        lambda: distance(DIAMOND, "toy.j.one.z", "x"),
    ):
        with pytest.raises(UnknownPointError, match=r"toy\.j\.one\.z"):
            query()


@given(graphs_and_mastery())
def test_distance_is_the_shortest_way_or_that_within_the_unit(case: tuple[KnowledgeGraph, dict[str, float]]):
    graph, _ = case
    either_way = nx.compose(graph.network.to_undirected(), graph.relations)
    for one in graph:
        for other in graph:
            try:
                shortest = nx.shortest_path_length(either_way, one.id, other.id)
            except nx.NetworkXNoPath:
                shortest = 99
            assert distance(graph, one.id, other.id) == min(shortest, 2)


def test_distance_over_edges_and_relations_and_not_at_all():
    graph = made({"a": "", "b": "", "c": "b", "d": "c", "e": "d"}, related=(("b", "a"),), units="bcde")
    a, e = "toy.j.one.a", "toy.j.two.e"
    assert distance(graph, a, "toy.j.two.b") == 1
    assert distance(graph, a, e) == 4
    assert distance(graph, e, a) == 4
    assert distance(graph, a, e, cutoff=3) is None
    assert distance(graph, a, a) == 0


def test_the_nearest_common_unit_is_a_unit_a_theme_a_subject_or_nothing(graph: KnowledgeGraph):
    by_unit = graph.points_of("数学", "初中")
    first = by_unit[0]
    same_unit = next(p for p in by_unit[1:] if p.unit.id == first.unit.id)
    same_theme = next(p for p in by_unit if p.unit.theme == first.unit.theme and p.unit.id != first.unit.id)
    elsewhere = next(p for p in by_unit if p.unit.theme != first.unit.theme)
    physics = graph.points_of("物理", "初中")[0]
    found = [nearest_common_unit(graph, first.id, p.id) for p in (same_unit, same_theme, elsewhere)]
    assert [(group.kind, group.name) for group in found if group] == [
        ("unit", first.unit.name), ("theme", first.unit.theme), ("subject", "数学"),
    ]  # fmt: skip
    assert nearest_common_unit(graph, first.id, physics.id) is None


def test_a_path_is_told_step_by_step():
    assert explain_path(DIAMOND, ids("abd")) == [
        "从「A」（七年级上）开始", "会了「A」就能学「B」（七年级上）", "会了「B」就能学「D」（七年级上）",
    ]  # fmt: skip
    assert explain_path(DIAMOND, ids("dc"))[1] == "「D」要用到「C」（七年级上）"
    assert explain_path(DIAMOND, ids("bc"))[1] == "再学「C」（七年级上），它以「A」为前提"
    assert explain_path(DIAMOND, []) == []
