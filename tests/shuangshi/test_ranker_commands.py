"""The closed loop on the command line: a log teaches a ranker, gates let it in or not, a running engine follows."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.logged_list_files import write_logged_lists
from models.registry import CARD_FILE
from recommender.ranker import HAND_SET, LinearRanker
from recommender.ranker_file import HAND_SET_FOLDER, RANKER_TASK, save_rankers
from recommender.student import StudentContext
from shuangshi.cli import app
from shuangshi.engine import build_engine
from shuangshi.models import open_registry
from tests.eval.made_up_lists import make_lists

QUESTION = "一个重 5 N 的木块漂浮在水面上，求它受到的浮力。"
WORSE = LinearRanker({"a": -0.5})
runner = CliRunner()


@pytest.fixture
def own(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A home of its own, with a version that reverses every list."""
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path))
    monkeypatch.delenv("SHUANGSHI_DATA_DIR", raising=False)
    changed = settings.model_copy(update={"home": tmp_path, "data_dir": None})
    folder = open_registry(changed).make_folder(RANKER_TASK, "reversed")
    against = {kind: LinearRanker({name: -weight for name, weight in ranker.weights.items()})
               for kind, ranker in HAND_SET.items()}  # fmt: skip
    save_rankers(against, folder)
    (folder / CARD_FILE).write_bytes((HAND_SET_FOLDER / CARD_FILE).read_bytes())
    return changed


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    write_logged_lists(path, make_lists(4000, 21, WORSE))
    return path


def run(*arguments: str, code: int = 0) -> str:
    result = runner.invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


def test_a_log_teaches_a_version_that_is_measured_and_shown(own, log: Path):
    card = json.loads(run("train", "ranker", "--log", str(log), "--version", "v1", "--json"))
    assert card["simulated"]
    assert card["sources"] == {"simulated readers": 4000}
    assert card["kinds"]["answer"]["form"] in ("linear", "boosted")
    shown = json.loads(run("eval", "recommender", "--log", str(log), "--candidate", "v1", "--json"))
    assert shown["rankers"]["v1"]["ndcg"]["value"] > shown["rankers"]["random"]["ndcg"]["value"]
    told = json.loads(run("eval", "policy", "--log", str(log), "--candidate", "v1", "--places", "2", "--json"))
    assert told["simulated"]
    assert set(told["targets"]) == {"logged", "shipped", "v1"}
    rows = [row for row in json.loads(run("models", "list", "--json")) if row["task"] == RANKER_TASK]
    assert {row["version"]: row["serves"] for row in rows} == {"shipped": True, "reversed": False, "v1": False}


def test_what_passes_every_gate_comes_into_service_and_can_go_again(own, tmp_path: Path):
    """Serving here are weights that know neither feature of the made-up lists: any order is theirs."""
    path = tmp_path / "long.jsonl"
    write_logged_lists(path, make_lists(8000, 4, WORSE, places=2))
    run("train", "ranker", "--log", str(path), "--version", "v1")
    promotion = json.loads(run("models", "promote", RANKER_TASK, "v1", "--log", str(path), "--json"))
    assert [gate["gate"] for gate in promotion["gates"]] == [
        "gain over the serving ranker, doubly robust, lower bound", "gain of a list, switch",
        "effective sample size",
    ]  # fmt: skip
    assert open_registry(own).serving(RANKER_TASK).name == "v1"
    worse = run("models", "promote", RANKER_TASK, "reversed", "--log", str(path), code=1)
    assert "doubly robust, lower bound" in " ".join(worse.split())
    run("models", "rollback", RANKER_TASK)
    assert open_registry(own).serving(RANKER_TASK).name == "shipped"


def test_a_log_that_cannot_tell_lets_nobody_in(own, tmp_path: Path):
    path = tmp_path / "few.jsonl"
    write_logged_lists(path, make_lists(40, 1))
    assert "cannot tell" in run("eval", "policy", "--log", str(path), "--candidate", "reversed", code=1)
    message = run("models", "promote", RANKER_TASK, "reversed", "--log", str(path), code=1)
    assert "stays out" in message
    assert open_registry(own).serving(RANKER_TASK).name == "shipped"


def test_bad_input_is_named(own, tmp_path: Path):
    assert "--from-log or" in run("train", "ranker", code=2)
    (tmp_path / "bad.jsonl").write_text('{"slate": 1}\n')
    assert "bad.jsonl:1" in run("train", "ranker", "--log", str(tmp_path / "bad.jsonl"), code=2)
    assert "no version 'nobody'" in run("eval", "recommender", "--log", str(log_of(tmp_path)), "--candidate", "nobody",
                                        code=2)  # fmt: skip


def log_of(folder: Path) -> Path:
    path = folder / "some.jsonl"
    write_logged_lists(path, make_lists(200, 1))
    return path


def order(engine) -> list[str]:
    return [item.id for item in engine.flow.recommend(QUESTION, StudentContext()).micro_courses]


def test_a_running_engine_follows_the_ranker_and_its_rollback(own, engine):
    before = (engine.settings, engine._stamp, engine.flow.profiler, engine.flow.rankers, engine.model)
    try:
        engine.settings, engine._stamp = own, open_registry(own).stamp()
        first = order(engine)
        assert engine.model["ranker"].startswith("shipped/")
        open_registry(own).promote(RANKER_TASK, "reversed", ())
        assert engine.follow_promotions()
        assert engine.model["ranker"].startswith("reversed/")
        assert order(engine) == first[::-1]
        run("models", "rollback", RANKER_TASK)
        assert engine.follow_promotions()
        assert order(engine) == first
    finally:
        engine.settings, engine._stamp, engine.flow.profiler, engine.flow.rankers, engine.model = before


def test_a_ranker_in_the_shadow_is_logged_and_not_shown(own, engine, graph, database, encoder):
    shadowed = build_engine(own.model_copy(update={"shadow_ranker": "reversed"}), graph, database, encoder)
    assert shadowed.model["shadow_ranker"] == "reversed"
    found = shadowed.flow.recommend(QUESTION, StudentContext())
    shown = [item.id for item in found.micro_courses]
    assert shown == order(engine)
    assert found.slate.shadow["micro_courses"] == shown[::-1]
    assert engine.flow.recommend(QUESTION, StudentContext()).slate.shadow == {}
