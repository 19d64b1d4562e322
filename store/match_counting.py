"""Makes the counts of a day from its rows: as a whole, so that doing it again changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from store.base import utc_now
from store.database import Database
from store.duty_periods import DutyPeriod
from store.help_requests import HelpRequestRow
from store.installation import InstallationFact
from store.invitations import InvitationRow
from store.match_days import (
    ALL_SUBJECTS,
    DISTRICT,
    FUNNEL,
    MATCH_TABLES,
    NO_SUBJECT,
    WAIT_COLUMNS,
    demand_days,
    flow_days,
    invitation_days,
    match_days,
    student_days,
    supply_days,
    teacher_days,
    wait_bin,
)  # fmt: skip
from store.match_facts import MatchFact, day_bounds, find_facts
from store.outcomes import Outcome, Slate
from store.tutoring_sessions import TutoringSession

__all__ = [
    "SMALLEST_GROUP", "count_changed_days", "count_day", "find_changed_days", "find_counted_until", "lock_counts",
    "week_of",
]  # fmt: skip

SMALLEST_GROUP = 5
"""Students; a cell of fewer tells too much about each."""

_UNTIL = "matches_counted_until"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_OVERLAP = timedelta(minutes=10)  # a row may be committed so long after the time it bears
_HALF_HOUR_S = 1800
_BINS = 10

Keys = tuple[tuple[str, Any], ...]
Cells = dict[Keys, dict[str, float]]


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def count_changed_days(database: Database, zone: ZoneInfo, oldest: date) -> list[date]:
    """Counts anew every day of which a row was written since the last time; returns them.

    Args:
        database: Where all of it lies.
        zone: Local time of the service.
        oldest: Earlier days keep their counts: their rows may have been pruned.
    """
    with database.transaction() as session:
        lock_counts(session)
        fact = session.get_one(InstallationFact, _UNTIL)
        since, now = datetime.fromisoformat(fact.value), utc_now()
        days = sorted(day for day in find_changed_days(session, since - _OVERLAP, zone) if day >= oldest)
    for day in days:
        with database.transaction() as session:
            lock_counts(session)
            count_day(session, day, zone)
    with database.transaction() as session:
        lock_counts(session)
        session.get_one(InstallationFact, _UNTIL).value = now.isoformat()
    return days


def find_counted_until(session: Session) -> datetime | None:
    """Up to when rows have been counted; None before the first time."""
    fact = session.get(InstallationFact, _UNTIL)
    until = datetime.fromisoformat(fact.value) if fact else _NEVER
    return until if until > _NEVER else None


def lock_counts(session: Session) -> None:
    """Lets one transaction at a time write counts, or delete what they count."""
    if session.get(InstallationFact, _UNTIL, with_for_update=True) is None:
        session.add(InstallationFact(name=_UNTIL, value=_NEVER.isoformat()))
        session.flush()


def find_changed_days(session: Session, since: datetime, zone: ZoneInfo) -> set[date]:
    """Days on which something began of which a row was written since."""
    queries = [
        select(Slate.at).where(Slate.at >= since),
        select(Slate.at).join(Outcome, Outcome.slate_id == Slate.id).where(Outcome.at >= since).distinct(),
        select(HelpRequestRow.asked_at).where(HelpRequestRow.changed_at >= since),
        select(DutyPeriod.started_at).where(DutyPeriod.changed_at >= since),
        *(
            select(HelpRequestRow.asked_at).join(row, row.request_id == HelpRequestRow.id)
            .where(row.changed_at >= since).distinct()
            for row in (InvitationRow, TutoringSession)
        ),
    ]  # fmt: skip
    return {at.astimezone(zone).date() for query in queries for at in session.scalars(query)}


def count_day(session: Session, day: date, zone: ZoneInfo) -> None:
    """Puts the counts of a day in place of those it had."""
    begin, end = day_bounds(day, zone)
    facts = list(find_facts(session, day, zone))
    began = (DutyPeriod.started_at >= begin) & (DutyPeriod.started_at < end)
    periods = session.scalars(select(DutyPeriod).where(began, DutyPeriod.ended_at.is_not(None)))
    counted: dict[Table, Iterable[dict[str, Any]]] = {
        match_days: _match_rows(facts),
        student_days: _student_rows(facts),
        **_counted(facts, list(periods), zone),
    }
    for table in MATCH_TABLES:
        session.execute(delete(table).where(table.c.day == day))
        rows = [row | {"day": day} | ({"week": week_of(day)} if "week" in table.c else {}) for row in counted[table]]
        if rows:
            session.execute(insert(table), rows)
    session.expunge_all()


def _places(simulated: bool, school: str, district: str) -> Iterator[Keys]:
    """A cell of the school, and one of the whole district."""
    for place in (school, DISTRICT):
        yield ("simulated", simulated), ("school_id", place), ("district_id", district)


def _rolled_up(fact: MatchFact) -> Iterator[Keys]:
    """The same places, each for the subject and for all subjects."""
    for place in _places(fact.simulated, fact.school, fact.district):
        for subject in (fact.subject, ALL_SUBJECTS):
            yield (*place, ("form", fact.form.value), ("subject", subject))


def _match_rows(facts: Iterable[MatchFact]) -> list[dict[str, Any]]:
    cells: Cells = defaultdict(lambda: dict.fromkeys(_match_counts, 0))
    students: dict[Keys, set[str]] = defaultdict(set)
    for fact in facts:
        for place in _rolled_up(fact):
            keys = (*place, ("model", fact.model))
            _add_match(cells[keys], fact)
            students[keys].add(fact.student)
    return [dict(keys) | cell | {"students": len(students[keys])} for keys, cell in cells.items()]


_match_counts = [column.name for column in match_days.c if not column.primary_key]


def _add_match(cell: dict[str, float], fact: MatchFact) -> None:
    for step in FUNNEL[: fact.steps]:
        cell[step] += 1
    cell["suburban_shown"] += fact.suburban
    cell["suburban_accepted"] += fact.suburban and fact.steps > FUNNEL.index("accepted")
    if fact.rating is not None:
        cell["rating_sum"] += fact.rating
        cell["rating_squares"] += fact.rating**2
    if fact.waited_s is not None:
        cell[WAIT_COLUMNS[wait_bin(fact.waited_s)]] += 1


def _student_rows(facts: Iterable[MatchFact]) -> Iterator[dict[str, Any]]:
    seen: dict[Keys, set[str]] = defaultdict(set)
    for fact in facts:
        for keys in _rolled_up(fact):
            seen[keys].add(fact.student)
    for keys, students in seen.items():
        for student in sorted(students)[:SMALLEST_GROUP]:
            yield dict(keys) | {"student_id": student}


def _counted(
    facts: Iterable[MatchFact], periods: Iterable[DutyPeriod], zone: ZoneInfo
) -> dict[Table, list[dict[str, Any]]]:  # fmt: skip
    """Rows of the tables about people: invitations, demand, supply, flow, teachers."""
    tables = (invitation_days, demand_days, supply_days, flow_days, teacher_days)
    cells: dict[Table, Cells] = {table: _cells_of(table) for table in tables}
    subjects: dict[str, str] = {}
    for period in periods:
        subjects[period.teacher_id] = period.subject or NO_SUBJECT
        _add_duty(cells, period, zone)
    for fact in facts:
        if fact.invitations or fact.form == "one_to_one":
            _add_request(cells, fact, zone, subjects)
    return {table: [dict(keys) | cell for keys, cell in rows.items()] for table, rows in cells.items()}


def _cells_of(table: Table) -> Cells:
    counts = [column.name for column in table.c if not column.primary_key]
    return defaultdict(lambda: dict.fromkeys(counts, 0))


def _add_duty(cells: dict[Table, Cells], period: DutyPeriod, zone: ZoneInfo) -> None:
    subject = ("subject", period.subject or NO_SUBJECT)
    ended_at = period.ended_at or period.started_at
    for place in _places(period.simulated, period.school_id, period.district_id):
        for half_hour, minutes in _half_hours(period.started_at.astimezone(zone), ended_at.astimezone(zone)):
            cells[supply_days][*place, subject, ("half_hour", half_hour)]["teacher_minutes"] += minutes
    school = next(_places(period.simulated, period.school_id, period.district_id))
    on_duty = (ended_at - period.started_at).total_seconds() / 60
    cells[teacher_days][*school, subject, ("teacher_id", period.teacher_id)]["minutes_on_duty"] += on_duty


def _add_request(cells: dict[Table, Cells], fact: MatchFact, zone: ZoneInfo, subjects: dict[str, str]) -> None:
    subject, accepted = ("subject", fact.subject), fact.steps > FUNNEL.index("accepted")
    for place in _places(fact.simulated, fact.school, fact.district):
        demand = cells[demand_days][*place, subject, ("half_hour", _half_hour(fact.at.astimezone(zone)))]
        demand["asked"] += 1
        demand["accepted"] += accepted
        if fact.teacher_district is not None:
            cells[flow_days][*place, subject, ("teacher_district", fact.teacher_district)]["accepted"] += 1
        for invitation in fact.invitations:
            keys = (*place, subject, ("model", invitation.model), ("chance_bin", _chance_bin(invitation.chance)))
            cell = cells[invitation_days][keys]
            cell["sent"] += 1
            cell[invitation.ending or "open"] += 1
            if invitation.ending in ("accepted", "declined", "expired"):
                cell["chance_sum"] += invitation.chance or 0.0
    for invitation in fact.invitations:
        school = next(_places(fact.simulated, invitation.school_id, invitation.district_id))
        own = subjects.get(invitation.teacher_id, fact.subject)
        teacher = cells[teacher_days][*school, ("subject", own), ("teacher_id", invitation.teacher_id)]
        teacher["invited"] += 1
        teacher["invited_new"] += invitation.to_new_teacher
        teacher["accepted"] += invitation.ending == "accepted"


def _chance_bin(chance: float | None) -> int:
    return -1 if chance is None else min(_BINS - 1, int(chance * _BINS))


def _half_hour(at: datetime) -> int:
    return (at.hour * 3600 + at.minute * 60 + at.second) // _HALF_HOUR_S


def _half_hours(begin: datetime, end: datetime) -> Iterator[tuple[int, float]]:
    """Half hours of the day that a stretch of time touches, with its minutes in each; what is after midnight counts
    to the last.
    """
    while begin < end:
        half_hour = _half_hour(begin)
        into = (begin.minute * 60 + begin.second + begin.microsecond / 1e6) % _HALF_HOUR_S
        until = min(end, begin + timedelta(seconds=_HALF_HOUR_S - into))
        if until.date() > begin.date():
            until = end
        yield half_hour, (until - begin).total_seconds() / 60
        begin = until
