import json
import random

import numpy as np
import pytest
from typer.testing import CliRunner

from eval.jsonl_files import JsonlFileError
from eval.retrieval import METHODS, RetrievalTask, add_noise, cut, evaluate_retrieval, ndcg_at_10, read_retrieval_files
from eval.retrieval_tasks import copy_tasks, explanation_task, label_task
from shuangshi.cli import app
from tests.eval.public_set_folder import put_set

CORPUS = {
    "wood": "一个重 5 N 的木块漂浮在水面上，求它受到的浮力大小，并说明理由。",
    "roots": "不解方程，判断一元二次方程 2x²-3x+2=0 的根的情况，写出判别式。",
    "reform": "洋务运动引进了机器生产，为什么没有使中国富强起来？请从两个方面分析。",
    "angle": "三角形的一个外角等于 120°，与它不相邻的一个内角是 50°，求另一个内角。",
}


def write(path, rows):
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_every_method_finds_plain_copies(encoder):
    queries = [(text, frozenset({id_})) for id_, text in CORPUS.items()]
    report = evaluate_retrieval([RetrievalTask("copies", CORPUS, queries)], encoder)
    task = report["tasks"]["copies"]
    assert (task["corpus"], task["n"]) == (4, 4)
    for method in METHODS:
        assert {name: value["value"] for name, value in task[method].items()} == {
            "r@1": 1, "r@10": 1, "mrr": 1, "ndcg@10": 1
        }  # fmt: skip


def test_ours_puts_a_damaged_copy_first(encoder):
    damaged = "重5N的木块票浮在水面上，求它受到的孚力大小并说明"
    task = RetrievalTask("copies", CORPUS, [(damaged, frozenset({"wood"}))])
    assert evaluate_retrieval([task], encoder)["tasks"]["copies"]["ours"]["r@1"]["value"] == 1


def test_ndcg():
    first, second_of_two, none = [True, False], [False, True], [False, False]
    metric = ndcg_at_10([first, second_of_two, none], [1, 1, 1])
    assert metric(np.array([0])) == 1
    assert metric(np.array([1])) == pytest.approx(1 / np.log2(3))
    assert metric(np.array([2])) == 0
    assert ndcg_at_10([[True, True]], [5])(np.array([0])) < 1


def test_noise_changes_about_its_share_and_a_cut_is_a_stretch():
    text = "".join(chr(0x4E00 + i) for i in range(1000))
    kept = sum(character in text for character in set(add_noise(text, 0.2, random.Random(0))) & set(text))
    assert 800 < kept < 900  # a third of the touched ones are doubled, not lost
    part = cut(text, 0.5, random.Random(0))
    assert len(part) == 500
    assert part in text


def test_files_become_a_task(tmp_path):
    corpus = write(tmp_path / "c.jsonl", [{"id": 1, "text": "浮力"}, {"id": "b", "text": "压强"}])
    queries = write(tmp_path / "q.jsonl", [{"text": "浮", "relevant": 1}, {"text": "压", "relevant": ["1", "b"]}])
    task, faults = read_retrieval_files(corpus, queries)
    assert task == RetrievalTask("q", {"1": "浮力", "b": "压强"}, [("浮", frozenset("1")), ("压", frozenset("1b"))])
    assert faults == []


@pytest.mark.parametrize(("row", "complaint"), [
    ({"text": "浮"}, 'no "relevant"'),
    ({"text": "浮", "relevant": "x"}, "the corpus has no x"),
    ({"relevant": "a"}, 'no "text"; the row has relevant'),
])  # fmt: skip
def test_a_bad_row_is_named_and_can_be_passed_over(tmp_path, row, complaint):
    corpus = write(tmp_path / "c.jsonl", [{"id": "a", "text": "浮力"}])
    queries = write(tmp_path / "q.jsonl", [{"text": "浮力", "relevant": "a"}, row])
    with pytest.raises(JsonlFileError, match=rf"q\.jsonl:2: {complaint}"):
        read_retrieval_files(corpus, queries)
    task, faults = read_retrieval_files(corpus, queries, skip_bad=True)
    assert len(task.queries) == len(faults) == 1


def test_standard_copies_have_their_original_in_the_corpus():
    tasks = copy_tasks(n=20, most_texts=100)
    assert len(tasks) == 5
    for task in tasks:
        assert len(task.corpus) == 100
        assert all(relevant <= task.corpus.keys() for _, relevant in task.queries)
        assert len({relevant for _, relevant in task.queries}) == 20


def test_tasks_of_absent_sets_are_left_out(tmp_path):
    assert explanation_task(10, 100, tmp_path) is label_task(10, 100, tmp_path) is None


def test_tasks_of_public_sets(tmp_path):
    explained = [{"id": f"g{i}", "question": f"这是第{i}道题目，问的是" + "甲乙丙丁"[i] * 20, "options": None,
                  "analysis": f"解析{i}" + "子丑寅卯"[i] * 20} for i in range(4)]  # fmt: skip
    put_set(tmp_path, "gaokao_bench", explained)
    task = explanation_task(2, 100, tmp_path)
    assert task is not None
    assert task.corpus.keys() == {"g0", "g1", "g2", "g3"}
    assert all(task.corpus[next(iter(right))][2] == text[3] for text, right in task.queries)


def test_the_command_measures_on_files(tmp_path, monkeypatch, cache):
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHUANGSHI_CACHE", str(cache))
    corpus = write(tmp_path / "c.jsonl", [{"id": id_, "text": text} for id_, text in CORPUS.items()])
    queries = write(tmp_path / "q.jsonl", [{"text": "木块受到的浮力", "relevant": "wood"}])
    command = ["eval", "retrieval", "--corpus", str(corpus), "--queries", str(queries), "--json"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["tasks"]["q"]["ours"]["r@1"]["value"] == 1
    assert CliRunner().invoke(app, command[:4]).exit_code == 2
