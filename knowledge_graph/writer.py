"""Writes authored curriculum files in one canonical form, so that a diff shows what changed and nothing else."""

from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from knowledge_graph.atomic_file import replace_file
from knowledge_graph.curriculum_files import PointRow, SubjectFile, ThemeFile, UnitRow
from knowledge_graph.graph import KnowledgeGraph
from knowledge_graph.schema import KnowledgePoint, Unit

__all__ = ["write_curriculum", "write_subject", "write_theme"]


class _Line(list[str]):
    """A list that is written on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indents the items of a list below its key."""
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _Line, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)
)


def write_theme(theme: ThemeFile, path: Path) -> None:
    """Writes a theme file; fields that are empty or have their default are left out."""
    units = [_unit(unit) for unit in theme.units]
    _write({"theme": theme.theme, "stage": theme.stage, "units": units}, path)


def write_subject(subject: SubjectFile, path: Path) -> None:
    """Writes `subject.yaml`."""
    row: dict[str, Any] = {"code": subject.code, "name": subject.name, "aliases": _Line(subject.aliases)}
    _write(row | {"levels": dict(subject.levels), "core_concepts": dict(subject.core_concepts)}, path)


def _unit(unit: UnitRow) -> dict[str, Any]:
    row: dict[str, Any] = {"id": unit.id, "name": unit.name, "grade": unit.grade, "term": unit.term}
    if unit.core_concept:
        row["core_concept"] = unit.core_concept
    row["points"] = [_point(point) for point in unit.points]
    return row


def _point(point: PointRow) -> dict[str, Any]:
    row = {
        "id": point.id, "name": point.name, "aliases": _Line(point.aliases), "definition": point.definition,
        "asks": list(point.asks), "core_concept": point.core_concept, "prerequisites": list(point.prerequisites),
        "later_prerequisites": list(point.later_prerequisites), "related": list(point.related),
        "can_do": dict(point.can_do),
        "misconceptions": [{"belief": idea.belief, "repair": idea.repair} for idea in point.misconceptions],
    }  # fmt: skip
    return {name: value for name, value in row.items() if value or name == "prerequisites"}


def _write(document: object, path: Path) -> None:
    text = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    with replace_file(path) as file:
        file.write(text.encode())


def write_curriculum(graph: KnowledgeGraph, folder: Path) -> list[Path]:
    """Writes a graph as a curriculum folder, which reads back as an equal graph; files that are there stay.

    A file holds neighbouring units of one theme and is named after the first of them.

    Raises:
        FileExistsError: The folder holds a curriculum already.
        pydantic.ValidationError: The graph breaks a rule of the format.
    """
    if any(folder.glob("*/*.yaml")):
        raise FileExistsError(f"{folder} holds a curriculum already")
    written = []
    for subject in graph.subjects.values():
        path = folder / subject.code / "subject.yaml"
        write_subject(SubjectFile.model_validate(asdict(subject)), path)
        written.append(path)
        by_unit = {point.unit.id: point.unit for point in graph if point.subject == subject.name}
        units = sorted(by_unit.values(), key=lambda unit: unit.order)
        for number, (_, group) in enumerate(groupby(units, key=lambda unit: (unit.stage, unit.theme)), start=1):
            theme_units = list(group)
            path = folder / subject.code / f"{number:02}-{theme_units[0].id.rpartition('.')[2]}.yaml"
            write_theme(_theme_file(graph, theme_units), path)
            written.append(path)
        moves = [{"old": old, "new": new, "since": "import"} for old, new in graph.moved.items()
                 if new.startswith(f"{subject.code}.")]  # fmt: skip
        if moves:
            _write(moves, folder / subject.code / "moved.yaml")
    return written


def _theme_file(graph: KnowledgeGraph, units: list[Unit]) -> ThemeFile:
    rows = [
        {
            "id": unit.id.rpartition(".")[2], "name": unit.name, "grade": unit.grade, "term": unit.term,
            "points": [_point_row(point) for point in sorted(graph.unit_points(unit.id), key=lambda p: p.order)],
        }
        for unit in units
    ]  # fmt: skip
    return ThemeFile.model_validate({"theme": units[0].theme, "stage": units[0].stage, "units": rows})


def _point_row(point: KnowledgePoint) -> dict[str, Any]:
    row = asdict(point)
    for name in ("unit", "order"):
        del row[name]
    return {**row, "id": point.id.rpartition(".")[2], "core_concept": point.core_concept or None}
