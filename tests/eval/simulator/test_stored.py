"""A simulated week as rows: they say what its log says."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from eval.simulate import find_places, in_term, lay_out, run_weeks, term_mondays
from eval.simulator.config import DistrictConfig, SimulatorConfig
from eval.simulator.region import make_region
from eval.simulator.stored import store_week
from recommender.matching.settings import MatchingSettings
from store.database import Database
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.organisations import District, School
from store.tutoring_sessions import TutoringSession

SMALL = SimulatorConfig(
    districts=(DistrictConfig(id="x", schools=1, students=500, teachers=60),), history_weeks=1, requests_a_week=0.3,
)  # fmt: skip
MONDAY = date(2026, 3, 2)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def stored(graph, tmp_path_factory):
    """Two weeks, the first under the rule, in the rows of a new database."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('stored') / 'x.db'}")
    database.migrate()
    with database.transaction() as session:
        session.add(District(id="d", name="区"))
        session.flush()
        session.add_all(School(id=f"s{i}", name="校", district_id="d", suburban=i == 2, contact=None) for i in range(3))
    with database.reading() as session:
        places = find_places(session, SMALL)
    region = make_region(places.config, graph, 1)
    weeks = list(run_weeks(region, MatchingSettings(), 2))
    with database.transaction() as session:
        for week, monday in lay_out(weeks, [MONDAY, date(2026, 3, 9), date(2026, 3, 16)], history=1):
            store_week(session, region, week, monday, places.schools)
    yield database, weeks
    database.close()


def test_rows_say_what_the_log_says(stored):
    database, (first, second) = stored
    with database.reading() as session:
        requests = session.scalars(select(HelpRequestRow)).all()
        invitations = session.scalars(select(InvitationRow)).all()
        sessions = session.scalars(select(TutoringSession)).all()
    logs = [first.log, second.log, second.log]  # the third week is the second once more
    assert len(requests) == sum(log.requests for log in logs)
    assert len(invitations) == sum(log.sent for log in logs)
    assert len(sessions) == sum(len(log.matches) for log in logs)
    assert sum(row.to_new_teacher for row in invitations) == sum(log.sent_to_new for log in logs)
    endings = Counter(ended.ending for log in logs for ended in log.invitations)
    assert Counter(row.ending for row in invitations) == endings
    assert all(row.simulated for row in (*requests, *invitations, *sessions))
    assert {row.school_id for row in requests} == {"s0", "s1", "s2"}
    assert {row.school_id for row in requests if row.suburban} == {"s2"}


def test_times_follow_one_another_within_open_hours(stored):
    database, _ = stored
    with database.reading() as session:
        rows = session.execute(
            select(HelpRequestRow, InvitationRow).join(InvitationRow, InvitationRow.request_id == HelpRequestRow.id)
        ).all()
    for request, invitation in rows:
        assert request.asked_at <= invitation.offered_at <= request.ended_at
        assert invitation.answered_at is None or invitation.offered_at < invitation.answered_at
        asked = request.asked_at.astimezone(ZONE)
        assert asked.weekday() < 5
        assert 18 <= asked.hour < 21
        if invitation.ending == "accepted":
            assert request.ending == "matched"
            assert invitation.answered_at == request.ended_at


def test_the_rule_tells_no_chance_and_ours_gives_its_reasons(stored):
    database, _ = stored
    with database.reading() as session:
        rows = session.scalars(select(InvitationRow)).all()
    assert {row.model for row in rows} == {"rule", "acceptance/sim-1"}
    for row in rows:
        assert (row.chance is None, row.terms is None) == ((True, True) if row.model == "rule" else (False, False))


def test_weeks_of_term_leave_out_the_holidays():
    mondays = term_mondays(date(2026, 9, 16), 12)
    assert mondays[-1] == date(2026, 9, 7)
    assert len(mondays) == 12
    assert all(monday.weekday() == 0 and in_term(monday) for monday in mondays)
    assert not in_term(date(2026, 7, 6))
    assert not in_term(date(2026, 2, 2))


def test_without_schools_there_is_nothing_to_simulate(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    with database.reading() as session, pytest.raises(ValueError, match="import a region"):
        find_places(session, SMALL)
    database.close()
