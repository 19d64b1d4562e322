import csv
import json
import re
from pathlib import Path

import networkx as nx
import pytest

from knowledge_graph import KnowledgeGraph, load_graph
from knowledge_graph.exchange import FORMATS, ExchangeError, export_graph, import_graph
from knowledge_graph.exchange.formats import Format
from knowledge_graph.exchange.tables import EdgeRow, MovedRow, NodeRow, SubjectRow
from knowledge_graph.writer import write_curriculum
from tests.knowledge_graph.toy import point, theme, toy

NODE_COLUMNS = [
    "id", "name", "subject", "stage", "theme", "unit", "grade", "term", "definition", "aliases", "asks", "core_concept",
    "can_do_a", "can_do_b", "can_do_c", "misconceptions", "repairs", "unit_order", "order",
]  # fmt: skip


def same(one: KnowledgeGraph, other: KnowledgeGraph) -> bool:
    return (list(one), one.subjects, one.moved) == (list(other), other.subjects, other.moved)


@pytest.fixture
def small(tmp_path: Path) -> KnowledgeGraph:
    awkward = 'aliases: ["a=b, \\"c\\"", "x<y & z>w", "=1+1"]\n        related: [toy.j.unit.one]'
    folder = toy(tmp_path, theme(point("one", []) + point("two", []) + point("three", ["one", "two"])),
                 theme(point("four", ["toy.j.unit.three"], unit="far", more=awkward), unit="far"))  # fmt: skip
    (folder / "toy" / "moved.yaml").write_text(
        "- {old: toy.j.unit.zero, new: toy.j.unit.one, since: '2026.11'}\n", encoding="utf-8"
    )
    return load_graph(folder)


@pytest.mark.parametrize("form", FORMATS)
def test_a_round_trip_is_exact(tmp_path: Path, graph: KnowledgeGraph, small: KnowledgeGraph, form: Format):
    for name, whole in (("small", small), ("all", graph)):
        export_graph(whole, form, tmp_path / name)
        assert same(import_graph(form, tmp_path / name), whole)


@pytest.mark.parametrize("form", FORMATS)
def test_one_subject_stands_alone(tmp_path: Path, graph: KnowledgeGraph, form: Format):
    export_graph(graph, form, tmp_path / "math", subject="数学")
    back = import_graph(form, tmp_path / "math")
    assert [p.id for p in back] == [p.id for p in graph if p.subject == "数学"]
    assert set(back.network.edges) == {
        (a, b) for a, b in graph.network.edges if a.startswith("math.") and b.startswith("math.")
    }


def test_an_imported_graph_can_be_written_as_a_curriculum(tmp_path: Path, graph: KnowledgeGraph):
    export_graph(graph, "csv", tmp_path / "csv")
    write_curriculum(import_graph("csv", tmp_path / "csv"), tmp_path / "curriculum")
    assert same(load_graph(tmp_path / "curriculum"), graph)
    with pytest.raises(FileExistsError, match="holds a curriculum"):
        write_curriculum(graph, tmp_path / "curriculum")


def test_the_tables_have_the_documented_columns_and_survive_a_spreadsheet(tmp_path: Path, small: KnowledgeGraph):
    export_graph(small, "csv", tmp_path)
    with (tmp_path / "nodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == NODE_COLUMNS
    with (tmp_path / "edges.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file)) == {
            "source": "toy.j.unit.one", "target": "toy.j.unit.three", "type": "prerequisite",
        }  # fmt: skip
    nodes = tmp_path / "nodes.csv"
    nodes.write_bytes(b"\xef\xbb\xbf" + nodes.read_bytes())
    assert same(import_graph("csv", tmp_path), small)


def test_every_column_is_documented():
    documented = (Path(__file__).parent.parent.parent / "docs" / "graph-format.md").read_text(encoding="utf-8")
    for model in (NodeRow, EdgeRow, SubjectRow, MovedRow):
        assert set(model.model_fields) <= set(re.findall(r"\w+", documented))


def test_other_tools_can_read_graphml_and_json_ld(tmp_path: Path, small: KnowledgeGraph):
    (path,) = export_graph(small, "graphml", tmp_path / "x.graphml")
    network = nx.read_graphml(path)
    assert network.nodes["toy.j.unit.one"]["name"] == "one"
    assert network.edges["toy.j.unit.one", "toy.j.unit.three"]["type"] == "prerequisite"
    (path,) = export_graph(small, "jsonld", tmp_path / "x.jsonld")
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["@context"]["name"] == "skos:prefLabel"
    assert document["@graph"][2]["prerequisite"] == ["toy.j.unit.one", "toy.j.unit.two"]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("nodes.csv", "definition,", "meaning,", r"nodes\.csv: has no column definition"),
        ("nodes.csv", ",初中,", ",小学,", r"nodes\.csv, row 1: stage"),
        ("nodes.csv", "toy.j.unit.two", "toy.j.unit.one", "comes twice"),
        ("nodes.csv", "玩具", "别的", "no subject is called '别的'"),
        ("nodes.csv", "单元", "别的单元", "differs from the unit"),
        ("edges.csv", "prerequisite", "friend", r"edges\.csv, row 1: type"),
        ("edges.csv", "toy.j.unit.one", "toy.j.unit.nil", "not among the nodes"),
        ("subjects.csv", "play=", "play", "written as key=name"),
    ],
)
def test_a_faulty_table_is_refused_with_its_place(
    tmp_path: Path, small: KnowledgeGraph, file: str, old: str, new: str, message: str
):
    export_graph(small, "csv", tmp_path / "out")
    edit(tmp_path / "out" / file, old, new)
    with pytest.raises(ExchangeError, match=message):
        import_graph("csv", tmp_path / "out")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00", b"[]", b"<a>", b'{"@graph": [1], "subjects": []}'])
def test_what_is_no_graph_is_refused(tmp_path: Path, form: Format, content: bytes | None):
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ExchangeError, match="file"):
        import_graph(form, path)
