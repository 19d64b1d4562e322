"""Texts about knowledge points that were authored for this project, a JSON object a line, a file a subject.

`questions/` holds sample questions, what an examination asks about a point at each level; `requests/` what pupils say
who mean a point and bring no exercise, mostly without its name. Models learn from both; the linker compares with them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

__all__ = ["PointRequests", "SampleQuestion", "read_requests", "read_sample_questions"]

_FOLDER = Path(__file__).parent


class _PointRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    point: str


class SampleQuestion(_PointRow):
    """A question as it would be printed.

    Attributes:
        point: Id of the knowledge point it is about first of all.
        level: What it asks for, by docs/ability-labelling.md.
        difficulty: 0 easy … 1 hard: the share of students of the grade who would fail, as its author estimates.
        text: Options of a choice stand inline; formulas in Unicode or LaTeX.
    """

    level: Annotated[str, Field(pattern="^[ABC][123]$")]
    difficulty: Annotated[float, Field(ge=0, le=1)]
    text: Annotated[str, Field(min_length=8, max_length=1200)]


class PointRequests(_PointRow):
    """What pupils say who mean one knowledge point."""

    texts: Annotated[tuple[Annotated[str, Field(min_length=3, max_length=200)], ...], Field(min_length=1)]


Row = TypeVar("Row", SampleQuestion, PointRequests)


def read_sample_questions(folder: Path = _FOLDER / "questions") -> Iterator[SampleQuestion]:
    """All sample questions, file by file.

    Raises:
        ValueError: A row is malformed; with file and line.
    """
    return _read(folder, SampleQuestion)


def read_requests(folder: Path = _FOLDER / "requests") -> Iterator[PointRequests]:
    """The requests about each point, file by file.

    Raises:
        ValueError: A row is malformed; with file and line.
    """
    return _read(folder, PointRequests)


def _read(folder: Path, model: type[Row]) -> Iterator[Row]:
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                try:
                    yield model.model_validate(json.loads(line))
                except (json.JSONDecodeError, ValidationError) as error:
                    raise ValueError(f"{path}:{number}: {error}") from error
