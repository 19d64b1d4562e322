"""`shuangshi eval understanding`: all tasks on the standard rows, one task on any file, and what is refused."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from eval.corpus import AUTHORED, Corpus, LabelledText
from eval.near_duplicates import group_near_duplicates
from intent.authored_rows import read_sample_questions
from knowledge_graph import KnowledgeGraph
from shuangshi.cli import app
from shuangshi.engine import Engine

FILE = [
    {"question": "解不等式组 2x-1>3 且 x+2<7", "subject": "math", "points": "一元一次不等式组"},
    {"question": "浮力的大小与哪些因素有关", "subject": "物理", "points": ["浮力"]},
    {"question": "商鞅变法的主要内容", "subject": "历史", "points": "商鞅变法"},
] * 10


@pytest.fixture(scope="module")
def corpus(graph: KnowledgeGraph) -> Corpus:
    rows = list(read_sample_questions())[::40]
    texts = [
        LabelledText(q.text, AUTHORED, str(i), "question", graph.get_point(q.point).subject,
                     graph.get_point(q.point).stage, (q.point,), q.level, q.difficulty)
        for i, q in enumerate(rows)
    ]  # fmt: skip
    return Corpus(texts, group_near_duplicates([text.plain for text in texts]))


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine, corpus: Corpus) -> None:
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path))
    monkeypatch.delenv("SHUANGSHI_DATA_DIR", raising=False)
    monkeypatch.setattr("shuangshi.cli.set_up_logging", lambda *_: None)
    monkeypatch.setattr("shuangshi.models.open_corpus", lambda *_: corpus)
    monkeypatch.setattr("shuangshi.models.open_query_encoder", lambda *_: None)
    monkeypatch.setattr("shuangshi.engine.build_profiler", lambda *_: engine.flow.profiler)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["eval", "understanding", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in FILE), encoding="utf-8")
    return path


@pytest.mark.parametrize(("task", "label", "figure"), [("subject", "subject", "accuracy"), ("points", "points", "r@5")])
def test_one_task_on_any_file(file: Path, tmp_path: Path, task: str, label: str, figure: str):
    done = run("--task", task, "--data", file, "--text-field", "question", "--label-field", label, "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["task"] == task
    assert report["n"] == len(FILE)
    assert set(report["metrics"][figure]) == {"value", "lo", "hi"}
    assert report["metrics"][figure]["value"] > 0.6
    assert set(report["baselines"]) >= {"zero_shot"}
    assert (tmp_path / "reports" / "worst.html").is_file()


def test_a_task_on_the_standard_rows(corpus: Corpus):
    done = run("--task", "difficulty", "--n", "50", "--json")
    assert done.exit_code == 0, done.output
    (evaluation,) = json.loads(done.stdout)["evaluations"]
    assert evaluation["source"] == AUTHORED
    assert 0 < evaluation["n"] <= 50


def test_bad_rows_are_named_and_may_be_skipped(file: Path):
    file.write_text(file.read_text(encoding="utf-8") + '\n{"question": "x"}\n', encoding="utf-8")
    asked = ("--task", "subject", "--data", file, "--text-field", "question", "--label-field", "subject")
    refused = run(*asked)
    assert refused.exit_code == 2
    assert f"rows.jsonl:{len(FILE) + 1}" in refused.stderr.replace("\n", "")
    passed = run(*asked, "--skip-bad", "--json")
    assert passed.exit_code == 0, passed.output
    assert json.loads(passed.stdout)["n"] == len(FILE)
    assert "1 bad rows skipped" in passed.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--data", "rows.jsonl"], "--data needs --task"), (["--task", "mood"], "no such task"),
        (["--task", "subject", "--data", "none.jsonl"], "no such file"),
        (["--task", "points", "--label-set", "ours", "--data", "none.jsonl"], "graph, or for the task points one of"),
        (["--task", "subject", "--label-set", "baidu_hs", "--data", "none.jsonl"], "for the task points"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_said(arguments: list[str], said: str):
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


def test_labels_without_a_head_are_refused_with_a_remedy(file: Path):
    done = run("--task", "points", "--label-set", "baidu_hs", "--data", file, "--text-field", "question",
               "--label-field", "points")  # fmt: skip
    assert done.exit_code == 2
    assert "shuangshi train points --label-set baidu_hs" in " ".join(done.stderr.split())
