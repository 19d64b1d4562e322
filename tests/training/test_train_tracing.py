"""A tracer learned from answers: measured beside simpler ones, written, read again; and a region's own log as data."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from eval.tracing_log import tracing_set_of_log
from eval.tracing_sets import TracingSet
from models.tracing.boosted import BoostedTracer, TracerFileError
from recommender.assessment.items import AssessmentItem
from shuangshi.cli import app
from store.accounts import Account, Identity
from store.base import utc_now
from store.conversations import ItemAnswer
from store.database import Database
from store.item_answer_log import find_item_answers
from tests.models.tracing.test_tracers import CATALOGUE, students
from training.config import TracingConfig
from training.train_tracing import NoAnswersError, train_tracing

DATA = TracingSet(students(300, 1), students(80, 2), students(120, 3), CATALOGUE)


def item(id_: str, point: str = "math.j.u.p", level: str = "A1") -> AssessmentItem:
    return AssessmentItem(
        id=id_, kind="text", stem="填空", answer="词", point=point, level=level, difficulty=0.5, explanation="理由"
    )


def test_it_is_measured_beside_simpler_ones_and_tells_the_same_when_read_again(tmp_path: Path):
    trained = train_tracing(DATA, TracingConfig(fewest=100))
    assert trained.metrics.keys() == {"head", "logistic", "rates"}
    assert trained.metrics["head"]["auc"].value > trained.metrics["rates"]["auc"].value
    assert trained.metrics["head"]["log_loss"].value < trained.metrics["rates"]["log_loss"].value
    trained.tracer.save(tmp_path)
    again = BoostedTracer.load(tmp_path)
    for one, other in zip(trained.tracer.predict(DATA.test), again.predict(DATA.test), strict=True):
        np.testing.assert_allclose(one, other)


@pytest.mark.parametrize("name", ["trees.txt", "difficulties.safetensors"])
def test_damaged_files_are_refused(tmp_path: Path, name: str):
    with pytest.raises(TracerFileError, match="no tracer can be read"):
        BoostedTracer.load(tmp_path)
    train_tracing(DATA, TracingConfig(fewest=100)).tracer.save(tmp_path)
    (tmp_path / name).write_bytes(b"damaged")
    with pytest.raises(TracerFileError, match="no tracer can be read"):
        BoostedTracer.load(tmp_path)


def test_too_little_says_how_much_is_needed():
    with pytest.raises(NoAnswersError, match="1000 are needed"):
        train_tracing(DATA, TracingConfig(fewest=1000))


def test_a_log_is_split_by_student_and_knows_points_at_levels():
    items = {one.id: one for one in (item("it-a"), item("it-b", level="B1"), item("it-f.1"), item("it-f.2"))}
    answers = {f"s{n}": [("it-a", True), ("it-b", False), ("it-f.1", True), ("it-f.2", True)] for n in range(200)}
    answers["gone"] = [("it-withdrawn", True)]
    data = tracing_set_of_log(answers, items)
    sizes = [len(part) for part in (data.learn, data.valid, data.test)]
    assert sum(sizes) == 200
    assert min(sizes) >= 8
    assert (data.catalogue.skills, data.catalogue.problems) == (2, 3)
    grown = tracing_set_of_log(answers | {"new": [("it-a", True)]}, items)
    assert abs(len(grown.test) - len(data.test)) <= 1, "students stay in their part as the log grows"


def test_only_students_whose_data_may_teach_are_learned_from(database: Database):
    now = utc_now()
    with database.transaction() as session:
        for student, year in (("t-grown", 2008), ("t-child", 2016)):
            session.add(Account(id=student, role="student"))
            session.flush()
            session.add(
                Identity(account_id=student, organisation="t", number=student, name="某某", born=date(year, 1, 1))
            )
            for n, verdict in enumerate(("wrong", "right")):
                at = now + timedelta(minutes=n)
                session.add(ItemAnswer(id=f"{student}-{n}", student_id=student, item_id="it-a", verdict=verdict, at=at))
    with database.reading() as session:
        found = find_item_answers(session, datetime.now().date())
    assert found["t-grown"] == [("it-a", False), ("it-a", True)]
    assert "t-child" not in found


def test_the_command_says_what_is_wanted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path))
    monkeypatch.setattr("shuangshi.cli.set_up_logging", lambda *_: None)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["train", "tracing", *arguments])
        assert done.exit_code != 0
        return done.output

    assert "--from-log or from --data" in run()
    assert "one of assist2015, assist2009" in run("--data", "other")
    assert "say --research" in run("--data", "assist2015")


def test_a_version_is_left_with_its_card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path))
    monkeypatch.setattr("shuangshi.cli.set_up_logging", lambda *_: None)
    monkeypatch.setattr("shuangshi.tracing.open_answers", lambda *_: DATA)
    done = CliRunner().invoke(app, ["train", "tracing", "--from-log", "--version", "one", "--json"])
    assert done.exit_code == 0, done.output
    card = json.loads(done.stdout)
    assert card["command"] == "shuangshi train tracing --from-log"
    assert card["sizes"] == {"learn": 300, "calibrate": 80, "test": 120}
    assert BoostedTracer.load(tmp_path / "models" / "tracing" / "one").predict([]) == []
    refused = CliRunner().invoke(app, ["models", "promote", "tracing", "one"])
    assert refused.exit_code != 0
    assert "not promoted" in refused.output
