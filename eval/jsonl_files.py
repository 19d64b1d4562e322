"""Anybody's JSONL file, row by row; a fault is named with file and line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["JsonlFileError", "read_jsonl_file"]

T = TypeVar("T")


class JsonlFileError(ValueError):
    """A file that cannot be used; the message names file, line and what is wrong."""


def read_jsonl_file(
    path: Path, read_row: Callable[[dict[str, Any]], T], skip_bad: bool = False
) -> tuple[list[T], list[str]]:  # fmt: skip
    """Reads every row.

    Args:
        path: Of the file.
        read_row: Makes something of a row; raises ValueError where it cannot.
        skip_bad: Whether to go on past bad rows.

    Returns:
        What was made of the rows, and the faults of those left out.

    Raises:
        JsonlFileError: No such file, no usable row, or, unless `skip_bad`, a row that is wrong.
    """
    rows: list[T] = []
    skipped: list[str] = []
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    rows.append(read_row(_parse(line)))
                except ValueError as error:
                    fault = f"{path}:{number}: {error}"
                    if not skip_bad:
                        raise JsonlFileError(f"{fault} (go on past bad rows with --skip-bad)") from error
                    skipped.append(fault)
    except FileNotFoundError as error:
        raise JsonlFileError(f"{path}: no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise JsonlFileError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    if not rows:
        raise JsonlFileError(f"{path}: no usable row" + (f"; the first fault: {skipped[0]}" if skipped else ""))
    return rows, skipped


def _parse(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from error
    if not isinstance(row, dict):
        raise ValueError("a row is a JSON object")
    return row
