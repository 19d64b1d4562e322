"""Reads authored curriculum folders into subjects, units and knowledge points.

The first folder is the curriculum that comes with the project; others are packs of a region, in the same format:
they may bring subjects, add units and points to subjects, and change names and teaching order (`changes.yaml`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge_graph.ability import ABILITY_CODES
from knowledge_graph.authored_files import AuthoredFileError, Fault, read_authored
from knowledge_graph.curriculum_files import ChangesFile, Move, PointChange, PointRow, SubjectFile, ThemeFile, UnitRow
from knowledge_graph.schema import STAGE_LETTERS, KnowledgePoint, Misconception, Stage, Subject, Unit

__all__ = ["CURRICULUM_FOLDER", "Curriculum", "read_curriculum"]

CURRICULUM_FOLDER = Path(__file__).parent / "curriculum"
"""The curriculum that comes with the project."""


@dataclass
class Curriculum:
    """What the authored files hold, in teaching order.

    Attributes:
        subjects: By subject name.
        points: By id.
        moved: Former ids of points → the ids that stand for them now.
        places: Where each point stands, id → (file, line).
    """

    subjects: dict[str, Subject] = field(default_factory=dict)
    points: dict[str, KnowledgePoint] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[Path, int]] = field(default_factory=dict)


def read_curriculum(folder: Path = CURRICULUM_FOLDER, packs: Sequence[Path] = ()) -> Curriculum:
    """Reads every subject of a curriculum folder and of the packs that add to it.

    Raises:
        AuthoredFileError: With all faults of all files: bad YAML, wrong fields, duplicate ids, changes of what does
            not exist.
    """
    return _Reader().read([folder, *packs])


@dataclass
class _UnitDraft:
    """A unit before the teaching order is settled; `points` with the file and line of each."""

    theme: str
    stage: Stage
    row: UnitRow
    points: list[tuple[PointRow, Path, int]]


class _Reader:
    """Collects drafts and faults over all folders, then settles order and ids."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.subjects: dict[str, Subject] = {}  # by code
        self.units: dict[str, dict[str, _UnitDraft]] = {}  # subject code → unit id → draft, in teaching order
        self.moves: list[tuple[Move, Fault]] = []

    def read(self, folders: Sequence[Path]) -> Curriculum:
        for folder in folders:
            self._read_folder(folder)
        curriculum = self._settle()
        self._follow_moves(curriculum)
        if self.faults:
            raise AuthoredFileError(self.faults)
        return curriculum

    def _read_folder(self, folder: Path) -> None:
        subject_folders = sorted({path.parent for path in folder.glob("*/*.yaml")})
        if not subject_folders:
            self.faults.append(Fault(folder, 0, "holds no subject (expected <subject code>/subject.yaml)"))
        for subject_folder in subject_folders:
            try:
                self._read_subject(subject_folder)
            except AuthoredFileError as error:
                self.faults += error.faults

    def _read_subject(self, folder: Path) -> None:
        path, code = folder / "subject.yaml", folder.name
        if path.exists() and code in self.subjects:
            raise AuthoredFileError([Fault(path, 0, f"subject {code} exists already; add to it without subject.yaml")])
        if code not in self.subjects:
            subject = _read_subject_file(path)
            self.subjects[code], self.units[code] = subject, {}
        for theme_path in sorted(folder.glob("*.yaml")):
            try:
                if theme_path.name == "changes.yaml":
                    self._change(code, theme_path)
                elif theme_path.name == "moved.yaml":
                    self._read_moves(theme_path)
                elif theme_path.name != "subject.yaml":
                    self._add_theme(code, theme_path)
            except AuthoredFileError as error:
                self.faults += error.faults

    def _add_theme(self, code: str, path: Path) -> None:
        theme, lines = read_authored(path, ThemeFile)
        for u, row in enumerate(theme.units):
            unit_id = f"{code}.{STAGE_LETTERS[theme.stage]}.{row.id}"
            draft = self.units[code].setdefault(unit_id, _UnitDraft(theme.theme, theme.stage, row, []))
            if (row.name, row.grade, row.term) != (draft.row.name, draft.row.grade, draft.row.term):
                message = (
                    f"unit {unit_id} exists already with another name, grade or term (a pack says so in changes.yaml)"
                )
                self.faults.append(Fault(path, lines.line_of(["units", u]), message))
            for p, point in enumerate(row.points):
                inherited = point.model_copy(update={"core_concept": point.core_concept or row.core_concept})
                draft.points.append((inherited, path, lines.line_of(["units", u, "points", p])))

    def _change(self, code: str, path: Path) -> None:
        changes, lines = read_authored(path, ChangesFile)
        units = self.units[code]
        for unit_id, change in changes.units.items():
            missing = {unit_id, change.after or unit_id} - units.keys()
            if missing:
                line = lines.line_of(["units", unit_id])
                self.faults.append(Fault(path, line, f"no unit has the id {', '.join(sorted(missing))}"))
                continue
            draft = units[unit_id]
            draft.row = draft.row.model_copy(update=change.model_dump(exclude_none=True, exclude={"after"}))
            if change.after and change.after != unit_id:
                self.units[code] = units = _placed_after(units, unit_id, change.after)
        for point_id, point_change in changes.points.items():
            if not self._change_point(code, point_id, point_change):
                self.faults.append(Fault(path, lines.line_of(["points", point_id]), f"no point has the id {point_id}"))

    def _change_point(self, code: str, point_id: str, change: PointChange) -> bool:
        unit_id, _, slug = point_id.rpartition(".")
        points = self.units[code][unit_id].points if unit_id in self.units[code] else []
        for i, (row, path, line) in enumerate(points):
            if row.id == slug:
                later = (*row.later_prerequisites, *change.later_prerequisites)
                changed = row.model_copy(
                    update={
                        "name": change.name or row.name,
                        "aliases": (*row.aliases, *((row.name,) if change.name else ()), *change.aliases),
                        "prerequisites": tuple(p for p in row.prerequisites if p not in later),
                        "later_prerequisites": later,
                    }
                )
                points[i] = (changed, path, line)
                return True
        return False

    def _read_moves(self, path: Path) -> None:
        moves, lines = read_authored(path, list[Move])
        for i, move in enumerate(moves):
            self.moves.append((move, Fault(path, lines.line_of([i]), "")))

    def _settle(self) -> Curriculum:
        curriculum = Curriculum(subjects={subject.name: subject for subject in self.subjects.values()})
        for code, units in self.units.items():
            for order, (unit_id, draft) in enumerate(units.items()):
                row, subject = draft.row, self.subjects[code].name
                unit = Unit(unit_id, row.name, draft.theme, subject, draft.stage, row.grade, row.term, order)
                for p, (point_row, path, line) in enumerate(draft.points):
                    point = _make_point(point_row, unit, p)
                    if point.id in curriculum.points:
                        other, at = curriculum.places[point.id]
                        self.faults.append(Fault(path, line, f"duplicate id {point.id} (also {other.name}:{at})"))
                    curriculum.points[point.id] = point
                    curriculum.places[point.id] = (path, line)
        return curriculum

    def _follow_moves(self, curriculum: Curriculum) -> None:
        direct = {move.old: move.new for move, _ in self.moves}
        for move, at in self.moves:
            end, steps = move.new, 0
            while end in direct and steps <= len(direct):
                end, steps = direct[end], steps + 1
            message = ""
            if move.old in curriculum.points:
                message = f"{move.old} is said to have moved, but is there"
            elif end not in curriculum.points:
                message = f"{move.old} moved to {end}, which does not exist"
            if message:
                self.faults.append(Fault(at.file, at.line, message))
            curriculum.moved[move.old] = end


