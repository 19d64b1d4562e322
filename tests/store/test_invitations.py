"""Invitations: one winner whatever the race, nobody in two places, and nothing after its time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.base import utc_now
from store.database import Database
from store.help_requests import HelpRequestRow
from store.invitations import (
    InvitationRow,
    accept_invitation,
    decline_invitation,
    expire_invitations,
    offer_invitations,
    withdraw_request,
)
from store.session_log import find_head
from store.tutoring_sessions import TutoringSession

HALF_AN_HOUR = timedelta(minutes=30)


def ask(session: Session, name: str) -> None:
    session.add(HelpRequestRow(
        id=name, form="one_to_one", student_id=f"st-{name}", district_id="d", school_id="s", subject="数学",
        points=["p"], asked_at=utc_now(),
    ))  # fmt: skip
    session.flush()


def invite(session: Session, request: str, teacher: str, lasts_s: float = 45) -> InvitationRow | None:
    now = utc_now()
    rounds = session.scalar(select(func.count()).where(InvitationRow.request_id == request)) or 0
    row = InvitationRow(
        id=f"{request}-{teacher}", request_id=request, teacher_id=teacher, district_id="d", school_id="s",
        round=rounds + 1, offered_at=now, expires_at=now + timedelta(seconds=lasts_s), model="m",
    )  # fmt: skip
    sent = offer_invitations(session, [row])
    return sent[0] if sent else None


def endings(database: Database) -> dict[str, str | None]:
    with database.reading() as session:
        return {row.id: row.ending for row in session.scalars(select(InvitationRow))}


def accept(database: Database, invitation: str) -> str | None:
    with database.transaction() as session:
        begun = accept_invitation(session, invitation, invitation.split("-")[1], HALF_AN_HOUR)
        return begun.id if begun else None


@pytest.fixture
def invited(with_school: Database) -> Database:
    """The request `r` with the teachers a, b and c."""
    with with_school.transaction() as session:
        ask(session, "r")
        for teacher in "abc":
            assert invite(session, "r", teacher)
    return with_school


def test_who_accepts_has_the_session_and_the_others_are_cancelled(invited: Database):
    begun = accept(invited, "r-b")
    assert begun is not None
    assert endings(invited) == {"r-a": "cancelled", "r-b": "accepted", "r-c": "cancelled"}
    with invited.reading() as session:
        request, tutoring = session.get_one(HelpRequestRow, "r"), session.get_one(TutoringSession, begun)
        assert (request.ending, tutoring.teacher_id) == ("matched", "b")
        assert tutoring.ends_at is not None
        assert tutoring.ends_at - tutoring.started_at == HALF_AN_HOUR
        assert find_head(session, begun) is not None
    assert accept(invited, "r-a") is None
    assert accept(invited, "r-b") is None


def test_only_the_one_who_was_invited_accepts(invited: Database):
    with invited.transaction() as session:
        assert accept_invitation(session, "r-a", "b", HALF_AN_HOUR) is None
        assert accept_invitation(session, "none", "b", HALF_AN_HOUR) is None
        assert not decline_invitation(session, "r-a", "b", None)


def test_a_teacher_is_in_one_place(invited: Database):
    with invited.transaction() as session:
        ask(session, "q")
        assert invite(session, "q", "a") is None  # has another invitation
        assert invite(session, "q", "z")
    assert accept(invited, "r-a")
    with invited.transaction() as session:
        ask(session, "p")
        assert invite(session, "p", "a") is None  # is tutoring
        assert invite(session, "r", "y") is None  # the request is matched


def test_a_student_asks_once_at_a_time(invited: Database):
    def again() -> None:
        with invited.transaction() as session:
            session.add(HelpRequestRow(
                id="again", form="one_to_one", student_id="st-r", district_id="d", school_id="s", points=[],
                asked_at=utc_now(),
            ))  # fmt: skip

    with pytest.raises(IntegrityError):
        again()
    with invited.transaction() as session:
        assert withdraw_request(session, "r", "left")
        assert not withdraw_request(session, "r", "left")
    again()
    assert {*endings(invited).values()} == {"cancelled"}
    assert accept(invited, "r-a") is None


def test_declined_and_expired_are_over(invited: Database):
    with invited.transaction() as session:
        assert decline_invitation(session, "r-a", "a", "busy")
        assert not decline_invitation(session, "r-a", "a", "busy")
        session.get_one(InvitationRow, "r-b").expires_at = utc_now() - timedelta(seconds=1)
    assert accept(invited, "r-a") is None
    assert accept(invited, "r-b") is None
    with invited.transaction() as session:
        assert [row.id for row in expire_invitations(session)] == ["r-b"]
        assert list(expire_invitations(session)) == []
        ask(session, "q")
        assert invite(session, "q", "a")  # free again
        assert invite(session, "q", "b")
    assert endings(invited) == {"r-a": "declined", "r-b": "expired", "r-c": None, "q-a": None, "q-b": None}
    with invited.reading() as session:
        assert session.get_one(InvitationRow, "r-b").answered_at is not None


def test_one_winner_of_every_race(with_school: Database):
    requests, teachers = 40, "abcdefgh"
    with with_school.transaction() as session:
        for number in range(requests):
            ask(session, f"r{number}")
    with ThreadPoolExecutor(8) as pool:
        for number in range(requests):
            with with_school.transaction() as session:
                for teacher in teachers:
                    assert invite(session, f"r{number}", f"{teacher}{number}")
            won = [*pool.map(lambda of: accept(with_school, of), [f"r{number}-{t}{number}" for t in teachers])]
            assert sum(one is not None for one in won) == 1
    with with_school.reading() as session:
        assert len(session.scalars(select(TutoringSession)).all()) == requests


def test_a_teacher_who_accepts_two_at_once_has_one(with_school: Database):
    """Two invitations of one teacher cannot be; a session that began elsewhere can."""
    with with_school.transaction() as session:
        for name in ("r", "q"):
            ask(session, name)
        assert invite(session, "r", "a")
    assert accept(with_school, "r-a")
    with with_school.transaction() as session:
        now = utc_now()
        session.add(InvitationRow(
            id="q-a", request_id="q", teacher_id="a", district_id="d", school_id="s", offered_at=now,
            expires_at=now + HALF_AN_HOUR, model="m",
        ))  # fmt: skip
    assert accept(with_school, "q-a") is None
    assert endings(with_school)["q-a"] is None


def test_a_round_that_another_process_has_sent_is_not_sent_again(with_school: Database):
    with with_school.transaction() as session:
        ask(session, "q")
        assert invite(session, "q", "a")
        now = utc_now()
        again = [
            InvitationRow(
                id=f"again-{teacher}", request_id="q", teacher_id=teacher, district_id="d", school_id="s", round=1,
                offered_at=now, expires_at=now + HALF_AN_HOUR, model="m",
            )
            for teacher in ("b", "c")
        ]  # fmt: skip
        assert offer_invitations(session, again) == []
        for row in again:
            row.round = 2
        assert offer_invitations(session, again) == again, "one round may go to several"
