"""How commands speak: results on stdout (with `--json` exactly one document), everything else on stderr."""

import json
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

__all__ = ["fail", "messages", "print_json", "progress", "set_up_logging", "track"]

messages = Console(stderr=True)
"""For people: stderr."""

T = TypeVar("T")


def print_json(document: Any) -> None:
    """Writes the one JSON document of a `--json` run; half a character, which UTF-8 cannot hold, as its escape."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode() + "\n")


def fail(message: str, code: int = 2) -> NoReturn:
    """Ends the command: 2 for bad usage or input, 1 for a failure of ours. The message stands as it is, on one line."""
    messages.print(Text.assemble(("✗", "red"), " ", message), soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress bar on stderr, gone when done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages, transient=True) as bar:
        yield bar


def track(items: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
    """Passes items on while a progress bar shows how far they are."""
    with progress() as bar:
        yield from bar.track(items, total=total, description=description)


def set_up_logging(verbose: bool = False) -> None:
    """Our own messages from INFO, those of libraries from WARNING, all on stderr."""
    handler = RichHandler(console=messages, show_path=False, show_time=False, markup=False)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], format="%(message)s", force=True)
    for name in ("shuangshi", "models", "intent", "ocr", "recommender", "chat", "store", "training", "eval", "api"):
        logging.getLogger(name).setLevel(logging.DEBUG if verbose else logging.INFO)
