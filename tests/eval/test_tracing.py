"""Reading real answers to trace knowledge on, and measuring who tells them best."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from eval.public_sets import PUBLIC_SETS, MissingSetError
from eval.tracing import OURS, auc_over_students, evaluate_tracing
from eval.tracing_sets import TracingSet, read_tracing_set
from models.tracing import AnswerSequence, Catalogue
from tests.eval.test_next_item import write_answers
from tests.models.tracing.test_tracers import CATALOGUE, students


def write_pykt(folder: Path, rows: list[tuple[str, str, str, str]]) -> None:
    (folder / "kt_assist2015").mkdir(parents=True)
    for name in (PUBLIC_SETS["kt_assist2015"].file, *PUBLIC_SETS["kt_assist2015"].more):
        with gzip.open(folder / "kt_assist2015" / name, "wt", newline="") as file:
            csv.writer(file).writerows([("fold", "uid", "concepts", "responses"), *rows])


def test_folds_keep_students_apart(tmp_path: Path):
    write_pykt(tmp_path, [("0", "u1", "3,3,4", "1,0,1"), ("1", "u2", "5", "0"), ("2", "u3", "0,1", "1,1")])
    data = read_tracing_set("assist2015", tmp_path)
    assert [len(part) for part in (data.learn, data.valid, data.test)] == [2, 1, 3]
    assert data.catalogue == Catalogue(skills=6, problems=0)
    assert [*data.valid[0]] == [(3, -1, 1), (3, -1, 0), (4, -1, 1)]
    assert len(data.first(1).test) == 1


@pytest.mark.parametrize("row", [("1", "u", "1,2", "1"), ("1", "u", "x", "1"), ("1", "u", "", "")])
def test_a_damaged_row_is_refused_by_its_line(tmp_path: Path, row: tuple[str, str, str, str]):
    write_pykt(tmp_path, [("0", "u1", "3", "1"), row])
    with pytest.raises(ValueError, match=r"train_valid.csv.gz, line 3"):
        read_tracing_set("assist2015", tmp_path)
    with pytest.raises(MissingSetError, match="kt_assist2009_pid"):
        read_tracing_set("assist2009", tmp_path)


def test_adjacent_rows_of_one_problem_are_one_answer(tmp_path: Path):
    write_answers(tmp_path, ["1,7", "5,5,6,5", "30,4,4,30", "1,0,1,1"])
    data = read_tracing_set("assist2009", tmp_path)
    assert [*data.learn[0]] == [(0, 0, 0), (1, 1, 1), (2, 0, 1)]
    assert data.catalogue == Catalogue(skills=3, problems=2)


def test_the_area_is_that_of_scikit_learn_also_where_students_count_twice():
    rng = np.random.default_rng(0)
    some = students(30, 7)
    chances = [rng.random(len(one)).round(1) for one in some]  # many ties
    metric = auc_over_students(some, chances)
    for rows in (np.arange(30), rng.integers(0, 30, 30)):
        right = np.concatenate([some[i].right[1:] for i in rows])
        told = np.concatenate([chances[i][1:] for i in rows])
        assert metric(rows) == pytest.approx(roc_auc_score(right, told))
    assert np.isnan(auc_over_students([AnswerSequence.of([0], [1])], [np.array([0.5])])(np.arange(1)))


def test_methods_are_measured_side_by_side_and_what_leaks_nothing_finds_nothing_in_lots():
    data = TracingSet(students(250, 1), students(80, 2), students(120, 3), CATALOGUE)
    report = evaluate_tracing({"made up": data}, ["rates", "logistic", "boosted"])["sets"]["made up"]
    methods = report["methods"]
    assert set(methods) == {"rates", "logistic", "boosted", OURS}
    assert report["answers"] == sum(len(one) - 1 for one in data.test)
    for figures in methods.values():
        assert figures["auc"]["lo"] <= figures["auc"]["value"] <= figures["auc"]["hi"]
    assert methods["boosted"]["auc"]["value"] > methods["rates"]["auc"]["value"]
    assert report["ours_leads"]["rates"]["lo"] > 0
    assert all(abs(value - 0.5) < 0.04 for value in report["random_answers_auc"].values())
