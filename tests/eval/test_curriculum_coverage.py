import csv
import gzip
import json
from pathlib import Path

import pytest

from eval import alignments
from eval.alignments import read_alignment
from eval.curriculum_coverage import (
    find_by_label,
    measure_coverage,
    measure_prerequisites,
    write_details,
)
from knowledge_graph import KnowledgeGraph

WITH_SENIOR = {"baidu_hs", "physics_kp"}
CONCEPTS = ["有理数的加法", "（有理数的）加法", "甲乙丙丁", "数轴", "相反数", "绝对值"]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small catalogue in the public sets' form, with a table that links one of its labels."""
    folder = tmp_path / "data" / "kg"
    folder.mkdir(parents=True)
    nodes = [{"type": "Concept", "stage": "初中", "subject": "数学", "name": name} for name in CONCEPTS]
    nodes += [{"type": "Concept", "stage": "小学", "subject": "数学", "name": "竖式"},
              {"type": "Section", "stage": "初中", "subject": "数学", "name": "第一节"}]  # fmt: skip
    pairs = [("数轴", "相反数"), ("相反数", "数轴"), ("甲乙丙丁", "相反数"), ("相反数", "绝对值")]
    edges = [{"type": "prerequisites_for", "subject": "数学", "source": f"数学|{a}", "target": f"数学|{b}"}
             for a, b in pairs]  # fmt: skip
    for name, rows in (("k12_kgraph_nodes", nodes), ("k12_kgraph_edges", edges)):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    tree = [("1", "", "政治"), ("2", "1", "第一课 不存在的一课"), ("3", "", "数学"), ("4", "3", "1.3 有理数的加法")]
    with (folder / "junior_high_textbook_tree_9subjects.jsonl").open("w", encoding="utf-8") as file:
        for number, parent, name in tree:
            subject = "政治" if number < "3" else "数学"
            file.write(json.dumps({"id": number, "parent_id": parent, "name": name, "subject": subject}) + "\n")
    tables = tmp_path / "alignments" / "k12_kgraph"
    tables.mkdir(parents=True)
    (tables / "math.csv").write_text(
        "label,points\n（有理数的）加法,math.j.rational-operations.rational-addition\n甲乙丙丁,\n", encoding="utf-8"
    )
    monkeypatch.setattr(alignments, "ALIGNMENTS", tmp_path / "alignments")
    return tmp_path / "data"


def test_exact_and_table_shares_are_told_apart(world: Path, graph: KnowledgeGraph):
    coverage = measure_coverage(graph, world)
    math = coverage["k12_kgraph"]["数学"]
    assert math.unmatched == ["甲乙丙丁"]
    assert math.shares()["covered"] == pytest.approx(5 / 6, abs=1e-3)
    assert math.total == len(CONCEPTS)
    assert coverage["textbook_tree"]["数学"].exact == ["1.3 有理数的加法"]
    assert coverage["textbook_tree"]["道德与法治"].unmatched == ["第一课 不存在的一课"]


def test_prerequisites_are_compared_on_the_points_both_have(world: Path, graph: KnowledgeGraph, tmp_path: Path):
    found = measure_prerequisites(graph, world)["数学"]
    assert found["theirs"] == 3
    assert found["against"] == 1
    assert found["recall"] == pytest.approx(2 / 3, abs=1e-3)
    assert found["precision"] == 1
    (reversed_edge,) = found["missing"]
    assert reversed_edge["labels"] == ("相反数", "数轴")
    write_details(measure_coverage(graph, world), {"数学": found}, tmp_path / "details")
    assert (tmp_path / "details" / "k12_kgraph-数学.txt").read_text(encoding="utf-8") == "甲乙丙丁\n"
    with (tmp_path / "details" / "prerequisites-数学.csv").open(encoding="utf-8") as file:
        assert [row["kind"] for row in csv.DictReader(file)] == ["reversed"]


def test_without_the_sets_nothing_is_measured(tmp_path: Path, graph: KnowledgeGraph):
    assert measure_coverage(graph, tmp_path) == measure_prerequisites(graph, None) == {}


def test_a_table_that_names_an_unknown_point_is_refused_with_its_line(world: Path, graph: KnowledgeGraph):
    path = alignments.ALIGNMENTS / "k12_kgraph" / "math.csv"
    path.write_text("label,points\n好,math.j.none\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"math\.csv:2: no point has the id math\.j\.none"):
        read_alignment(graph, "k12_kgraph", "数学")


@pytest.mark.parametrize(
    "path", sorted(alignments.ALIGNMENTS.glob("*/*.csv")), ids=lambda p: f"{p.parent.name}-{p.stem}"
)
def test_shipped_tables_name_points_that_exist_and_no_label_twice(path: Path, graph: KnowledgeGraph):
    subject = next(s.name for s in graph.subjects.values() if s.code == path.stem)
    table = read_alignment(graph, path.parent.name, subject)
    rows = path.read_text(encoding="utf-8").splitlines()
    assert len(rows) - 1 == len(table)
    stages = path.stem if path.parent.name in WITH_SENIOR else f"{path.stem}.j"
    assert all(p.startswith(f"{stages}.") for points in table.values() for p in points)


@pytest.mark.parametrize("label", ["第三节 数轴", "1.2.2 数轴", "2 数轴", "课题3 数轴", "数轴"])
def test_numbering_does_not_hide_a_lesson(graph: KnowledgeGraph, label: str):
    assert find_by_label(graph, "数学", label) == find_by_label(graph, "数学", "数轴") != []
