"""Reads the authored curriculum folder into subjects, units and knowledge points."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from knowledge_graph.ability import ABILITY_CODES
from knowledge_graph.authored_files import AuthoredFileError, AuthoredModel, Fault, LineIndex, read_authored
from knowledge_graph.schema import STAGE_LETTERS, KnowledgePoint, Stage, Subject, Unit

__all__ = ["CURRICULUM_FOLDER", "Curriculum", "read_curriculum"]

CURRICULUM_FOLDER = Path(__file__).parent / "curriculum"
"""The curriculum that comes with the project."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PointId = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[js](\.[a-z0-9]+(-[a-z0-9]+)*){2}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class SubjectFile(AuthoredModel):
    """`subject.yaml`."""

    code: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    levels: dict[str, Text]


class PointRow(AuthoredModel):
    """A knowledge point as authored."""

    id: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    definition: Text
    asks: Annotated[tuple[Text, ...], Field(min_length=2)]
    prerequisites: tuple[PointId, ...]


class UnitRow(AuthoredModel):
    """A unit as authored."""

    id: Slug
    name: Text
    grade: Annotated[int, Field(ge=7, le=12)]
    term: Annotated[int, Field(ge=1, le=2)]
    points: Annotated[tuple[PointRow, ...], Field(min_length=1)]


class ThemeFile(AuthoredModel):
    """A theme file."""

    theme: Text
    stage: Stage
    units: Annotated[tuple[UnitRow, ...], Field(min_length=1)]


class Curriculum:
    """What the authored files hold, in teaching order.

    Attributes:
        subjects: By subject name.
        points: By id.
        places: Where each point stands, id → (file, line), for messages of the audit.
    """

    def __init__(self) -> None:
        self.subjects: dict[str, Subject] = {}
        self.points: dict[str, KnowledgePoint] = {}
        self.places: dict[str, tuple[Path, int]] = {}


def read_curriculum(folder: Path = CURRICULUM_FOLDER) -> Curriculum:
    """Reads every subject of a curriculum folder.

    Raises:
        AuthoredFileError: With all faults of all files: bad YAML, wrong fields, duplicate ids.
    """
    curriculum = Curriculum()
    faults: list[Fault] = []
    for subject_path in sorted(folder.glob("*/subject.yaml")):
        try:
            subject = _read_subject(subject_path)
        except AuthoredFileError as error:
            faults += error.faults
            continue
        curriculum.subjects[subject.name] = subject
        order = 0
        for path in sorted(p for p in subject_path.parent.glob("*.yaml") if p != subject_path):
            try:
                theme, lines = read_authored(path, ThemeFile)
            except AuthoredFileError as error:
                faults += error.faults
                continue
            order = _add_theme(curriculum, subject, theme, path, lines, order, faults)
    if not curriculum.subjects and not faults:
        faults.append(Fault(folder, 0, "holds no subject (expected <subject code>/subject.yaml)"))
    if faults:
        raise AuthoredFileError(faults)
    return curriculum


def _read_subject(path: Path) -> Subject:
    row, lines = read_authored(path, SubjectFile)
    faults = []
    if row.code != path.parent.name:
        faults.append(Fault(path, lines.line_of(["code"]), f"code {row.code!r} differs from its folder's name"))
    if set(row.levels) != set(ABILITY_CODES):
        faults.append(Fault(path, lines.line_of(["levels"]), f"levels must name exactly {', '.join(ABILITY_CODES)}"))
    if faults:
        raise AuthoredFileError(faults)
    return Subject(row.code, row.name, row.aliases, dict(row.levels))


def _add_theme(
    curriculum: Curriculum,
    subject: Subject,
    theme: ThemeFile,
    path: Path,
    lines: LineIndex,
    order: int,
    faults: list[Fault],
) -> int:
    for u, unit_row in enumerate(theme.units):
        unit = Unit(
            f"{subject.code}.{STAGE_LETTERS[theme.stage]}.{unit_row.id}",
            unit_row.name,
            theme.theme,
            subject.name,
            theme.stage,
            unit_row.grade,
            unit_row.term,
            order,
        )
        order += 1
        for p, row in enumerate(unit_row.points):
            point = KnowledgePoint(
                f"{unit.id}.{row.id}", row.name, row.aliases, row.definition, row.asks, row.prerequisites, unit, p
            )
            line = lines.line_of(["units", u, "points", p])
            if point.id in curriculum.points:
                other, at = curriculum.places[point.id]
                faults.append(Fault(path, line, f"duplicate id {point.id} (also {other.name}:{at})"))
            curriculum.points[point.id] = point
            curriculum.places[point.id] = (path, line)
    return order
