"""The graph as flat tables, the form that every exchange format writes and reads."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, ValidationError

from knowledge_graph.ability import ABILITY_CODES
from knowledge_graph.graph import KnowledgeGraph
from knowledge_graph.schema import KnowledgePoint, Misconception, Stage, Subject, Unit

__all__ = ["EdgeRow", "ExchangeError", "GraphTables", "MovedRow", "NodeRow", "SubjectRow", "from_tables", "to_tables"]


class ExchangeError(ValueError):
    """A file of another format cannot be read as a graph; the message names file and row."""


def _split(value: object) -> object:
    return value.split("\n") if isinstance(value, str) and value else () if value == "" else value


Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\r\n]+$")]
Lines = Annotated[tuple[Text, ...], BeforeValidator(_split), PlainSerializer("\n".join)]
"""Several texts in one cell, a line each."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SubjectRow(_Row):
    """A subject; `levels` as `A1=name`, `core_concepts` as `slug=name`, a line each."""

    code: Text
    name: Text
    aliases: Lines = ()
    levels: Lines
    core_concepts: Lines = ()


class NodeRow(_Row):
    """A knowledge point; `aliases`, `asks` and misconceptions a line each, beliefs and repairs in the same order."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[js]\.[a-z0-9-]+\.[a-z0-9-]+$")]
    name: Text
    subject: Text
    stage: Stage
    theme: Text
    unit: Text
    grade: Annotated[int, Field(ge=7, le=12)]
    term: Annotated[int, Field(ge=1, le=2)]
    definition: Text
    aliases: Lines = ()
    asks: Lines = ()
    core_concept: str = ""
    can_do_a: str = ""
    can_do_b: str = ""
    can_do_c: str = ""
    misconceptions: Lines = ()
    repairs: Lines = ()
    unit_order: Annotated[int, Field(ge=0)]
    order: Annotated[int, Field(ge=0)]


class EdgeRow(_Row):
    """An edge: from a prerequisite to what needs it, or between related points."""

    source: Text
    target: Text
    type: Literal["prerequisite", "later_prerequisite", "related"]


class MovedRow(_Row):
    """A former id and the one that stands for it now."""

    old: Text
    new: Text


@dataclass(frozen=True)
class GraphTables:
    """All tables of a graph, in teaching order."""

    subjects: list[SubjectRow]
    nodes: list[NodeRow]
    edges: list[EdgeRow]
    moved: list[MovedRow]


def to_tables(graph: KnowledgeGraph, subject: str | None = None) -> GraphTables:
    """The tables of a graph, or of one subject; edges that would leave the selection are left out."""
    points = [point for point in graph if subject in (None, point.subject)]
    ids = {point.id for point in points}
    edges = [edge for point in points for edge in _edges(point) if {edge.source, edge.target} <= ids]
    return GraphTables(
        [_subject_row(s) for s in graph.subjects.values() if subject in (None, s.name)],
        [_node(point) for point in points],
        edges,
        [MovedRow(old=old, new=new) for old, new in graph.moved.items() if new in ids],
    )


def from_tables(tables: GraphTables) -> KnowledgeGraph:
    """The graph of tables.

    Raises:
        ExchangeError: A row names a subject or point that is not there, or contradicts another row.
    """
    subjects = {row.name: _subject(row) for row in tables.subjects}
    needed: dict[tuple[str, str], list[str]] = {}
    for edge in tables.edges:
        owner, other = (edge.source, edge.target) if edge.type == "related" else (edge.target, edge.source)
        needed.setdefault((owner, edge.type), []).append(other)
    units: dict[str, Unit] = {}
    points: dict[str, KnowledgePoint] = {}
    for row in tables.nodes:
        if row.subject not in subjects:
            raise ExchangeError(f"node {row.id}: no subject is called {row.subject!r}")
        if row.id in points:
            raise ExchangeError(f"node {row.id} comes twice")
        if len(row.misconceptions) != len(row.repairs):
            raise ExchangeError(f"node {row.id}: {len(row.misconceptions)} misconceptions, {len(row.repairs)} repairs")
        unit_id = row.id.rpartition(".")[0]
        unit = Unit(
            unit_id, row.unit, row.theme, row.subject, row.stage, row.grade, row.term, row.unit_order
        )  # fmt: skip
        if units.setdefault(unit_id, unit) != unit:
            raise ExchangeError(f"node {row.id}: unit {unit_id} differs from the unit of another of its points")
        points[row.id] = _point(row, units[unit_id], needed)
    for edge in tables.edges:
        if not {edge.source, edge.target} <= points.keys():
            raise ExchangeError(f"edge {edge.source} → {edge.target}: names a point that is not among the nodes")
    return KnowledgeGraph(subjects.values(), points.values(), moved={row.old: row.new for row in tables.moved})


def read_rows(model: type[Any], rows: list[dict[str, Any]], where: str) -> list[Any]:
    """Validated rows; `where` names the file in messages.

    Raises:
        ExchangeError: With the number and the faults of the first bad row.
    """
    made = []
    for number, row in enumerate(rows, start=1):
        try:
            made.append(model.model_validate(row))
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
            raise ExchangeError(f"{where}, row {number}: {faults}") from error
    return made


def _edges(point: KnowledgePoint) -> list[EdgeRow]:
    return [
        *(EdgeRow(source=p, target=point.id, type="prerequisite") for p in point.prerequisites),
        *(EdgeRow(source=p, target=point.id, type="later_prerequisite") for p in point.later_prerequisites),
        *(EdgeRow(source=point.id, target=p, type="related") for p in point.related),
    ]


def _node(point: KnowledgePoint) -> NodeRow:
    return NodeRow(
        id=point.id,
        name=point.name,
        subject=point.subject,
        stage=point.stage,
        theme=point.unit.theme,
        unit=point.unit.name,
        grade=point.grade,
        term=point.unit.term,
        definition=point.definition,
        aliases=point.aliases,
        asks=point.asks,
        core_concept=point.core_concept,
        can_do_a=point.can_do.get("A", ""),
        can_do_b=point.can_do.get("B", ""),
        can_do_c=point.can_do.get("C", ""),
        misconceptions=tuple(idea.belief for idea in point.misconceptions),
        repairs=tuple(idea.repair for idea in point.misconceptions),
        unit_order=point.unit.order,
        order=point.order,
    )


def _point(row: NodeRow, unit: Unit, needed: dict[tuple[str, str], list[str]]) -> KnowledgePoint:
    can_do = {"A": row.can_do_a, "B": row.can_do_b, "C": row.can_do_c}
    return KnowledgePoint(
        id=row.id,
        name=row.name,
        aliases=row.aliases,
        definition=row.definition,
        asks=row.asks,
        prerequisites=tuple(needed.get((row.id, "prerequisite"), ())),
        unit=unit,
        order=row.order,
        core_concept=row.core_concept,
        later_prerequisites=tuple(needed.get((row.id, "later_prerequisite"), ())),
        related=tuple(needed.get((row.id, "related"), ())),
        can_do={level: text for level, text in can_do.items() if text},
        misconceptions=tuple(map(Misconception, row.misconceptions, row.repairs)),
    )


def _subject_row(subject: Subject) -> SubjectRow:
    return SubjectRow(
        code=subject.code,
        name=subject.name,
        aliases=subject.aliases,
        levels=tuple(f"{code}={subject.levels[code]}" for code in ABILITY_CODES),
        core_concepts=tuple(f"{slug}={name}" for slug, name in subject.core_concepts.items()),
    )


def _subject(row: SubjectRow) -> Subject:
    levels, concepts = (dict(_pair(text) for text in lines) for lines in (row.levels, row.core_concepts))
    return Subject(row.code, row.name, row.aliases, levels, concepts)


def _pair(text: str) -> tuple[str, str]:
    key, sign, name = text.partition("=")
    if not (key and sign and name):
        raise ExchangeError(f"{text!r} should be written as key=name")
    return key, name
