"""Versions on the command line, and a running engine that follows what is promoted."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from intent.heads import MODEL_FILE
from models.linear_head import LinearHead
from models.registry import CARD_FILE, SHIPPED
from shuangshi.cli import app
from shuangshi.models import open_registry

TASK = "stage"
runner = CliRunner()


@pytest.fixture
def own(settings, engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A home of its own, with a version equal to the shipped one and one that knows nothing."""
    monkeypatch.setenv("SHUANGSHI_HOME", str(tmp_path))
    monkeypatch.delenv("SHUANGSHI_DATA_DIR", raising=False)
    changed = settings.model_copy(update={"home": tmp_path, "data_dir": None})
    registry = open_registry(changed)
    shipped = registry.serving(TASK).folder
    for name in ("equal", "ignorant"):
        folder = registry.make_folder(TASK, name)
        shutil.copytree(shipped, folder, dirs_exist_ok=True)
    head = LinearHead.load(shipped / MODEL_FILE, engine.flow.profiler.encoder)
    head.dense, head.lexical = np.zeros_like(head.dense), head.lexical * 0
    head.save(registry.folder / TASK / "ignorant" / MODEL_FILE)
    return changed


def run(*arguments: str) -> object:
    result = runner.invoke(app, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_versions_are_listed_with_the_one_that_serves(own):
    rows = [row for row in run("models", "list") if row["task"] == TASK]
    assert {row["version"]: row["serves"] for row in rows} == {SHIPPED: True, "equal": False, "ignorant": False}
    assert all(0 <= row["metrics"]["accuracy"] <= 1 for row in rows)
    card = run("models", "show", TASK, SHIPPED)
    assert card["serves"]
    assert card["command"].startswith("shuangshi train stage")


def test_an_equal_version_is_promoted_a_worse_one_refused_and_a_running_engine_follows(own, engine):
    before = (engine.settings, engine._stamp, engine.flow.profiler, engine.model)
    try:
        engine.settings = own
        engine._stamp = open_registry(own).stamp()
        assert not engine.follow_promotions()
        promotion = run("models", "promote", TASK, "equal", "--n", "20")
        assert all(gate["candidate"] == gate["serving"] for gate in promotion["gates"])
        assert {gate["gate"].partition(" of ")[0] for gate in promotion["gates"]} >= {"accuracy", "calibration"}
        assert engine.follow_promotions()
        assert engine.model["heads"][TASK].startswith("equal/")
        assert engine.flow.profiler is not before[2]
        assert engine.flow.profiler.profile("解一元一次方程").subject == "数学"
        refused = runner.invoke(app, ["models", "promote", TASK, "ignorant", "--n", "20"])
        assert refused.exit_code == 1
        assert "worse than equal" in " ".join(refused.output.split())
        assert "accuracy of stage" in " ".join(refused.output.split())
        assert not engine.follow_promotions()
        assert run("models", "rollback", TASK)["version"] == SHIPPED
        assert engine.follow_promotions()
        assert engine.model["heads"][TASK].startswith(f"{SHIPPED}/")
    finally:
        engine.settings, engine._stamp, engine.flow.profiler, engine.model = before


def test_a_damaged_promotion_leaves_the_old_heads_in_service(own, engine):
    before = (engine.settings, engine._stamp, engine.flow.profiler, engine.model)
    try:
        engine.settings = own
        registry = open_registry(own)
        (registry.folder / TASK / "equal" / MODEL_FILE).write_bytes(b"half")
        registry.promote(TASK, "equal", [])
        with pytest.raises(ValueError, match="not a head"):
            engine.follow_promotions()
        assert engine.flow.profiler is before[2]
    finally:
        engine.settings, engine._stamp, engine.flow.profiler, engine.model = before


def test_a_version_is_copied_out(own, tmp_path: Path):
    target = tmp_path / "out"
    result = runner.invoke(app, ["models", "export", TASK, "equal", str(target)])
    assert result.exit_code == 0, result.output
    assert {MODEL_FILE, CARD_FILE} <= {path.name for path in target.iterdir()}
    again = runner.invoke(app, ["models", "export", TASK, "equal", str(target)])
    assert again.exit_code == 2
    assert "--replace" in again.output
    assert runner.invoke(app, ["models", "export", TASK, "equal", str(target), "--replace"]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", TASK, "nine"], "has no version 'nine'"), (["show", "mood", "one"], "no model is called"),
        (["rollback", TASK], "nothing to roll back"), (["promote", TASK, SHIPPED], "serves already"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(own, arguments: list[str], said: str):
    result = runner.invoke(app, ["models", *arguments])
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_what_learned_from_the_log_stays_and_an_unused_version_can_be_removed(own, tmp_path: Path):
    folder = open_registry(own).folder / TASK / "equal"
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    card["sources"]["log"] = 12
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")
    refused = runner.invoke(app, ["models", "export", TASK, "equal", str(tmp_path / "out")])
    assert refused.exit_code == 2
    assert "this installation's log" in " ".join(refused.stderr.split())
    assert not (tmp_path / "out").exists()
    assert runner.invoke(app, ["models", "remove", TASK, "equal"]).exit_code == 0
    assert not folder.exists()
    assert runner.invoke(app, ["models", "remove", TASK, SHIPPED]).exit_code == 2


def test_an_encoder_is_not_promoted_but_set(own):
    refused = runner.invoke(app, ["models", "promote", "encoder", "one"])
    assert refused.exit_code == 2
    assert "SHUANGSHI_ENCODER" in refused.stderr
