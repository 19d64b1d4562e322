"""`shuangshi doctor`: what it says of the content index, and that it always says what to do."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recommender.content_index import ContentIndex
from shuangshi.cli import app
from shuangshi.commands import doctor
from shuangshi.commands.doctor import Finding, examine
from shuangshi.engine import Engine, build_engine
from shuangshi.settings import Settings


def content_file(settings: Settings) -> Path:
    return settings.home / "indexes" / "content.npz"


@pytest.fixture
def own(tmp_path: Path, settings: Settings, engine: Engine) -> Settings:
    """The run's home with an index of its own to spoil."""
    copy = settings.model_copy(update={"home": tmp_path, "database_url": settings.effective_database_url})
    content_file(copy).parent.mkdir()
    shutil.copy(content_file(settings), content_file(copy))
    return copy


def look_at_index(settings: Settings) -> Finding:
    (finding,) = doctor._content_index(settings)
    assert finding.part == "content index"
    assert (finding.advice == "") == (finding.state == "ok")
    return finding


def test_a_sound_index_is_described(own: Settings, engine: Engine):
    finding = look_at_index(own)
    index = engine.flow.index
    assert finding.state == "ok"
    assert finding.detail == f"{len(index)} items, at {index.sequence} of {index.sequence} changes"


def test_a_missing_index_comes_by_itself(own: Settings):
    content_file(own).unlink()
    assert look_at_index(own).state == "missing"


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"garbage"])
def test_a_damaged_index_is_said_with_what_to_do(own: Settings, damage: bytes):
    content_file(own).write_bytes(damage)
    finding = look_at_index(own)
    assert finding.state == "degraded"
    assert "cannot be read" in finding.detail
    assert f"delete {content_file(own)}" in finding.advice


@pytest.mark.parametrize(
    ("change", "says"),
    [({"_sequence": 10**9}, "ahead of the database"), ({"source": "elsewhere"}, "of another database"),
     ({"_encoder": None}, "another encoder")],
)  # fmt: skip
def test_an_index_that_does_not_fit_is_said(own: Settings, engine: Engine, change: dict[str, object], says: str):
    index = ContentIndex.load(content_file(own), engine.flow.profiler.encoder)
    for name, value in change.items():
        setattr(index, name, value or type("Other", (), {"hash": "other", "dimension": 384})())
    index.save(content_file(own))
    finding = look_at_index(own)
    assert finding.state == "degraded"
    assert says in finding.detail


def test_every_fault_comes_with_advice(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    def die(_settings: Settings) -> list[Finding]:
        raise OSError("[/red] gone")

    monkeypatch.setattr(doctor, "_PARTS", [(name, die, advice) for name, _, advice in doctor._PARTS])
    findings = examine(settings)
    assert {finding.state for finding in findings} == {"broken"}
    assert all(finding.advice for finding in findings)
    monkeypatch.setattr("shuangshi.cli.set_up_logging", lambda *_: None)
    done = CliRunner().invoke(app, ["doctor"], env={"COLUMNS": "200"})
    assert done.exit_code == 1, done.exception
    assert "OSError: [/red] gone" in done.stdout


def test_answers_on_disk_are_described(own: Settings, graph, database, encoder):
    on_disk = own.model_copy(update={"disk_index_from": 0})
    content, answers = doctor._content_index(on_disk)
    assert (content.state, answers.state, answers.part) == ("missing", "missing", "answered questions on disk")
    index = build_engine(on_disk, graph, database, encoder).flow.index
    content, answers = doctor._content_index(on_disk)
    assert (content.state, answers.state) == ("ok", "ok")
    whole = look_at_index(own).detail
    assert sum(int(finding.detail.split()[0]) for finding in (content, answers)) == int(whole.split()[0]) == len(index)
