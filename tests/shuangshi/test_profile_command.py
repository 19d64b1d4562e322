"""`shuangshi profile`: what is asked for, which rows are bad, and what is left behind."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from intent.profiler import Profiler
from shuangshi.cli import app
from shuangshi.engine import Engine
from shuangshi.settings import Settings

GOOD = '{"id": 1, "text": "光合作用的原料是什么"}'


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["profile", *map(str, arguments)])


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands run in this process, whose logging stays the tests' own."""
    monkeypatch.setattr("shuangshi.cli.set_up_logging", lambda *_: None)


@pytest.fixture
def _warm(monkeypatch: pytest.MonkeyPatch, settings: Settings, engine: Engine) -> None:
    monkeypatch.setattr("shuangshi.engine.build_profiler", lambda *_: engine.flow.profiler)


@pytest.fixture
def _no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is bad is said before anything slow is done."""

    def load(*_: object) -> None:
        pytest.fail("models were loaded")

    monkeypatch.setattr("shuangshi.engine.build_profiler", load)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text(GOOD + "\n", encoding="utf-8")
    return path


def check_bad_input(done: Result, says: str) -> None:
    assert done.exit_code == 2, done.exception
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.usefixtures("_no_models")
def test_out_is_checked_before_anything_slow(source: Path, tmp_path: Path):
    check_bad_input(run("什么是浮力", "--out", tmp_path / "o"), "--out goes with --jsonl")
    check_bad_input(run("--jsonl", source), "--jsonl needs --out")
    check_bad_input(run("--jsonl", source, "--out", tmp_path / "no" / "o"), f"there is no folder {tmp_path / 'no'}")
    check_bad_input(run("--jsonl", source, "--out", tmp_path), "not a file")
    check_bad_input(run("--jsonl", source, "--out", tmp_path / ("x" * 300)), "too long")
    check_bad_input(run("--jsonl", tmp_path, "--out", tmp_path / "o"), "directory")
    assert list(tmp_path.iterdir()) == [source]


BAD_ROWS = [
    ('{"id": 2, "text": "浮力"}'.encode("gbk"), "not UTF-8"),
    (b'{"id": 2, "text": "x", "score": NaN}', "NaN or Infinity"),
    (b'{"id": 2, "text": "x", "score": -Infinity}', "NaN or Infinity"),
    (b'{"id": 2, "text": "x", "score": 1e999}', "NaN or Infinity"),
    (b'{"id": 2, "text": "x", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    (b'{"id": 2, "text": "\\ud83d"}', "还没有写问题"),
    (b'{"id": 2}', 'a row is an object with "id"'),
    (b"[/red]", "not JSON"),
]  # fmt: skip


@pytest.mark.usefixtures("_no_models")
@pytest.mark.parametrize(("row", "says"), BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_bad_row_is_named_by_file_and_line(source: Path, tmp_path: Path, row: bytes, says: str):
    (tmp_path / "[").mkdir()
    source = source.rename(tmp_path / "[" / "red].jsonl")
    source.write_bytes(source.read_bytes() + row)
    done = run("--jsonl", source, "--out", tmp_path / "out.jsonl")
    check_bad_input(done, f"{source}:2: ")
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == [source.parent]


@pytest.mark.usefixtures("_warm")
def test_bad_rows_are_named_and_skipped(source: Path, tmp_path: Path):
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes() + b"\n".join(row for row, _ in BAD_ROWS))
    done = run("--jsonl", source, "--out", tmp_path / "out.jsonl", "--skip-bad", "--json")
    assert done.exit_code == 0, done.exception
    assert json.loads(done.stdout) == {"rows": 1, "out": str(tmp_path / "out.jsonl")}
    assert all(f"{source}:{number}: " in done.stderr for number in range(2, 2 + len(BAD_ROWS)))
    (row,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(row)["profile"]["subject"] == "生物"


@pytest.mark.usefixtures("_warm")
def test_a_row_is_understood_by_its_cleaned_text_and_kept_as_it_was(source: Path, tmp_path: Path):
    """Half a character, as a cut emoji leaves it, neither stops the run nor changes the profile."""
    source.write_text(GOOD + '\n{"id": "\\ud83d", "text": " 光合作用\\ud83d的原料\\u0000是什么"}', encoding="utf-8")
    done = run("--jsonl", source, "--out", tmp_path / "out.jsonl")
    assert done.exit_code == 0, done.exception
    clean, dirty = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert dirty["id"] == "\ud83d"
    assert dirty["text"] == " 光合作用\ud83d的原料\0是什么"
    assert dirty["profile"] == clean["profile"]


@pytest.mark.usefixtures("_warm")
def test_an_error_leaves_nothing_behind(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(_profiler: Profiler, _texts: Sequence[str]) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(Profiler, "profile_many", fail)
    assert isinstance(run("--jsonl", source, "--out", tmp_path / "out.jsonl").exception, RuntimeError)
    assert list(tmp_path.iterdir()) == [source]