def _placed_after(units: dict[str, _UnitDraft], unit_id: str, after: str) -> dict[str, _UnitDraft]:
    def in_order() -> Iterator[tuple[str, _UnitDraft]]:
        for other_id, draft in units.items():
            if other_id != unit_id:
                yield other_id, draft
            if other_id == after:
                yield unit_id, units[unit_id]

    return dict(in_order())


def _read_subject_file(path: Path) -> Subject:
    row, lines = read_authored(path, SubjectFile)
    faults = []
    if row.code != path.parent.name:
        faults.append(Fault(path, lines.line_of(["code"]), f"code {row.code!r} differs from its folder's name"))
    if set(row.levels) != set(ABILITY_CODES):
        faults.append(Fault(path, lines.line_of(["levels"]), f"levels must name exactly {', '.join(ABILITY_CODES)}"))
    if faults:
        raise AuthoredFileError(faults)
    return Subject(row.code, row.name, row.aliases, dict(row.levels), dict(row.core_concepts))


def _make_point(row: PointRow, unit: Unit, order: int) -> KnowledgePoint:
    return KnowledgePoint(
        id=f"{unit.id}.{row.id}",
        name=row.name,
        aliases=row.aliases,
        definition=row.definition,
        asks=row.asks,
        prerequisites=row.prerequisites,
        unit=unit,
        order=order,
        core_concept=row.core_concept or "",
        later_prerequisites=row.later_prerequisites,
        related=row.related,
        can_do=dict(row.can_do.items()),
        misconceptions=tuple(Misconception(idea.belief, idea.repair) for idea in row.misconceptions),
    )
