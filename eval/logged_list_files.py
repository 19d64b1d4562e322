"""Logged lists as a JSONL file, a list a line, so that an engineer can work away from the database."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.jsonl_files import read_jsonl_file
from knowledge_graph.atomic_file import replace_file
from recommender.logged_list import LoggedList

__all__ = ["read_logged_lists", "write_logged_lists"]


def read_logged_lists(path: Path, skip_bad: bool = False) -> tuple[list[LoggedList], list[str]]:
    """The lists of a file, and the faults of rows left out.

    Raises:
        JsonlFileError: No such file, no usable row, or, unless `skip_bad`, a row that is wrong; with file and line.
    """
    return read_jsonl_file(path, _read_row, skip_bad)


def write_logged_lists(path: Path, lists: Iterable[LoggedList]) -> int:
    """Writes a file that `read_logged_lists` reads back as the same; returns how many lists it holds."""
    count = 0
    with replace_file(path) as file:
        for row in lists:
            file.write(f"{row.model_dump_json(exclude_defaults=True)}\n".encode())
            count += 1
    return count


def _read_row(row: dict[str, Any]) -> LoggedList:
    try:
        return LoggedList.model_validate(row)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'row'}: {e['msg']}" for e in error.errors())
        raise ValueError(faults) from error
