"""Counts of days against a plain walk over the rows they were made from."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.database import Database
from store.duty_periods import DutyPeriod
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.match_counting import SMALLEST_GROUP, count_changed_days, find_counted_until, week_of
from store.match_days import MATCH_TABLES, Form, match_days
from store.match_facts import find_facts
from store.match_fairness import find_fairness, find_models
from store.match_filter import MatchFilter
from store.match_quality import find_overview
from store.match_supply import find_flow, find_supply
from store.organisations import District, School
from store.outcomes import Outcome, Slate
from store.simulated_matches import remove_simulated_matches
from store.tutoring_sessions import TutoringSession

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 9, 7)
LONG_AGO = date(2000, 1, 1)
SCHOOLS = {"s1": "d1", "s2": "d1", "s3": "d2"}
CONTENT = ("opened", "watched", "finished", "fits", "too_hard", "feedback_withdrawn")

asked = st.fixed_dictionaries({
    "minute": st.integers(0, 21 * 24 * 60), "school": st.sampled_from(sorted(SCHOOLS)), "student": st.integers(0, 7),
    "subject": st.sampled_from(["数学", "物理", None]), "simulated": st.booleans(),
    "endings": st.lists(st.sampled_from(["declined", "expired", "cancelled"]), max_size=3), "matched": st.booleans(),
    "waited": st.integers(1, 4000), "completed": st.booleans(), "rating": st.none() | st.integers(1, 12),
    "teacher": st.integers(0, 5), "chance": st.none() | st.floats(0, 1),
})  # fmt: skip
shown = st.fixed_dictionaries({
    "minute": st.integers(0, 21 * 24 * 60), "school": st.sampled_from(sorted(SCHOOLS)), "student": st.integers(0, 7),
    "kinds": st.lists(st.sampled_from(CONTENT), max_size=5), "later": st.integers(0, 4 * 24 * 60),
})  # fmt: skip


def at(minute: int) -> datetime:
    return datetime(2026, 9, 7, tzinfo=ZONE) + timedelta(minutes=minute)


def store_request(session: Session, number: int, row: dict) -> None:
    endings = [*row["endings"], *(["accepted"] if row["matched"] else [])]
    asked_at = at(row["minute"])
    session.add(HelpRequestRow(
        id=f"r{number}", simulated=row["simulated"], form="one_to_one", student_id=f"{row['school']}-{row['student']}",
        district_id=SCHOOLS[row["school"]], school_id=row["school"], suburban=row["school"] == "s3",
        subject=row["subject"], points=["p"], asked_at=asked_at, ending="matched" if row["matched"] else "left",
    ))  # fmt: skip
    session.flush()
    for i, ending in enumerate(endings):
        answered = asked_at + timedelta(seconds=row["waited"]) if ending == "accepted" else None
        session.add(InvitationRow(
            id=f"r{number}-{i}", simulated=row["simulated"], request_id=f"r{number}", teacher_id=f"t{row['teacher']}",
            district_id="d1", school_id="s1", round=i + 1, offered_at=asked_at + timedelta(seconds=i),
            answered_at=answered, ending=ending, chance=row["chance"], model="m1" if i % 2 else "m2",
        ))  # fmt: skip
    if row["matched"]:
        session.add(TutoringSession(
            id=f"ts{number}", simulated=row["simulated"], request_id=f"r{number}", teacher_id=f"t{row['teacher']}",
            district_id="d1", started_at=asked_at, ended_at=asked_at, completed=row["completed"], rating=row["rating"],
        ))  # fmt: skip


def store_slate(session: Session, number: int, row: dict) -> None:
    begin = at(row["minute"])
    student, school = f"{row['school']}-{row['student']}", row["school"]
    session.add(Slate(
        id=f"s{number}", student_id=student, district_id=SCHOOLS[school], subject="数学", at=begin, log={},
        model={"graph": "g"},
    ))  # fmt: skip
    session.flush()
    late = timedelta(minutes=row["later"])
    for i, kind in enumerate(["shown", *row["kinds"]]):
        session.add(Outcome(
            id=f"s{number}-{i}", slate_id=f"s{number}", student_id=student, district_id=SCHOOLS[school],
            school_id=school, kind=kind, list_name="micro_courses" if kind == "shown" else None, item_id="c",
            at=begin + i * (late / 6),
        ))  # fmt: skip


def open_database(folder: str) -> Database:
    database = Database(f"sqlite:///{Path(folder) / 'x.db'}")
    database.migrate()
    with database.transaction() as session:
        session.add_all(District(id=id_, name=id_) for id_ in ("d1", "d2"))
        session.flush()
        session.add_all(
            School(id=s, name=s, district_id=d, suburban=s == "s3", contact=None) for s, d in SCHOOLS.items()
        )
    return database


def dump(session: Session) -> dict[str, list]:
    return {table.name: sorted(map(tuple, session.execute(select(table)))) for table in MATCH_TABLES}


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    requests=st.lists(asked, max_size=14), slates=st.lists(shown, max_size=8), simulated=st.booleans(),
    first=st.integers(0, 21), days=st.integers(0, 21),
    place=st.sampled_from([(None, None), ("d1", None), ("d1", "s2")]), subject=st.sampled_from([None, "数学", ""]),
)  # fmt: skip
def test_sums_of_days_are_what_a_walk_over_the_rows_finds(requests, slates, simulated, first, days, place, subject):
    with TemporaryDirectory() as folder:
        database = open_database(folder)
        with database.transaction() as session:
            for number, row in enumerate(requests):
                store_request(session, number, row)
            for number, row in enumerate(slates):
                store_slate(session, number, row)
        count_changed_days(database, ZONE, LONG_AGO)
        begin, end = FIRST + timedelta(days=first), FIRST + timedelta(days=first + days)
        wanted = MatchFilter(simulated, begin, end, subject, *place)
        with database.reading() as session:
            found = find_overview(session, wanted, Form.ONE_TO_ONE, list(SCHOOLS))
            rows = [
                row for row in requests
                if row["simulated"] == simulated and begin <= at(row["minute"]).date() <= end
                and (place[0] is None or SCHOOLS[row["school"]] == place[0]) and place[1] in (None, row["school"])
                and subject in (None, row["subject"] or "")
            ]  # fmt: skip
            check_total(found, rows)
            check_parts(found, rows, begin)
            check_others(session, wanted, rows)
        database.close()


def check_total(found, rows) -> None:
    total, students = found.total, {(row["school"], row["student"]) for row in rows}
    assert total.small == (0 < len(students) < SMALLEST_GROUP)
    if total.small:
        assert (total.shown, found.waits, found.invitations) == (None, [], None)
        return
    matched = [row for row in rows if row["matched"]]
    rated = [row["rating"] for row in matched if row["completed"] and row["rating"] is not None]
    assert total.shown == len(rows)
    assert total.opened == sum(bool(row["endings"]) or row["matched"] for row in rows)
    assert total.accepted == len(matched) == sum(bin_.students for bin_ in found.waits)
    assert total.completed == sum(row["completed"] for row in matched)
    assert total.rated == len(rated)
    assert total.rating.value == (pytest.approx(sum(rated) / len(rated), abs=1e-4) if rated else None)
    endings = Counter(ending for row in rows for ending in row["endings"])
    if found.invitations:
        assert (found.invitations.declined, found.invitations.expired) == (endings["declined"], endings["expired"])


def check_parts(found, rows, begin) -> None:
    weeks = Counter(week_of(at(row["minute"]).date()).isoformat() for row in rows)
    of_week = {key: {(r["school"], r["student"]) for r in rows if week_of(at(r["minute"]).date()).isoformat() == key}
               for key in weeks}  # fmt: skip
    for cell in found.weeks:
        assert cell.small == (len(of_week[cell.key]) < SMALLEST_GROUP)
        assert cell.small or cell.shown == weeks[cell.key]
    subjects = Counter(row["subject"] or "" for row in rows)
    told = {cell.key: cell.shown for cell in found.subjects if not cell.small}
    assert told.items() <= subjects.items()
    hidden = [cell for cell in found.subjects if cell.small]
    assert len(hidden) != 1 or not told, "a single one withheld could be told by subtraction"


def check_others(session, wanted, rows) -> None:
    supply = find_supply(session, wanted)
    demand = Counter(
        (row["subject"] or "", at(row["minute"]).hour * 2 + at(row["minute"]).minute // 30) for row in rows
    )
    assert {(cell.subject, cell.half_hour) for cell in supply.cells} == set(demand)
    for cell in supply.cells:
        n = demand[cell.subject, cell.half_hour]
        assert (cell.asked, cell.small) == ((None, True) if n < SMALLEST_GROUP else (n, False))
    flows = sum(edge.accepted or 0 for edge in find_flow(session, wanted).edges
                if wanted.district is None or edge.student_district == wanted.district)  # fmt: skip
    assert flows <= sum(row["matched"] for row in rows)
    sent = Counter(f"m{2 - i % 2}" for row in rows for i in range(len(row["endings"]) + row["matched"]))
    assert {model.model: model.sent for model in find_models(session, wanted)} == dict(sent)


@pytest.fixture
def counted(with_school: Database) -> Database:
    with with_school.transaction() as session:
        session.add_all(School(id=s, name=s, district_id="d", contact=None) for s in SCHOOLS)
    return with_school


REQUEST = {"minute": 600, "school": "s1", "student": 1, "subject": "数学", "simulated": False, "endings": ["declined"],
           "matched": True, "waited": 30, "completed": True, "rating": None, "teacher": 1, "chance": 0.5}  # fmt: skip


def test_counting_again_changes_nothing_and_late_outcomes_count_to_the_day_they_belong_to(counted: Database):
    with counted.transaction() as session:
        for number in range(6):
            store_request(session, number, REQUEST | {"student": number})
        store_slate(session, 0, {"minute": 600, "school": "s1", "student": 1, "kinds": ["opened"], "later": 0})
    assert find_until(counted) is None
    assert count_changed_days(counted, ZONE, LONG_AGO) == [FIRST]
    assert find_until(counted) is not None
    with counted.reading() as session:
        before = dump(session)
    count_changed_days(counted, ZONE, LONG_AGO)
    with counted.reading() as session:
        assert dump(session) == before
    with counted.transaction() as session:
        session.execute(update(TutoringSession).where(TutoringSession.id == "ts0").values(rating=12))
        session.add(Outcome(
            id="late", slate_id="s0", student_id="s1-1", school_id="s1", district_id="d1", kind="finished",
            item_id="c", at=datetime.now(UTC),
        ))  # fmt: skip
    assert count_changed_days(counted, ZONE, LONG_AGO) == [FIRST]
    with counted.reading() as session:
        rows = session.execute(select(match_days).where(match_days.c.school_id == "s1")).mappings().all()
    assert {row["form"]: (row["completed"], row["rated"], row["rating_sum"]) for row in rows} == {
        "one_to_one": (6, 1, 12), "micro_course": (1, 0, 0)
    }  # fmt: skip


def find_until(database: Database) -> datetime | None:
    with database.reading() as session:
        return find_counted_until(session)


def test_days_that_may_have_been_pruned_keep_their_counts(counted: Database):
    with counted.transaction() as session:
        store_request(session, 0, REQUEST)
    assert count_changed_days(counted, ZONE, oldest=FIRST + timedelta(days=1)) == []


def test_removing_what_was_simulated_leaves_the_rest(counted: Database):
    with counted.transaction() as session:
        store_request(session, 0, REQUEST)
    count_changed_days(counted, ZONE, LONG_AGO)
    with counted.reading() as session:
        before = dump(session)
    with counted.transaction() as session:
        store_request(session, 1, REQUEST | {"simulated": True})
        session.add(DutyPeriod(id="d", simulated=True, teacher_id="t", district_id="d1", school_id="s1", subject="数学",
                               started_at=at(590), ended_at=at(700)))  # fmt: skip
    count_changed_days(counted, ZONE, LONG_AGO)
    with counted.transaction() as session:
        assert dump(session) != before
        assert remove_simulated_matches(session) == 1
    with counted.reading() as session:
        assert dump(session) == before
        assert session.scalars(select(HelpRequestRow.id)).all() == ["r0"]


def test_withdrawn_feedback_is_no_rating_and_a_step_left_out_ends_the_funnel(counted: Database):
    with counted.transaction() as session:
        for number, kinds in enumerate(
            (["finished", "fits"], ["finished", "too_hard", "feedback_withdrawn"], ["fits"])
        ):
            store_slate(session, number, {"minute": 600, "school": "s1", "student": 1, "kinds": kinds, "later": 0})
    with counted.reading() as session:
        facts = sorted((fact.steps, fact.rating) for fact in find_facts(session, FIRST, ZONE))
    assert facts == [(1, None), (4, None), (5, 1.0)]


def test_supply_is_cut_into_half_hours_and_exposure_is_by_hour_on_duty(counted: Database):
    with counted.transaction() as session:
        for number in range(6):
            store_request(session, number, REQUEST | {"teacher": 0, "student": number, "minute": 18 * 60 + 50})
            session.add(DutyPeriod(
                id=f"d{number}", teacher_id=f"t{number}", district_id="d1", school_id="s1", subject="数学",
                started_at=at(18 * 60 + 15), ended_at=at(19 * 60 + 15),
            ))  # fmt: skip
    count_changed_days(counted, ZONE, LONG_AGO)
    wanted = MatchFilter(False, FIRST, FIRST, None, "d1", None)
    with counted.reading() as session:
        cells = {cell.half_hour: cell for cell in find_supply(session, wanted).cells}
        fairness = find_fairness(session, wanted, list(SCHOOLS))
    assert {half_hour: cell.teacher_hours for half_hour, cell in cells.items()} == {36: 1.5, 37: 3.0, 38: 1.5}
    assert (cells[37].asked, cells[37].accepted, cells[36].asked) == (6, 6, 0)
    assert (fairness.teachers, fairness.exposure_gini) == (6, pytest.approx(5 / 6, abs=1e-4))
    assert fairness.uninvited.value == pytest.approx(5 / 6, abs=1e-4)
