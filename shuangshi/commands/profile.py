"""`shuangshi profile`: understands one text, or a JSONL file of texts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from intent.question_text import QuestionTextError, check_question_text
from shuangshi.console import fail, messages, print_json, progress
from shuangshi.settings import Settings

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
    if jsonl is not None and out is None:
        fail("--jsonl needs --out FILE")
    from shuangshi.engine import build_profiler
    from shuangshi.preparation import open_graph

    settings = Settings()
    if text is not None:
        try:
            checked = check_question_text(text)
        except QuestionTextError as error:
            fail(str(error))
        result = build_profiler(settings, open_graph(settings)).profile(checked).model_dump()
        print_json(result) if as_json else typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    assert jsonl is not None
    assert out is not None
    rows = list(_good_rows(jsonl, skip_bad))
    profiler = build_profiler(settings, open_graph(settings))
    partial = out.with_name(out.name + ".part")
    with partial.open("w", encoding="utf-8") as file, progress() as bar:
        task = bar.add_task("profiling", total=len(rows))
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            for row, result_ in zip(batch, profiler.profile_many([row["text"] for row in batch]), strict=True):
                file.write(json.dumps({**row, "profile": result_.model_dump()}, ensure_ascii=False) + "\n")
            bar.advance(task, len(batch))
    partial.replace(out)
    if as_json:
        print_json({"rows": len(rows), "out": str(out)})


def _good_rows(path: Path, skip_bad: bool) -> Iterator[dict[str, Any]]:
    """Rows with an id and a usable text; a bad one is named by file and line, and ends the run unless skipped."""
    if not path.is_file():
        fail(f"{path}: no such file")
    bad = 0
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield _check_row(line)
            except ValueError as error:
                message = f"{path}:{number}: {error}"
                if not skip_bad:
                    fail(f"{message} (go on past bad rows with --skip-bad)")
                bad += 1
                messages.print(f"[yellow]skipped[/yellow] {message}", highlight=False)
    if bad:
        messages.print(f"{bad} bad rows skipped")


def _check_row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from error
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        raise ValueError('a row is an object with "id" and a string "text"')
    check_question_text(row["text"])
    return row
