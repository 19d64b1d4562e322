from pathlib import Path

import pytest

from knowledge_graph import AuthoredFileError, KnowledgeGraph, UnknownPointError, load_graph
from knowledge_graph.ability import ability_group, ability_rank
from tests.knowledge_graph.toy import made, point, theme, toy


def test_prerequisites_and_dependants_are_two_sides_of_one_edge(graph: KnowledgeGraph):
    for dependant in graph:
        for needed in graph.prerequisites(dependant.id):
            assert dependant.id in graph.dependants(needed)


def test_depth_grows_the_reach_and_never_includes_the_point(graph: KnowledgeGraph):
    deepest = max(graph, key=lambda p: len(graph.prerequisites(p.id, depth=9)))
    reach = [set(graph.prerequisites(deepest.id, depth)) for depth in (1, 2, 3)]
    assert reach[0] < reach[1] <= reach[2]
    assert deepest.id not in reach[2]


def test_a_point_is_found_by_alias_whatever_its_width_and_brackets(graph: KnowledgeGraph):
    for known in list(graph)[:200]:
        for name in (known.name, *known.aliases):
            assert known in graph.find_points(f" {name} ")


def test_a_neighbourhood_reaches_over_edges_of_both_kinds_and_into_the_unit():
    graph = made({"a": "", "b": "a", "c": "b", "d": "", "e": ""}, related=(("d", "a"),), units="de")
    around = graph.neighbourhood("toy.j.one.a", radius=1)
    assert around == {"toy.j.one.b": 1, "toy.j.two.d": 1}
    assert graph.neighbourhood("toy.j.one.a", radius=2)["toy.j.one.c"] == 2
    assert graph.neighbourhood("toy.j.two.e") == {"toy.j.two.d": 2}


def test_suggestions_come_closest_first(graph: KnowledgeGraph):
    found = graph.suggest_points("平方根", "数学")
    assert found[0].name == "平方根"
    assert all(point.subject == "数学" for point in found)
    assert len(graph.suggest_points("的", most=7)) == 7
    by_unit = graph.suggest_points("一元二次方程", "数学", most=200)
    assert {p.id for p in graph.unit_points("math.j.quadratic-equation")} <= {p.id for p in by_unit}


def test_an_unknown_id_suggests_similar_ones(graph: KnowledgeGraph):
    real = next(iter(graph)).id
    with pytest.raises(UnknownPointError, match="did you mean") as caught:
        graph.get_point(real + "s")
    assert real in caught.value.suggestions


def test_the_compiled_cache_gives_the_same_graph_and_follows_edits(tmp_path: Path):
    (tmp_path / "curriculum").mkdir()
    folder = toy(tmp_path / "curriculum", theme(point("one", [])))
    cache = tmp_path / "cache"
    first, second = load_graph(folder, cache), load_graph(folder, cache)
    assert list(first) == list(second)
    path = folder / "toy" / "00-theme.yaml"
    path.write_text(path.read_text() + point("two", ["one"]))
    assert len(load_graph(folder, cache)) == 2


@pytest.mark.parametrize(
    "damage", [b"", b"\xff\xfe", b"{", b"[]", b"{}", b'{"subjects": [], "units": {"u": 1}, "points": []}']
)
def test_a_damaged_compiled_cache_is_compiled_again(tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes):
    (tmp_path / "curriculum").mkdir()
    folder = toy(tmp_path / "curriculum", theme(point("one", [])))
    cache = tmp_path / "cache"
    first = load_graph(folder, cache)
    (compiled,) = cache.iterdir()
    sound = compiled.read_bytes()
    compiled.write_bytes(damage)
    assert list(load_graph(folder, cache)) == list(first)
    assert "unreadable" in caplog.text
    assert compiled.read_bytes() == sound


@pytest.mark.parametrize(
    ("text", "found_at", "message"),
    [
        ("theme: [", "", "not valid YAML"),
        (theme(point("one", [], more="aliases: 3")), "aliases: 3", "valid tuple"),
        (theme(point("Big", [])), 'id: "Big"', "pattern"),
        (theme(point("one", []) + point("two", []).replace("two", "one")), 'id: "one"', "duplicate id"),
        (theme(point("one", [], more="colour: red")), "colour:", "Extra inputs"),
        ("", "", "is empty"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, text: str, found_at: str, message: str):
    with pytest.raises(AuthoredFileError, match=message) as caught:
        load_graph(toy(tmp_path, text))
    fault = caught.value.faults[0]
    assert fault.file.name == "00-theme.yaml"
    if found_at:
        numbers = [n for n, line in enumerate(text.splitlines(), start=1) if found_at in line]
        assert fault.line == numbers[-1]


def test_all_faults_are_reported_at_once(tmp_path: Path):
    with pytest.raises(AuthoredFileError) as caught:
        load_graph(toy(tmp_path, "theme: [", "stage: 小学"))
    assert {fault.file.name for fault in caught.value.faults} == {"00-theme.yaml", "01-theme.yaml"}


def test_ability_levels_are_ordered_and_grouped():
    assert [ability_rank(code) for code in ("A1", "B1", "C3")] == [0, 3, 8]
    assert ability_group("B2") == "应用实践"
    with pytest.raises(ValueError, match="unknown ability level"):
        ability_rank("D1")
