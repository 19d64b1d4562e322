"""Measuring understanding on small sets written here, with the real encoder and the committed heads."""

import json
import math
from pathlib import Path

import pytest

from eval.jsonl_files import JsonlFileError
from eval.labelled_files import TASKS, Measurement, make_label_reader, read_labelled_file
from eval.standard_rows import SETS_FOLDER
from eval.understanding import Evaluator
from eval.worst_page import write_worst_page
from knowledge_graph import KnowledgeGraph
from models.plain_text import plain_text

QUESTIONS = {
    "数学": ["已知二次函数的图象经过原点，求它的解析式", "解不等式组并在数轴上表示解集", "求证：四边形是平行四边形",
            "化简分式并求值", "用配方法解一元二次方程", "若两个三角形相似，求对应边的比"],
    "历史": ["简述商鞅变法的主要内容和影响", "鸦片战争后签订的条约有哪些危害", "辛亥革命的历史意义是什么",
            "唐太宗时期出现了怎样的治世局面", "第一次世界大战爆发的原因", "新文化运动的代表人物有哪些"],
    "道德与法治": ["宪法规定公民的基本权利有哪些", "为什么要坚持依法治国", "我国的根本政治制度是什么",
              "怎样培育和践行社会主义核心价值观", "公民应当如何依法行使监督权", "人民代表大会制度的优越性"],
}  # fmt: skip
LEARNED = {
    "subject": [("抛物线的顶点坐标怎么求", "数学"), ("洋务运动的目的", "历史"), ("法律面前人人平等", "道德与法治")] * 3
}


@pytest.fixture(scope="module")
def evaluator(engine) -> Evaluator:
    return Evaluator(engine.flow.profiler, {}, LEARNED)


@pytest.fixture(scope="module")
def rows() -> list[Measurement]:
    return [
        Measurement(plain_text(text), subject, {"stage": "初中"})
        for subject, texts in QUESTIONS.items()
        for text in texts
    ]


def test_what_serves_stands_beside_every_baseline(evaluator: Evaluator, rows: list[Measurement]):
    found = evaluator.evaluate("subject", rows, source="here")
    assert set(found.baselines) == {"majority", "tfidf_svm", "zero_shot"}
    assert found.baselines["majority"]["accuracy"].value == pytest.approx(1 / 3)
    assert found.metrics["accuracy"].value > 0.8 > found.baselines["majority"]["accuracy"].hi
    for scores in (found.metrics, *found.baselines.values()):
        assert all(m.lo <= m.value <= m.hi for m in scores.values())
    assert found.n == len(rows)
    assert found.slices == {}, "a slice of fewer than twenty rows says nothing"
    assert evaluator.evaluate("subject", rows * 2).slices["stage=初中"]["n"] == 2 * len(rows)
    assert found.curve[-1]["coverage"] == 1
    assert len(found.worst) == round((1 - found.metrics["accuracy"].value) * len(rows))
    assert json.loads(json.dumps(found.as_dict()))["metrics"]["accuracy"]["value"] == round(
        found.metrics["accuracy"].value, 4
    )


def test_a_baseline_that_cannot_be_had_is_named(evaluator: Evaluator, rows: list[Measurement]):
    found = evaluator.evaluate("stage", [Measurement(row.text, "初中") for row in rows])
    assert "tfidf_svm" not in found.baselines
    assert any("tfidf_svm" in note for note in found.notes)


def test_points_are_ranked_with_and_without_their_subject(evaluator: Evaluator, graph: KnowledgeGraph):
    points = [point for point in graph if point.stage == "初中"][::150]
    rows = [Measurement(plain_text(point.asks[0]), (point.id,)) for point in points]
    found = evaluator.evaluate("points", rows)
    assert found.metrics["r@1"].value > 0.5
    assert found.metrics["r@1"].value <= found.metrics["r@3"].value <= found.metrics["r@5"].value
    assert found.metrics["r@1_subject_known"].value >= found.metrics["r@1"].value - 0.1
    assert set(found.baselines) == {"zero_shot", "tfidf"}


def test_levels_are_three_and_nine(evaluator: Evaluator, rows: list[Measurement]):
    nine = evaluator.evaluate("ability", [Measurement(row.text, "B1") for row in rows])
    assert {"accuracy", "accuracy_9", "macro_f1", "macro_f1_9", "ece"} <= set(nine.metrics)
    three = evaluator.evaluate("ability", [Measurement(row.text, "B") for row in rows])
    assert "accuracy_9" not in three.metrics
    assert three.metrics["accuracy"] == nine.metrics["accuracy"]


def test_distress_is_reported_as_recall_and_silence(evaluator: Evaluator):
    rows = [Measurement("我不想活了", "yes"), Measurement("活着真没意思，想从楼上跳下去", "yes"),
            Measurement("一次函数的图象怎么画", "no"), Measurement("笑死我了这道题", "no")]  # fmt: skip
    found = evaluator.evaluate("distress", rows)
    assert found.metrics["recall"].value == 1
    assert found.metrics["silence"].value == 1
    assert found.metrics["recall"].lo < 0.5, "two texts prove little"


