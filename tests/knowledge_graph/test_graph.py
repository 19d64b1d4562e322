import json
from pathlib import Path

import pytest

from knowledge_graph import AuthoredFileError, KnowledgeGraph, UnknownPointError, audit_graph, load_graph
from knowledge_graph.ability import ability_group, ability_rank

NINE = {"语文", "数学", "英语", "物理", "化学", "生物", "历史", "地理", "道德与法治"}

SUBJECT = "code: toy\nname: 玩具\nlevels: {A1: a, A2: a, A3: a, B1: b, B2: b, B3: b, C1: c, C2: c, C3: c}\n"


def theme(points: str, grade: int = 7) -> str:
    head = f"theme: 主题\nstage: 初中\nunits:\n  - id: unit\n    name: 单元\n    grade: {grade}\n"
    return head + f"    term: 1\n    points:\n{points}"


def point(slug: str, needs: list[str], name: str | None = None) -> str:
    return (
        f"      - id: {slug}\n        name: {name or slug}\n        definition: 定义\n        asks: [怎么做, 为什么]\n"
        f"        prerequisites: {json.dumps([f'toy.j.unit.{n}' for n in needs])}\n"
    )


def toy(tmp_path: Path, *files: str, subject: str = SUBJECT) -> Path:
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "subject.yaml").write_text(subject, encoding="utf-8")
    for i, text in enumerate(files):
        (folder / f"{i:02}-theme.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_authored_curriculum_is_sound_and_covers_nine_subjects(graph: KnowledgeGraph):
    assert audit_graph(graph) == []
    assert set(graph.subjects) == NINE
    for name in NINE:
        points = graph.points_of(name, "初中")
        assert len(points) >= 40
        assert all(len(p.asks) >= 2 and p.definition and p.unit.theme for p in points)


def test_prerequisites_and_dependants_are_two_sides_of_one_edge(graph: KnowledgeGraph):
    for point in graph:
        for needed in graph.prerequisites(point.id):
            assert point.id in graph.dependants(needed)


def test_depth_grows_the_reach_and_never_includes_the_point(graph: KnowledgeGraph):
    deepest = max(graph, key=lambda p: len(graph.prerequisites(p.id, depth=9)))
    reach = [set(graph.prerequisites(deepest.id, depth)) for depth in (1, 2, 3)]
    assert reach[0] < reach[1] <= reach[2]
    assert deepest.id not in reach[2]


def test_a_point_is_found_by_alias_whatever_its_width_and_brackets(graph: KnowledgeGraph):
    for point in list(graph)[:200]:
        for name in (point.name, *point.aliases):
            assert point in graph.find_points(f" {name} ")


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
        (theme(point("one", [])).replace("asks: [怎么做, 为什么]", "asks: [一个]"), "asks:", "at least 2"),
        (theme(point("Big", [])), "id: Big", "pattern"),
        (theme(point("one", []) + point("two", []).replace("two", "one")), "id: one", "duplicate id"),
        (theme(point("one", []) + "        colour: red\n"), "colour:", "Extra inputs"),
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


def test_the_audit_finds_each_kind_of_fault(tmp_path: Path):
    points = (
        point("a", ["b"]) + point("b", ["a"]) + point("c", ["nowhere"]) + point("d", ["d"])
        + point("e", [], name="same") + point("f", [], name="same")
    )  # fmt: skip
    faults = "\n".join(audit_graph(load_graph(toy(tmp_path, theme(points)))))
    for expected in ("cycle", "does not exist", "itself", "share the name"):
        assert expected in faults


def test_the_audit_finds_transitive_and_late_prerequisites(tmp_path: Path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    transitive = point("a", []) + point("b", ["a"]) + point("c", ["a", "b"])
    assert any("already through" in f for f in audit_graph(load_graph(toy(tmp_path / "one", theme(transitive)))))
    early = theme(point("a", ["b"])).replace("id: unit", "id: early").replace("toy.j.unit.b", "toy.j.unit.b")
    late = theme(point("b", []), grade=9)
    assert any("taught later" in f for f in audit_graph(load_graph(toy(tmp_path / "two", early, late))))


def test_ability_levels_are_ordered_and_grouped():
    assert [ability_rank(code) for code in ("A1", "B1", "C3")] == [0, 3, 8]
    assert ability_group("B2") == "应用实践"
    with pytest.raises(ValueError, match="unknown ability level"):
        ability_rank("D1")
