"""The funnel, waiting and satisfaction of a range of days: by form, week, subject and place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from store.match_cells import Interval, MatchCell, Sums, make_cell, share_of, withhold
from store.match_counting import SMALLEST_GROUP
from store.match_days import WAIT_BOUNDS_S, Form, invitation_days, match_days, student_days
from store.match_filter import MatchFilter

__all__ = ["InvitationCounts", "Overview", "WaitBin", "find_overview"]

_ALL = "all"
_COUNTS = [column for column in match_days.c if not column.primary_key and column.name != "students"]


class InvitationCounts(BaseModel):
    """Invitations and how they ended, of a week or of the whole range.

    Attributes:
        key: The week's Monday, or `all`.
        failed_per_match: Invitations that did not end in that pair's session, for each that did.
    """

    key: str
    sent: int
    accepted: int
    declined: int
    expired: int
    cancelled: int
    open: int
    failed_per_match: float | None


class WaitBin(BaseModel):
    """How many students waited so long until a teacher accepted; `to_s` is null for the last, open bin."""

    from_s: int
    to_s: int | None
    students: int


class Overview(BaseModel):
    """What the first screen shows.

    Attributes:
        total: Of the chosen form.
        forms: One cell each, over all forms; they count different things and are never added up.
        weeks: Of the chosen form, by Monday, like the following.
        places: Districts of the city or schools of the district; empty within a school.
        waits: The histogram of waiting time; empty where the total is withheld.
        matched: Share of requests that a teacher accepted.
    """

    total: MatchCell
    matched: Interval
    forms: list[MatchCell]
    weeks: list[MatchCell]
    subjects: list[MatchCell]
    places: list[MatchCell]
    waits: list[WaitBin]
    invitations: InvitationCounts | None
    invitation_weeks: list[InvitationCounts]


def find_overview(session: Session, wanted: MatchFilter, form: Form, schools: Sequence[str]) -> Overview:
    """The overview of a form.

    Args:
        session: To read in.
        wanted: Whose matches, and when.
        form: The chosen form.
        schools: The district's, where a whole district is looked at.
    """
    sums: dict[str, dict[str, Sums]] = {name: defaultdict(Sums) for name in ("form", "week", "subject", _ALL)}
    for row in _sum_by(session, [match_days.c.form, match_days.c.week], wanted.of_students(match_days)):
        its_form, week = row.pop("form"), row.pop("week")
        sums["form"][its_form].add(row)
        if its_form == form:
            sums["week"][week.isoformat()].add(row)
            sums[_ALL][_ALL].add(row)
    for row in _sum_by(session, [match_days.c.subject], wanted.of_students(match_days, form, by_subject=True)):
        sums["subject"][row.pop("subject")].add(row)
    condition = wanted.of_students(student_days)
    of_form = wanted.of_students(student_days, form)
    of_subjects = wanted.of_students(student_days, form, by_subject=True)
    total = _cells(session, form, {_ALL: sums[_ALL][_ALL]}, literal(_ALL), of_form)[0]
    weeks = _cells(session, form, sums["week"], student_days.c.week, of_form)
    sent = [] if total.small else _invitations(session, wanted, {cell.key for cell in weeks if cell.small})
    is_asked = form is Form.ONE_TO_ONE
    return Overview(
        total=total, matched=share_of(total.accepted or 0, total.shown or 0),
        forms=[
            cell for one in Form
            for cell in _cells(session, one, {one.value: sums["form"][one.value]}, student_days.c.form, condition)
        ],
        weeks=weeks, subjects=_cells(session, form, sums["subject"], student_days.c.subject, of_subjects, whole=True),
        places=_find_places(session, wanted, form, schools),
        waits=_wait_bins(sums[_ALL][_ALL]) if is_asked and not total.small else [],
        invitations=_add_up(sent) if is_asked and sent else None, invitation_weeks=sent if is_asked else [],
    )  # fmt: skip


def _find_places(session: Session, wanted: MatchFilter, form: Form, schools: Sequence[str]) -> list[MatchCell]:
    if wanted.school is not None:
        return []
    if wanted.district is None:
        name, conditions = "district_id", [wanted.of_students(table, form) for table in (match_days, student_days)]
    else:
        name = "school_id"
        conditions = [wanted.of_schools(table, schools, form) for table in (match_days, student_days)]
    sums: dict[str, Sums] = defaultdict(Sums)
    for row in _sum_by(session, [match_days.c[name]], conditions[0]):
        sums[row.pop(name)].add(row)
    return _cells(session, form, sums, student_days.c[name], conditions[1], whole=True)


def _sum_by(session: Session, by: Sequence[Any], condition: ColumnElement[bool]) -> Iterable[dict[str, Any]]:
    """Sums of the counts; of students the most of one cell."""
    sums = [func.sum(column).label(column.name) for column in _COUNTS]
    students = func.max(match_days.c.students).label("students")
    query = select(*by, students, *sums).where(condition).group_by(*by).order_by(*by)
    return (dict(row) for row in session.execute(query).mappings())


def _cells(
    session: Session, form: Form, sums: dict[str, Sums], column: Any, condition: ColumnElement[bool],
    whole: bool = False,
) -> list[MatchCell]:  # fmt: skip
    """Cells by key; students are only counted where a day's most does not suffice."""
    cells = [make_cell(key, form, found) for key, found in sums.items()]
    students = {key: found.students for key, found in sums.items()}
    if any(cell.shown and students[cell.key] < SMALLEST_GROUP for cell in cells):
        query = select(column, func.count(student_days.c.student_id.distinct())).where(condition).group_by(column)
        students |= {key if isinstance(key, str) else key.isoformat(): n for key, n in session.execute(query)}
    return withhold(cells, students, parts_of_a_whole=whole)


def _wait_bins(sums: Sums) -> list[WaitBin]:
    bounds = (0, *WAIT_BOUNDS_S)
    ends = (*WAIT_BOUNDS_S, None)
    return [WaitBin(from_s=a, to_s=b, students=n) for a, b, n in zip(bounds, ends, sums.waits, strict=True)]


def _invitations(session: Session, wanted: MatchFilter, hidden: set[str]) -> list[InvitationCounts]:
    table = invitation_days
    names = ("sent", "accepted", "declined", "expired", "cancelled", "open")
    query = (
        select(table.c.week, *(func.sum(table.c[name]).label(name) for name in names))
        .where(wanted.of_students(table)).group_by(table.c.week).order_by(table.c.week)
    )  # fmt: skip
    rows = (dict(row) for row in session.execute(query).mappings())
    return [
        _invitation_counts(week, row) for row in rows if (week := row.pop("week").isoformat()) not in hidden
    ]  # fmt: skip


def _add_up(weeks: Sequence[InvitationCounts]) -> InvitationCounts:
    names = ("sent", "accepted", "declined", "expired", "cancelled", "open")
    return _invitation_counts(_ALL, {name: sum(getattr(week, name) for week in weeks) for name in names})


def _invitation_counts(key: str, counts: dict[str, int]) -> InvitationCounts:
    failed, accepted = counts["sent"] - counts["accepted"] - counts["open"], counts["accepted"]
    return InvitationCounts(key=key, **counts, failed_per_match=round(failed / accepted, 4) if accepted else None)
