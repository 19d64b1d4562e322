"""`shuangshi chat`: what cannot be read is named before anything is loaded."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from shuangshi.cli import app


@pytest.mark.parametrize(
    "line", ["{", '{"id": "a"}', '{"id": "a", "turns": [1]}', '{"id": "a", "turns": [{"text": "x", "why": 1}]}', "[]"]
)
def test_a_bad_line_is_named(tmp_path: Path, line: str):
    path = tmp_path / "talk.jsonl"
    path.write_text(f'{{"id": "ok", "turns": ["你好"]}}\n{line}\n', encoding="utf-8")
    result = CliRunner().invoke(app, ["chat", "--jsonl", str(path), "--out", str(tmp_path / "out.jsonl")])
    assert result.exit_code == 2
    assert "talk.jsonl, line 2" in result.output.replace("\n", "")
    assert not (tmp_path / "out.jsonl").exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    result = CliRunner().invoke(app, ["chat", "--jsonl", str(tmp_path / "no.jsonl"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "cannot be read" in result.output


def test_both_files_are_wanted(tmp_path: Path):
    assert CliRunner().invoke(app, ["chat", "--out", str(tmp_path / "out")]).exit_code == 2
