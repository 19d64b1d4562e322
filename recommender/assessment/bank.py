"""The authored item bank: what comes with the engine, whatever region is served."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge_graph import KnowledgeGraph
from knowledge_graph.authored_files import AuthoredFileError, Fault, read_authored
from recommender.assessment.expressions import NotAnExpressionError, read_expression, same_value
from recommender.assessment.families import ItemFamily, draw_items
from recommender.assessment.items import AssessmentItem

__all__ = ["BANK_FOLDER", "UnitCoverage", "cover_units", "read_bank"]

BANK_FOLDER = Path(__file__).parent / "bank"
"""`<subject code>/<file>.yaml` holds items, `<subject code>/<file>.families.yaml` families of items."""


def read_bank(graph: KnowledgeGraph, folder: Path = BANK_FOLDER) -> tuple[AssessmentItem, ...]:
    """All items, those drawn from families included, in the order of files.

    Raises:
        AuthoredFileError: Bad fields, unknown points, ids given twice, computations that give another answer; all of
            them, with file and line.
    """
    faults: list[Fault] = []
    items: dict[str, AssessmentItem] = {}
    for path in sorted(folder.glob("*/*.yaml")):
        try:
            if path.name.endswith(".families.yaml"):
                families, lines = read_authored(path, tuple[ItemFamily, ...])
                rows = [draw_items(family) for family in families]
            else:
                single, lines = read_authored(path, tuple[AssessmentItem, ...])
                rows = [[item] for item in single]
        except AuthoredFileError as error:
            faults += error.faults
            continue
        for number, drawn in enumerate(rows):
            for fault in _faults_of(drawn, graph, items):
                faults.append(Fault(path, lines.line_of([number]), fault))
            items |= {item.id: item for item in drawn}
    if faults:
        raise AuthoredFileError(faults)
    return tuple(items.values())


def _faults_of(
    drawn: Sequence[AssessmentItem], graph: KnowledgeGraph, seen: dict[str, AssessmentItem]
) -> Iterable[str]:  # fmt: skip
    for item in drawn:
        if item.id in seen:
            yield f"duplicate id {item.id}"
    first = drawn[0]
    if first.point not in graph:
        yield f"{first.id}: unknown knowledge point {first.point}"
    if first.stem.count("$") % 2:
        yield f"{first.id}: an odd number of dollars"
    if first.kind in ("number", "expression"):
        yield from _faults_of_answer(first)


def _faults_of_answer(item: AssessmentItem) -> Iterable[str]:
    try:
        answers = [read_expression(one) for one in item.answer.split(";")]
        computed = [read_expression(one) for one in item.compute.split(";")] if item.compute else answers
    except NotAnExpressionError as error:
        yield f"{item.id}: {error}"
        return
    if len(answers) != len(computed) or not all(map(same_value, answers, computed)):
        yield f"{item.id}: the computation gives {computed}, the answer says {item.answer}"


@dataclass(frozen=True)
class UnitCoverage:
    """Items of one unit.

    Attributes:
        unit: Id.
        items: Number of items at A, B and C.
        points: Points of the unit.
        points_with_items: Those of them with an item at least.
    """

    unit: str
    subject: str
    stage: str
    items: dict[str, int]
    points: int
    points_with_items: int

    @property
    def is_enough(self) -> bool:
        """Whether a student can be tested there: three items at A and three at B."""
        return min(self.items["A"], self.items["B"]) >= 3


def cover_units(items: Iterable[AssessmentItem], graph: KnowledgeGraph) -> list[UnitCoverage]:
    """Of every unit, in the graph's order."""
    units = {point.unit.id: point.unit for point in graph}
    counts = {unit: {"A": 0, "B": 0, "C": 0} for unit in units}
    met: dict[str, set[str]] = {unit: set() for unit in units}
    for item in items:
        point = graph.get_point(item.point)
        counts[point.unit.id][item.group] += 1
        met[point.unit.id].add(point.id)
    return [
        UnitCoverage(
            unit.id, unit.subject, unit.stage, counts[unit.id], len(graph.unit_points(unit.id)), len(met[unit.id])
        )
        for unit in units.values()
    ]  # fmt: skip
