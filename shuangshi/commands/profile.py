"""`shuangshi profile`: understands one text, or a JSONL file of texts."""

import json
import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from intent import QuestionTextError, check_question_text
from knowledge_graph.atomic_file import replace_file
from shuangshi.console import fail, messages, print_json, progress
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from intent.profiler import Profiler

__all__ = ["register"]

_BATCH = 64


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="profile")(profile)


def profile(
    text: Annotated[str | None, typer.Argument(help="A question.")] = None,
    jsonl: Annotated[Path | None, typer.Option(help='Rows {"id","text",…}; other fields are kept.')] = None,
    out: Annotated[Path | None, typer.Option(help="Where the rows with `profile` go.")] = None,
    skip_bad: Annotated[bool, typer.Option(help="Name bad rows and go on.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Tells subject, knowledge points, ability level, difficulty and intent of a question."""
    if (text is None) == (jsonl is None):
        fail("give either a TEXT or --jsonl FILE")
    if text is not None:
        if out is not None:
            fail("--out goes with --jsonl FILE; the profile of one TEXT is written to stdout")
        _profile_text(text, as_json)
        return
    if out is None:
        fail("--jsonl needs --out FILE")
    assert jsonl is not None
    _check_out(out)
    rows = list(_good_rows(jsonl, skip_bad))
    _profile_rows(rows, out)
    if as_json:
        print_json({"rows": len(rows), "out": str(out)})


@dataclass(frozen=True)
class _Row:
    """A row as it was given, and its text fit to be understood."""

    fields: dict[str, Any]
    text: str


def _profile_text(text: str, as_json: bool) -> None:
    try:
        checked = check_question_text(text)
    except QuestionTextError as error:
        fail(str(error))
    result = _open_profiler().profile(checked).as_document()
    print_json(result) if as_json else typer.echo(json.dumps(result, ensure_ascii=False, indent=2))


def _profile_rows(rows: Sequence[_Row], out: Path) -> None:
    """Writes every row with its profile; `out` appears when all is done, and an error leaves nothing behind."""
    profiler = _open_profiler()
    with replace_file(out) as file, progress() as bar:
        task = bar.add_task("profiling", total=len(rows))
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            for row, result in zip(batch, profiler.profile_many([row.text for row in batch]), strict=True):
                line = json.dumps({**row.fields, "profile": result.as_document()}, ensure_ascii=False)
                file.write(line.encode("utf-8", "backslashreplace") + b"\n")  # half a character stays as its escape
            bar.advance(task, len(batch))


def _open_profiler() -> "Profiler":
    from shuangshi.engine import build_profiler
    from shuangshi.preparation import open_graph

    settings = Settings()
    return build_profiler(settings, open_graph(settings))


def _check_out(out: Path) -> None:
    """Ends the command before anything slow is done where the file could not be written at the end."""
    try:
        if out.exists() and not out.is_file():
            fail(f"--out {out}: not a file; name a file to write")
    except OSError as error:
        fail(f"--out {out}: cannot be written ({error.strerror})")
    if not out.parent.is_dir():
        fail(f"--out {out}: there is no folder {out.parent}; make it first")
    if not os.access(out.parent, os.W_OK):
        fail(f"--out {out}: the folder {out.parent} may not be written to")


def _good_rows(path: Path, skip_bad: bool) -> Iterator[_Row]:
    """Rows with an id and a usable text; a bad one is named by file and line, and ends the run unless skipped."""
    bad = 0
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            yield _check_row(line.removeprefix(BOM_UTF8) if number == 1 else line)
        except ValueError as error:
            message = f"{path}:{number}: {error}"
            if not skip_bad:
                fail(f"{message} (go on past bad rows with --skip-bad)")
            bad += 1
            messages.print(Text.assemble(("skipped", "yellow"), " ", message), soft_wrap=True)
    if bad:
        messages.print(f"{bad} bad rows skipped")


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except FileNotFoundError:
        fail(f"--jsonl {path}: no such file")
    except OSError as error:
        fail(f"--jsonl {path}: cannot be read ({error.strerror})")


def _check_row(line: bytes) -> _Row:
    try:
        row = json.loads(line.decode("utf-8"))
        json.dumps(row, allow_nan=False)
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8; save the file in UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except ValueError as error:
        raise ValueError("a number that JSON cannot hold, such as NaN or Infinity") from error
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        raise ValueError('a row is an object with "id" and a string "text"')
    return _Row(row, check_question_text(row["text"]))
