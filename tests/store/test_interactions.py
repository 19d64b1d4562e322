"""Behaviour in the outcome log: what counts as interest, and whose behaviour teaches nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recommender.interaction import Interaction
from store.accounts import Account, Identity
from store.consents import Consent
from store.database import Database
from store.interactions import find_history, read_behaviour
from store.outcomes import Outcome

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
AGO = NOON - timedelta(days=30)


@pytest.fixture
def database(with_school: Database) -> Database:
    with with_school.transaction() as session:
        for student, year in (("grown", 2010), ("child", 2015)):
            session.add(Account(id=student, role="student"))
            session.flush()
            session.add(Identity(account_id=student, organisation="s", number=student, name="赵小明",
                                 born=date(year, 1, 1)))  # fmt: skip
    return with_school


def record(database: Database, student: str, kind: str, item: str | None, minutes: int) -> None:
    at = NOON + timedelta(minutes=minutes)
    with database.transaction() as session:
        session.add(Outcome(id=f"{student}-{minutes}", student_id=student, kind=kind, item_id=item, at=at))


def test_interest_in_order_and_what_was_shown(database: Database):
    for minutes, (kind, item) in enumerate(
        [("shown", "a"), ("shown", "b"), ("opened", "a"), ("none_fits", None), ("finished", "b"), ("too_hard", "b")]
    ):
        record(database, "grown", kind, item, minutes)
    record(database, "child", "shown", "a", 9)
    with database.reading() as session:
        seen = read_behaviour(session, AGO, TODAY)
        history = find_history(session, "grown", AGO, most=50)
        latest = find_history(session, "grown", AGO, most=1)
    assert seen.interactions == [
        Interaction("grown", "a", NOON + timedelta(minutes=2), 0.2),
        Interaction("grown", "b", NOON + timedelta(minutes=4), 0.7),
    ]
    assert seen.groups == {"grown": ()}
    assert seen.shown == {"a": 2, "b": 1}
    assert history == (("a", 0.2), ("b", 0.7))
    assert latest == (("b", 0.7),)


def test_who_is_too_young_teaches_only_with_consent(database: Database):
    record(database, "child", "finished", "a", 1)
    with database.transaction() as session:
        assert read_behaviour(session, AGO, TODAY).interactions == []
        session.add(Consent(account_id="child", version="1", given=True, given_by="guardian", at=TODAY))
        session.flush()
        assert [row.student for row in read_behaviour(session, AGO, TODAY).interactions] == ["child"]


def test_what_is_long_ago_does_not_count(database: Database):
    record(database, "grown", "finished", "a", 0)
    with database.reading() as session:
        assert read_behaviour(session, NOON + timedelta(hours=1), TODAY).interactions == []
        assert find_history(session, "grown", NOON + timedelta(hours=1), most=50) == ()
