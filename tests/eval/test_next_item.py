"""Next-item recommendation on made-up students: where the right answer is known, and where there is none."""

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from eval.answer_log import AnswerLog, read_answer_log
from eval.catalogue_tasks import catalogue_tasks, evaluate_catalogue
from eval.next_item import evaluate_next_item, new_item_task, problem_task, skill_task
from eval.next_item_methods import METHODS, Learned
from eval.public_sets import PUBLIC_SETS, MissingSetError
from shuangshi.cli import app
from tests.eval.public_set_folder import put_set

ITEMS = [f"p{i:02}" for i in range(40)]
SKILLS = {item: str(1 + i // 8) for i, item in enumerate(ITEMS)}


def in_order(n: int, luck: random.Random) -> list[list[str]]:
    """Everybody goes on from some place to the next, without a gap."""
    starts = [luck.randrange(len(ITEMS) - 12) for _ in range(n)]
    return [ITEMS[start : start + luck.randint(6, 12)] for start in starts]


def at_random(n: int, luck: random.Random) -> list[list[str]]:
    return [luck.sample(ITEMS, luck.randint(6, 12)) for _ in range(n)]


def made_up(students, n: int = 150) -> AnswerLog:
    luck = random.Random(0)
    return AnswerLog(students(n, luck), students(n, luck), students(n, luck), SKILLS)


def test_what_always_follows_is_found_and_popularity_does_not_find_it():
    task = evaluate_next_item([problem_task(made_up(in_order), 100)])["tasks"]["next problem"]
    assert (task["items"], task["learned_from"], task["students"]) == (40, 150, 100)
    methods = task["methods"]
    assert list(methods) == list(METHODS)
    assert methods["markov"]["hit@1"]["value"] > 0.97
    assert methods["ours"]["hit@1"]["value"] > 0.97
    assert methods["popularity"]["hit@1"]["value"] < 0.2
    assert methods["ours"]["ours_lead"]["mrr"] == {"value": 0, "lo": 0, "hi": 0}
    assert methods["popularity"]["ours_lead"]["mrr"]["lo"] > 0.5
    assert all(figures["mrr"]["value"] > methods["popularity"]["mrr"]["value"]
               for name, figures in methods.items() if name != "popularity")  # fmt: skip
    assert {"history 1–3", "history 4–10", "met by more than 10"} <= methods["ours"]["slices"].keys()


def test_where_items_come_at_random_nothing_beats_popularity_by_more_than_chance():
    methods = evaluate_next_item([problem_task(made_up(at_random, 300), 300)])["tasks"]["next problem"]["methods"]
    for name, figures in methods.items():
        assert figures["hit@1"]["value"] < 0.09, name  # of about 31 candidates one
    assert methods["popularity"]["ours_lead"]["mrr"]["lo"] < 0 < methods["popularity"]["ours_lead"]["mrr"]["hi"]


def test_skills_are_asked_for_once_each():
    task = evaluate_next_item([skill_task(made_up(in_order), 100)])["tasks"]["next new skill"]
    assert task["items"] == 5
    assert task["methods"]["ours"]["hit@1"]["value"] > 0.97


def test_new_items_are_found_by_their_skill_alone():
    task = new_item_task(made_up(in_order), 100)
    assert task.candidates is not None
    assert not task.candidates & {item for sequence in task.learned.sequences for item in sequence}
    asked = [*task.valid, *task.test["new problems"]]
    assert all(target in task.candidates for _, target in asked)
    assert not task.candidates & {item for history, _ in asked for item, _ in history}
    methods = evaluate_next_item([task])["tasks"]["next problem, new ones"]["methods"]
    assert methods["popularity"]["coverage"] == 0
    assert methods["ours"]["mrr"]["value"] > methods["popularity"]["mrr"]["value"]


def test_ease_of_the_benchmark_is_the_closed_form():
    luck = random.Random(1)
    learned = Learned(ITEMS, at_random(20, luck), SKILLS)
    setting, scorer = next(METHODS["ease"](learned))
    seen = learned.matrix.toarray()
    inverse = np.linalg.inv(seen.T @ seen + setting["penalty"] * np.eye(len(ITEMS)))
    weights = -inverse / np.diag(inverse)
    scores = scorer([[("p03", 1.0)]])[0]
    others = np.array(ITEMS) != "p03"
    np.testing.assert_allclose(scores[others], weights[3][others], atol=1e-5)


def write_answers(folder: Path, lines: list[str]) -> None:
    (folder / "kt_assist2009_pid").mkdir(parents=True)
    for name in (PUBLIC_SETS["kt_assist2009_pid"].file, *PUBLIC_SETS["kt_assist2009_pid"].more):
        with gzip.open(folder / "kt_assist2009_pid" / name, "wt") as file:
            file.write("\n".join(lines) + "\n")


def test_rows_of_one_problem_are_one_step_of_one_skill(tmp_path: Path):
    write_answers(tmp_path, ["1,7", "5,5,6,5", "30,4,4,30", "1,1,0,1"])
    log = read_answer_log(tmp_path)
    assert log.learn == log.valid == log.test == [["5", "6"]]
    assert log.skills == {"5": "4+30", "6": "4"}


def test_a_damaged_log_is_refused_by_name(tmp_path: Path):
    write_answers(tmp_path, ["1,7", "5,5", "30", "1,1"])
    with pytest.raises(ValueError, match=r"train1.txt.gz, student 1: .* equal length, not 2, 1, 2"):
        read_answer_log(tmp_path)
    with pytest.raises(MissingSetError, match="kt_assist2009_pid"):
        read_answer_log(tmp_path / "nowhere")


def lesson(number: int, title: str, unit: str, teacher: str) -> dict[str, object]:
    return {"id": str(number), "title": title, "subject": "数学", "grade": 6, "term": "一", "edition": "甲",
            "unit": unit, "teacher_id": teacher}  # fmt: skip


LESSONS = [
    lesson(0, "1.圆的面积①", "圆", "t1"), lesson(1, "2.圆的周长①", "圆", "t1"), lesson(2, "2.圆的周长②", "圆", "t1"),
    lesson(3, "分数的加法①", "分数", "t2"), lesson(4, "分数的减法(1)", "分数", "t2"),
    lesson(5, "扇形和圆的弧长", "圆", "t1"), lesson(6, "分数的乘法", "分数", "t2"), lesson(7, "没有单元", "", "t2"),
]  # fmt: skip


def test_titles_lead_to_their_unit_and_its_teachers(tmp_path: Path, encoder):
    put_set(tmp_path, "microcourse_sh", LESSONS)
    tasks = catalogue_tasks(2, tmp_path)
    of_lessons, of_teachers = (one.task for one in tasks)
    held = {text for text, _ in of_lessons.queries}
    assert len(held) == 2
    assert not held & set(of_lessons.corpus.values())
    assert not any(mark in text for text in of_lessons.corpus.values() for mark in "①②1.")
    assert of_teachers.corpus.keys() <= {"t1", "t2"}
    assert all(set(one.popular) == one.task.corpus.keys() for one in tasks)
    report = evaluate_catalogue(tasks, encoder)
    methods = report["lessons of its unit"]["methods"]
    assert list(methods) == ["popularity", "ours", "bm25", "char_tfidf", "encoder"]
    assert methods["ours"]["r@1"]["value"] == 1


def test_the_command_says_what_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path):
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHUANGSHI_CACHE", str(cache))
    monkeypatch.setenv("SHUANGSHI_DATA_DIR", str(tmp_path))
    nothing = CliRunner().invoke(app, ["eval", "next-item"])
    assert nothing.exit_code == 2
    assert "arghosh/AKT" in nothing.output.replace("\n", "")
    put_set(tmp_path, "microcourse_sh", LESSONS)
    result = CliRunner().invoke(app, ["eval", "next-item", "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["tasks"] == {}
    assert report["cold_start"]["lessons of its unit"]["n"] == 2
