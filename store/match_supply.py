"""Who asks when and who is there: demand against supply by subject and half hour, and help between districts."""

from collections import defaultdict
from typing import Any

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.match_counting import SMALLEST_GROUP
from store.match_days import demand_days, flow_days, supply_days
from store.match_filter import MatchFilter

__all__ = ["Flow", "FlowEdge", "Supply", "SupplyCell", "find_flow", "find_supply"]


class SupplyCell(BaseModel):
    """A subject in a half hour of the day.

    Attributes:
        half_hour: 0–47 from midnight.
        small: Fewer than five requests: their figures are null.
        asked: Requests.
        accepted: Of these, taken by a teacher.
        teacher_hours: In which teachers of the subject were there; null within a school, whose students are helped by
            teachers of all schools.
    """

    subject: str
    half_hour: int
    small: bool
    asked: int | None
    accepted: int | None
    teacher_hours: float | None


class Supply(BaseModel):
    """The heat map; `days` is how many days had any request, so that a cell can be told for one evening."""

    cells: list[SupplyCell]
    days: int


class FlowEdge(BaseModel):
    """Matches of one district's students with another's, or the same one's, teachers; null where fewer than five."""

    student_district: str
    teacher_district: str
    accepted: int | None


class Flow(BaseModel):
    """All edges that begin or end in what is looked at."""

    edges: list[FlowEdge]


def find_supply(session: Session, wanted: MatchFilter) -> Supply:
    """Demand and supply of a range of days."""
    asked: dict[tuple[str, int], tuple[int, int]] = {}
    table = demand_days
    query = select(table.c.subject, table.c.half_hour, func.sum(table.c.asked), func.sum(table.c.accepted))
    condition = wanted.of_students(table)
    for subject, half_hour, *counts in session.execute(
        query.where(condition).group_by(table.c.subject, table.c.half_hour)
    ):
        asked[subject, half_hour] = (counts[0], counts[1])
    days = session.scalar(select(func.count(table.c.day.distinct())).where(condition))
    minutes = {} if wanted.school else _teacher_minutes(session, wanted)
    return Supply(days=days or 0, cells=[
        _supply_cell(subject, half_hour, *asked.get((subject, half_hour), (0, 0)), minutes.get((subject, half_hour), 0),
                     known=wanted.school is None)
        for subject, half_hour in sorted({*asked, *minutes})
    ])  # fmt: skip


def find_flow(session: Session, wanted: MatchFilter) -> Flow:
    """Matches by the student's and the teacher's district; of a district both what it gets and what it gives."""
    edges: dict[tuple[str, str], int] = defaultdict(int)
    for district, teacher_district, accepted in _flow_rows(session, wanted.of_students(flow_days)):
        edges[district, teacher_district] += accepted
    if wanted.district is not None and wanted.school is None:
        everywhere = MatchFilter(wanted.simulated, wanted.first, wanted.last, wanted.subject)
        given = everywhere.of_students(flow_days) & (flow_days.c.teacher_district == wanted.district)
        for district, teacher_district, accepted in _flow_rows(
            session, given & (flow_days.c.district_id != wanted.district)
        ):
            edges[district, teacher_district] += accepted
    return Flow(edges=[
        FlowEdge(student_district=a, teacher_district=b, accepted=n if n >= SMALLEST_GROUP else None)
        for (a, b), n in sorted(edges.items())
    ])  # fmt: skip


def _flow_rows(session: Session, condition: Any) -> Any:
    by = (flow_days.c.district_id, flow_days.c.teacher_district)
    return session.execute(select(*by, func.sum(flow_days.c.accepted)).where(condition).group_by(*by))


def _teacher_minutes(session: Session, wanted: MatchFilter) -> dict[tuple[str, int], float]:
    table = supply_days
    query = (
        select(table.c.subject, table.c.half_hour, func.sum(table.c.teacher_minutes))
        .where(wanted.of_students(table)).group_by(table.c.subject, table.c.half_hour)
    )  # fmt: skip
    return {(subject, half_hour): minutes for subject, half_hour, minutes in session.execute(query)}


def _supply_cell(subject: str, half_hour: int, asked: int, accepted: int, minutes: float, known: bool) -> SupplyCell:
    small = 0 < asked < SMALLEST_GROUP
    return SupplyCell(
        subject=subject, half_hour=half_hour, small=small, asked=None if small else asked,
        accepted=None if small else accepted, teacher_hours=round(minutes / 60, 2) if known else None,
    )  # fmt: skip
