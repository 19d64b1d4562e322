"""The authored files of a curriculum, as pydantic models; docs/content-format.md describes them for authors."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from knowledge_graph.authored_files import AuthoredModel
from knowledge_graph.schema import Stage

__all__ = [
    "ChangesFile", "MisconceptionRow", "Move", "PointChange", "PointRow", "SubjectFile", "ThemeFile", "UnitChange",
    "UnitRow",
]  # fmt: skip

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
UnitId = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[js]\.[a-z0-9]+(-[a-z0-9]+)*$")]
PointId = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[js](\.[a-z0-9]+(-[a-z0-9]+)*){2}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n]+$")]
CanDo = Annotated[dict[Literal["A", "B", "C"], Text], AfterValidator(lambda rows: dict(sorted(rows.items())))]
"""Texts by level, A first however they were written."""


class SubjectFile(AuthoredModel):
    """`subject.yaml`."""

    code: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    levels: dict[str, Text]
    core_concepts: dict[Slug, Text] = Field(default_factory=dict)


class MisconceptionRow(AuthoredModel):
    """A misconception as authored."""

    belief: Text
    repair: Text


class PointRow(AuthoredModel):
    """A knowledge point as authored. What has a default may be missing while a draft grows; the audit tells."""

    id: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    definition: Text
    asks: tuple[Text, ...] = ()
    core_concept: Slug | None = None
    prerequisites: tuple[PointId, ...] = ()
    later_prerequisites: tuple[PointId, ...] = ()
    related: tuple[PointId, ...] = ()
    can_do: CanDo = Field(default_factory=dict)
    misconceptions: tuple[MisconceptionRow, ...] = ()


class UnitRow(AuthoredModel):
    """A unit as authored."""

    id: Slug
    name: Text
    grade: Annotated[int, Field(ge=7, le=12)]
    term: Annotated[int, Field(ge=1, le=2)]
    core_concept: Slug | None = None
    points: Annotated[tuple[PointRow, ...], Field(min_length=1)]


class ThemeFile(AuthoredModel):
    """A theme file."""

    theme: Text
    stage: Stage
    units: Annotated[tuple[UnitRow, ...], Field(min_length=1)]


class UnitChange(AuthoredModel):
    """What a pack changes about a unit; what is missing stays.

    Attributes:
        after: Id of the unit it follows in the teaching order of its grade and term.
    """

    name: Text | None = None
    grade: Annotated[int, Field(ge=7, le=12)] | None = None
    term: Annotated[int, Field(ge=1, le=2)] | None = None
    after: UnitId | None = None


class PointChange(AuthoredModel):
    """What a pack changes about a point; what is missing stays.

    Attributes:
        aliases: Names that are added.
        later_prerequisites: Which of its prerequisites are taught later in the pack's order.
    """

    name: Text | None = None
    aliases: tuple[Text, ...] = ()
    later_prerequisites: tuple[PointId, ...] = ()


class ChangesFile(AuthoredModel):
    """`changes.yaml` of a pack's subject folder."""

    units: dict[UnitId, UnitChange] = Field(default_factory=dict)
    points: dict[PointId, PointChange] = Field(default_factory=dict)


class Move(AuthoredModel):
    """An entry of `moved.yaml`: a point that was renamed, or merged into another one.

    Attributes:
        old: The id it had.
        new: The id that stands for it now.
        since: The release that moved it.
    """

    old: PointId
    new: PointId
    since: Text
