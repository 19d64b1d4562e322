"""The service's log of slates joined to outcomes, and whose slates stay out of it."""

from datetime import date, timedelta

import pytest

from recommender.logged_list import GAINS, VERDICTS, LoggedList
from store.accounts import Account, Identity
from store.base import utc_now
from store.consents import Consent
from store.database import Database
from store.outcomes import Outcome, Slate
from store.slate_log import find_logged_lists

TODAY = date(2026, 11, 22)
NOW = utc_now()


@pytest.fixture
def database(with_school: Database) -> Database:
    with with_school.transaction() as session:
        for student, year in (("grown", 2010), ("child", 2015)):
            session.add(Account(id=student, role="student"))
            session.flush()
            session.add(Identity(account_id=student, organisation="s", number=student, name="赵小明",
                                 born=date(year, 1, 1)))  # fmt: skip
    return with_school


def show(database: Database, student: str, slate: str, minutes: int = 0) -> None:
    def row(name: str, propensity: float | None = None) -> dict[str, object]:
        return {"id": name, "score": 1.0, "propensity": propensity, "in_pool": True, "features": {"point_match": 1.0}}

    log = {"temperature": 0.1, "personalised": True, "shown": {"micro_courses": [row("a", 0.5), row("b", 1.0)]},
           "candidates": {"micro_courses": []}, "pool_sizes": {"micro_courses": 2}}  # fmt: skip
    with database.transaction() as session:
        session.add(Slate(id=slate, student_id=student, log=log, model={"ranker": "v1/abc"},
                          at=NOW + timedelta(minutes=minutes)))  # fmt: skip


def happen(database: Database, student: str, slate: str | None, kind: str, item: str | None, minutes: int = 0) -> None:
    with database.transaction() as session:
        session.add(Outcome(id=f"{slate}-{kind}-{item}-{minutes}", slate_id=slate, student_id=student, kind=kind,
                            item_id=item, at=NOW + timedelta(minutes=minutes)))  # fmt: skip


def found(database: Database) -> list[LoggedList]:
    with database.reading() as session:
        return list(find_logged_lists(session, TODAY))


def test_lists_come_with_what_happened_in_its_order(database: Database):
    show(database, "grown", "s2", minutes=5)
    show(database, "grown", "s1")
    happen(database, "grown", "s1", "too_hard", "b", minutes=3)
    happen(database, "grown", "s1", "fits", "b", minutes=2)
    happen(database, "grown", "s1", "opened", "a", minutes=1)
    happen(database, "grown", None, "finished", "a", minutes=4)
    one, two = found(database)
    assert (one.slate, one.student, one.ranker, one.simulated) == ("s1", "grown", "v1/abc", False)
    assert one.gains == [GAINS["opened"], VERDICTS["too_hard"]]
    assert two.gains == [0.0, 0.0]
    assert one.is_whole
    assert one.is_drawn


def test_who_may_not_be_learned_from_stays_out(database: Database):
    show(database, "child", "s1")
    assert found(database) == []
    with database.transaction() as session:
        session.add(Consent(account_id="child", version="1", given=True, given_by="母亲", at=TODAY))
    assert [each.student for each in found(database)] == ["child"]
    with database.transaction() as session:
        session.add(Consent(account_id="child", version="1", given=False, given_by="母亲", at=TODAY))
    assert found(database) == []
    show(database, "grown", "s2")
    with database.transaction() as session:
        account = session.get(Account, "grown")
        assert account is not None
        account.erased_at = NOW
    assert found(database) == []
