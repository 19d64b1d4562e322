"""Texts that were authored for this project to learn from, a JSON object a line, a file a subject.

`questions/` holds sample questions, what an examination asks about a point at each level; `requests/` what pupils say
who mean a point and bring no exercise, mostly without its name: the linker compares with both. `papers/` holds
questions as papers have them, levels and forms in their natural proportions, which sample questions balance.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

__all__ = [
    "PaperQuestion", "PointRequests", "SampleQuestion", "read_paper_questions", "read_requests",
    "read_sample_questions",
]  # fmt: skip

_FOLDER = Path(__file__).parent


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Question(_Row):
    """A question as it would be printed.

    Attributes:
        level: What it asks for, by docs/ability-labelling.md.
        difficulty: 0 easy … 1 hard: the share of students of the grade who would fail, as its author estimates.
        text: Options of a choice stand inline; formulas in Unicode or LaTeX.
    """

    level: Annotated[str, Field(pattern="^[ABC][123]$")]
    difficulty: Annotated[float, Field(ge=0, le=1)]
    text: Annotated[str, Field(min_length=6, max_length=3000)]


class SampleQuestion(_Question):
    """A question about one knowledge point first of all, by id."""

    point: str


class PaperQuestion(_Question):
    """A question as it stands in a paper.

    Attributes:
        subject: By name.
        points: Ids of the knowledge points it is about, the main one first; none where the curriculum lacks it.
    """

    subject: str
    stage: Literal["初中", "高中"]
    points: tuple[str, ...] = ()


class PointRequests(_Row):
    """What pupils say who mean one knowledge point, by id."""

    point: str
    texts: Annotated[tuple[Annotated[str, Field(min_length=3, max_length=200)], ...], Field(min_length=1)]


Row = TypeVar("Row", SampleQuestion, PaperQuestion, PointRequests)


def read_sample_questions(folder: Path = _FOLDER / "questions") -> Iterator[SampleQuestion]:
    """All sample questions, file by file.

    Raises:
        ValueError: A row is malformed; with file and line.
    """
    return _read(folder, SampleQuestion)


def read_paper_questions(folder: Path = _FOLDER / "papers") -> Iterator[PaperQuestion]:
    """All questions of papers, file by file.

    Raises:
        ValueError: A row is malformed; with file and line.
    """
    return _read(folder, PaperQuestion)


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
                    yield model.model_validate_json(line)
                except ValidationError as error:
                    raise ValueError(f"{path}:{number}: {error}") from error
