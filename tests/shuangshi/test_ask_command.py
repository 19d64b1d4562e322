"""`shuangshi ask`, `read` and `graph`: what is a picture, what is text, and text that looks like markup."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ocr.reading import Reading, Region
from shuangshi.cli import app, main
from shuangshi.engine import Engine
from shuangshi.settings import Settings

LONG = "已知关于 x 的一元二次方程 x²-4x+m=0 有两个相等的实数根，求 m 的值，并写出每一步的理由。" * 6


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})


def check_bad_input(done: Result, says: str) -> None:
    """Exit 2, nothing on stdout, one line on stderr that says what is wrong, whole."""
    assert done.exit_code == 2, done.exception
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands run in this process, whose logging stays the tests' own."""
    monkeypatch.setattr("shuangshi.cli.set_up_logging", lambda *_: None)


@pytest.fixture
def _warm(monkeypatch: pytest.MonkeyPatch, settings: Settings, engine: Engine) -> None:
    monkeypatch.setattr("shuangshi.engine.build_engine", lambda *_: engine)


@pytest.mark.usefixtures("_warm")
@pytest.mark.parametrize("name", ["question", "question.jpg。求"])
def test_a_question_longer_than_a_files_name_may_be_is_text(name: str):
    question = (LONG + name)[-300:]
    assert len(question.encode()) > 255
    done = run("ask", question, "--json")
    assert done.exit_code == 0, done.exception
    document = json.loads(done.stdout)
    assert document["question"] == {"text": question, "regions": [], "ocr_confidence": None}
    assert document["profile"]["subject"] == "数学"


@pytest.mark.parametrize("name", ["nosuch.jpg", "folder/没有.PNG", "a scan.pdf", "x" * 300 + ".jpeg"])
def test_a_picture_that_is_not_there_is_bad_input(name: str):
    check_bad_input(run("ask", name), "no such picture")


def test_a_folder_is_bad_input(tmp_path: Path):
    check_bad_input(run("ask", str(tmp_path)), "not a file")


@pytest.mark.usefixtures("database")
def test_a_picture_that_cannot_be_read_is_bad_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    picture = tmp_path / "closed.jpg"
    picture.touch()
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == picture:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    check_bad_input(run("ask", str(picture)), "Permission denied")


def test_a_region_of_a_text_is_bad_input():
    check_bad_input(run("ask", "什么是浮力[/b]", "--region", "0"), "'什么是浮力[/b]' is text")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("count", "says"), [(0, "no single questions"), (1, "one question, 0"), (3, "the questions 0 to 2")]
)
def test_a_region_that_the_picture_has_not_is_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, says: str
):
    regions = tuple(Region(f"{i}. 求浮力", 0.9, (0, 0, 9, 9)) for i in range(count))
    reading = Reading("求浮力", 0, regions, 10, 10)
    monkeypatch.setattr("shuangshi.commands.read.open_reader", lambda _: SimpleNamespace(read=lambda _data: reading))
    picture = tmp_path / "题.png"
    picture.touch()
    check_bad_input(run("ask", str(picture), "--region", "7"), says)


@pytest.mark.parametrize("arguments", [("graph", "show", "[/red]"), ("ask", "什么是浮力", "--student", "[/red]")])
@pytest.mark.usefixtures("database")
def test_brackets_in_what_was_typed_are_no_markup(arguments: tuple[str, ...]):
    check_bad_input(run(*arguments), "'[/red]'")


def test_a_pictures_name_with_brackets_is_said_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    reading = Reading("[/x] 求浮力", 0, (), 10, 10)
    monkeypatch.setattr("shuangshi.commands.read.open_reader", lambda _: SimpleNamespace(read=lambda _data: reading))
    picture = tmp_path / "[" / "bold]题.png"
    picture.parent.mkdir()
    picture.touch()
    done = run("read", str(picture), str(tmp_path / "[/red].png"))
    assert done.exit_code == 0, done.exception
    assert "[/bold]题.png" in done.stderr
    assert "[/red].png" in done.stderr
    assert done.stdout.startswith("[/x] 求浮力\n✗ ")


@pytest.mark.usefixtures("_warm")
def test_titles_with_brackets_and_colons_are_printed_whole(monkeypatch: pytest.MonkeyPatch, engine: Engine):
    recommend = type(engine.flow).recommend

    def bracketed(*arguments: Any) -> Any:
        found = recommend(*arguments)
        titled = found.micro_courses[0].model_copy(
            update={"title": "[bold]区间[1,2)[/x] 与 3:100:5", "reasons": ["[/y]"]}
        )
        return found.model_copy(update={"micro_courses": [titled]})

    monkeypatch.setattr(type(engine.flow), "recommend", bracketed)
    done = run("ask", "什么是浮力")
    assert done.exit_code == 0, done.exception
    assert "[bold]区间[1,2)[/x] 与 3:100:5" in done.stdout
    assert "[/y]" in done.stdout


def test_json_holds_a_file_name_that_utf8_cannot(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shuangshi.commands.read.open_reader", lambda _: SimpleNamespace(read=None))
    done = run("read", "nosuch-\udcff.png", "--json")
    assert done.exit_code == 2, done.exception
    assert json.loads(done.stdout)[0]["path"] == "nosuch-\udcff.png"


def test_a_bad_setting_with_brackets_is_said_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SHUANGSHI_PORT", "[/red]")
    monkeypatch.setattr("sys.argv", ["shuangshi", "graph", "stats"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "[/red]" in capsys.readouterr().err
