"""`shuangshi graph`, run as a user runs it."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from knowledge_graph import KnowledgeGraph, load_graph
from tests.shuangshi.test_commands import run

EXAMPLE = Path(__file__).parent.parent.parent / "docs" / "examples" / "curriculum-pack"


@pytest.fixture(scope="module", autouse=True)
def _prepared(settings) -> None:
    """The commands share the run's home."""


def test_a_subject_is_exported_and_comes_back_as_a_curriculum(tmp_path: Path, graph: KnowledgeGraph):
    out = run("graph", "export", "--subject", "化学", "--format", "csv", "--out", str(tmp_path / "csv"))
    assert out.returncode == 0, out.stderr
    assert out.stdout == ""
    with (tmp_path / "csv" / "nodes.csv").open(encoding="utf-8", newline="") as file:
        assert {row["subject"] for row in csv.DictReader(file)} == {"化学"}
    back = run("graph", "import", str(tmp_path / "csv"), "--out", str(tmp_path / "curriculum"))
    assert back.returncode == 0, back.stderr
    assert len(load_graph(tmp_path / "curriculum")) == len(graph.points_of("化学"))
    again = run("graph", "import", str(tmp_path / "csv"), "--out", str(tmp_path / "curriculum"))
    assert (again.returncode, "holds a curriculum already" in again.stderr) == (2, True)


def test_a_path_leaves_out_what_is_known():
    whole = json.loads(run("graph", "path", "一元二次方程根的判别式", "--json").stdout)["steps"]
    part = run("graph", "path", whole[-1]["id"], "--known", whole[-2]["id"], "--json")
    assert len(json.loads(part.stdout)["steps"]) < len(whole)
    assert run("graph", "path", whole[-1]["id"], "--known", whole[-1]["id"]).stdout == "已经掌握。\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("graph", "export", "--format", "xlsx", "--out", "x"), "one of csv, graphml, jsonld"),
        (("graph", "export", "--subject", "体育", "--out", "x"), "unknown subject '体育'"),
        (("graph", "import", "nowhere", "--out", "x"), "cannot be read"),
        (("graph", "audit", "--subject", "体育"), "unknown subject '体育'"),
        (("graph", "path", "math.j.nothing"), "unknown knowledge point"),
    ],
)  # fmt: skip
def test_bad_usage_is_one_clear_line(arguments: tuple[str, ...], says: str):
    done = run(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pack_takes_part_everywhere_and_a_faulty_one_is_named(tmp_path: Path):
    home = str(tmp_path / "home")
    shown = run("graph", "show", "冒泡排序", "--json", SHUANGSHI_CURRICULUM_PACKS=str(EXAMPLE), SHUANGSHI_HOME=home)
    assert json.loads(shown.stdout)["subject"] == "信息科技"
    pack = shutil.copytree(EXAMPLE, tmp_path / "pack")
    text = (pack / "it" / "01-algorithms.yaml").read_text(encoding="utf-8")
    (pack / "it" / "01-algorithms.yaml").write_text(text.replace("can_do:", "can:"), encoding="utf-8")
    broken = run("graph", "stats", SHUANGSHI_CURRICULUM_PACKS=str(pack), SHUANGSHI_HOME=home)
    assert broken.returncode == 2
    assert "01-algorithms.yaml" in broken.stderr
    missing = run("graph", "stats", SHUANGSHI_CURRICULUM_PACKS="/nowhere", SHUANGSHI_HOME=home)
    assert (missing.returncode, "/nowhere is not a folder" in missing.stderr) == (2, True)


def test_the_audit_measures_on_public_catalogues_where_they_are(tmp_path: Path):
    done = run("graph", "audit", "--subject", "物理", SHUANGSHI_DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stdout
    assert "`kg` is not there" in done.stderr