def test_difficulty_is_ranked(evaluator: Evaluator, rows: list[Measurement]):
    found = evaluator.evaluate("difficulty", [Measurement(row.text, i / len(rows)) for i, row in enumerate(rows)])
    assert set(found.metrics) == {"spearman", "nearness"}
    assert math.isnan(found.baselines["majority"]["spearman"].value)


def test_labels_that_no_head_knows_are_refused_with_a_remedy(evaluator: Evaluator, rows: list[Measurement]):
    with pytest.raises(ValueError, match="shuangshi train points --label-set baidu_hs"):
        evaluator.evaluate("points", rows, "baidu_hs")


def test_the_page_of_errors_shows_text_guess_and_label_and_no_markup_of_theirs(
    evaluator: Evaluator, rows: list[Measurement], tmp_path: Path
):
    wrong = [Measurement("<script>alert(1)</script>抛物线的顶点坐标怎么求", "历史"), *rows]
    write_worst_page([evaluator.evaluate("subject", wrong)], tmp_path / "worst.html")
    page = (tmp_path / "worst.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
    assert "数学" in page


def write(path: Path, *rows: object) -> Path:
    path.write_text(
        "\n".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8"
    )
    return path


def test_a_file_is_read_with_its_own_field_names(tmp_path: Path, graph: KnowledgeGraph):
    path = write(
        tmp_path / "rows.jsonl",
        {"q": "求 $x^{2}$", "s": "政治", "stage": "高中", "condition": "blurred"},
        "",
        {"q": "编程题", "s": "信息技术"},
    )
    found = read_labelled_file(path, "q", "s", make_label_reader("subject", "graph", graph))
    assert [(row.text, row.label, row.slices) for row in found.rows] == [
        ("求 x^2", "道德与法治", {"stage": "高中", "condition": "blurred"}), ("编程题", "none", {}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{half", "not JSON"), ("[1]", "a JSON object"), ('{"text": "浮力"}', "no label; the row has text"),
        ('{"text": " ", "label": "物理"}', "blank"), ('{"label": "物理"}', "no text"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_file_and_line_and_may_be_skipped(
    tmp_path: Path, graph: KnowledgeGraph, line: str, fault: str
):
    path = write(tmp_path / "rows.jsonl", {"text": "浮力是什么", "label": "物理"}, line)
    reader = make_label_reader("subject", "graph", graph)
    with pytest.raises(JsonlFileError, match=rf"rows\.jsonl:2: .*{fault}.*--skip-bad"):
        read_labelled_file(path, "text", "label", reader)
    found = read_labelled_file(path, "text", "label", reader, skip_bad=True)
    assert len(found.rows) == 1
    assert fault in found.skipped[0]


@pytest.mark.parametrize(
    ("task", "given", "label"),
    [
        ("stage", "junior", "初中"), ("ability", "b2", "B2"), ("ability", "C", "C"), ("difficulty", "0.4", 0.4),
        ("intent", "homework_question/hint", "homework_question/hint"), ("intent", "other", "other"),
        ("distress", True, "yes"), ("subject", "math", "数学"), ("points", "浮力", None),
        ("points", "physics.j.buoyancy.archimedes", None),
    ],
)  # fmt: skip
def test_labels_come_in_the_ways_people_write_them(graph: KnowledgeGraph, task: str, given: object, label: object):
    found = make_label_reader(task, "graph", graph)(given)
    if label is not None:
        assert found == label
    else:
        assert found
        assert all(point in graph for point in found)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("task", "given"),
    [("stage", "小学"), ("ability", "D1"), ("ability", ""), ("difficulty", "hard"), ("difficulty", 3),
     ("intent", "lunch"), ("distress", "maybe"), ("points", "no.such.point"), ("points", 7)],
)  # fmt: skip
def test_a_label_that_is_none_is_refused(graph: KnowledgeGraph, task: str, given: object):
    with pytest.raises(ValueError, match=r"\w"):
        make_label_reader(task, "graph", graph)(given)


def test_no_file_and_an_empty_file_are_told_apart(tmp_path: Path, graph: KnowledgeGraph):
    reader = make_label_reader("subject", "graph", graph)
    with pytest.raises(JsonlFileError, match="no such file"):
        read_labelled_file(tmp_path / "none.jsonl", "text", "label", reader)
    with pytest.raises(JsonlFileError, match="no usable row"):
        read_labelled_file(write(tmp_path / "empty.jsonl", ""), "text", "label", reader)


def test_the_sets_written_for_measuring_are_whole(graph: KnowledgeGraph):
    read = {
        name: [json.loads(line) for line in (SETS_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("colloquial", "intent", "distress")
    }
    assert len(read["colloquial"]) >= 300
    assert all(point in graph for row in read["colloquial"] for point in row["points"])
    assert sum(row["distress"] for row in read["distress"]) >= 150
    assert sum(not row["distress"] for row in read["distress"]) >= 1000
    for rows in read.values():
        assert len({row["text"] for row in rows}) == len(rows)


def test_every_task_is_measured_somewhere():
    assert set(TASKS) == {"subject", "stage", "points", "ability", "difficulty", "intent", "distress", "danger"}
