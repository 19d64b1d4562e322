"""From a student's wish for a teacher to a room: asked, invited, accepted or not, and where everybody stands."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from fastapi.testclient import TestClient
from redis.asyncio import Redis
from sqlalchemy import delete, select, update

from api.services import Services
from recommender.matching.acceptance import AcceptanceModel
from recommender.matching.policies import ScoredPolicy
from recommender.matching.settings import MatchingSettings
from sessions.bell import Bell, bell_place
from sessions.matchmaking.matchmaker import Matchmaker
from sessions.presence import Presence
from sessions.service_hours import ServiceHours
from store.accounts import Account, Identity
from store.attachments import Attachment
from store.base import utc_now
from store.content import Teacher
from store.database import Database
from store.duty_periods import DutyPeriod
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.questions import Question
from store.session_log import read_events
from store.tutoring_sessions import TutoringSession

QUESTION = "解方程：$x^2-5x+6=0$"


@pytest.fixture
def teacher(log_in) -> TestClient:
    return log_in("teacher")


@pytest.fixture(autouse=True)
def _clean(database: Database) -> Iterator[None]:
    yield
    with database.transaction() as session:
        session.execute(delete(HelpRequestRow).where(HelpRequestRow.simulated.is_(False)))
        session.execute(delete(DutyPeriod).where(DutyPeriod.simulated.is_(False)))


@pytest.fixture
def match(database: Database, services: Services, valkey_url: str, teacher_account: Account) -> Callable[..., None]:
    """One round of matching, with the teacher's page open or not."""

    def match(there: bool = True, hours: ServiceHours | None = None, settings: dict[str, Any] | None = None) -> None:
        async def work() -> None:
            presence, bell = Presence(Redis.from_url(valkey_url)), Bell(Redis.from_url(valkey_url))
            matching = MatchingSettings(**({"hopeless_chance": 0, "least_chance": 0} | (settings or {})))
            policy = ScoredPolicy(AcceptanceModel.by_hand(), matching, np.random.default_rng(0))
            place = bell_place(teacher_account.id)
            await (presence.beat(place, "page") if there else presence.gone(place, "page"))
            await Matchmaker(
                database, presence, bell, policy, matching, hours or services.config.hours, "by hand"
            ).tick()
            await bell.close()
            await presence.close()

        asyncio.run(work())

    return match


@pytest.fixture
def teacher_account(database: Database) -> Account:
    with database.reading() as session:
        return session.scalars(select(Account).join(Identity).where(Identity.number == "t-math-1")).one()


def ask(student: TestClient, **wanted: Any) -> dict[str, Any]:
    question = student.post("/api/questions", json={"text": QUESTION}).json()["id"]
    student.post(f"/api/questions/{question}/recommendation", json={})
    answer = student.post("/api/help-requests", json={"question_id": question, "words": "第二步不懂", **wanted})
    assert answer.status_code == 201, answer.text
    standing: dict[str, Any] = answer.json()
    return standing


def on_duty(teacher: TestClient) -> None:
    answer = teacher.put("/api/desk/duty", json={"on": True})
    assert answer.status_code == 200, answer.text
    assert answer.json()["since"]


def test_a_student_asks_a_teacher_accepts_and_both_are_in_one_room(app, database, student, teacher, match):
    on_duty(teacher)
    assert ask(student)["request"]["place"] == 1
    match()
    asked = student.get("/api/help-requests/current").json()["request"]
    assert (asked["place"], asked["rounds"], len(asked["invited"])) == (0, 1, 1)
    invitation = teacher.get("/api/desk").json()["invitation"]
    assert invitation["text"] == QUESTION
    assert invitation["words"] == "第二步不懂"
    assert invitation["subject"] == "数学"
    assert invitation["student"].endswith("同学")
    assert len(invitation["student"]) == 3, "the family name alone"
    assert invitation["reasons"]
    app.state.bell.heard.clear()
    session_id = teacher.post(f"/api/invitations/{invitation['id']}/accept").json()["session_id"]
    assert [what for _, what in app.state.bell.heard] == ["session", "desk"]
    assert student.get("/api/help-requests/current").json()["session_id"] == session_id
    assert teacher.get("/api/desk").json()["session_id"] == session_id
    mine, theirs = (page.get(f"/api/rooms/{session_id}").json() for page in (student, teacher))
    assert mine["partner"].endswith("老师")
    assert theirs["partner"] == invitation["student"]
    assert mine["question"] == theirs["question"] == {"text": QUESTION, "picture": None}
    with database.reading() as session:
        assert [event.kind for event in read_events(session, session_id, 0, 10)] == ["page_added"]
        request = session.get_one(HelpRequestRow, asked["id"])
        assert request.ending == "matched"
        sent = session.scalars(select(InvitationRow).where(InvitationRow.request_id == request.id)).one()
        assert sent.features
        assert sent.terms


def test_who_is_not_there_is_not_asked(student, teacher, match):
    ask(student)
    match()
    assert teacher.get("/api/desk").json()["invitation"] is None, "off duty"
    on_duty(teacher)
    match(there=False)
    assert teacher.get("/api/desk").json()["invitation"] is None, "no page is open"
    match()
    assert teacher.get("/api/desk").json()["invitation"]


def test_who_declines_is_not_asked_again_and_the_student_keeps_waiting(database, student, teacher, match):
    on_duty(teacher)
    ask(student)
    match()
    invitation = teacher.get("/api/desk").json()["invitation"]["id"]
    answer = teacher.post(f"/api/invitations/{invitation}/decline", json={"reason": "not_my_point"})
    assert answer.json()["invitation"] is None
    match()
    assert teacher.get("/api/desk").json()["invitation"] is None
    assert student.get("/api/help-requests/current").json()["request"]["place"] == 1
    late = teacher.post(f"/api/invitations/{invitation}/accept")
    assert (late.status_code, late.json()["code"]) == (409, "too_late")
    with database.reading() as session:
        assert session.get_one(InvitationRow, invitation).decline_reason == "not_my_point"


def test_an_invitation_that_nobody_answers_expires(database, student, teacher, match):
    on_duty(teacher)
    ask(student)
    match()
    with database.transaction() as session:
        session.execute(
            update(InvitationRow).where(InvitationRow.ending.is_(None), InvitationRow.simulated.is_(False))
            .values(expires_at=utc_now() - timedelta(seconds=1))
        )  # fmt: skip
    match()
    assert teacher.get("/api/desk").json()["invitation"] is None
    match(settings={"again_after_s": 0.001})
    assert student.get("/api/help-requests/current").json()["request"]["rounds"] == 2


def test_the_one_teacher_asked_for_then_anyone(database, student, teacher, match, teacher_account):
    with database.reading() as session:
        other = session.scalars(
            select(Teacher.id).where(Teacher.subject == "数学", Teacher.id != teacher_account.teacher_id)
        ).first()
    on_duty(teacher)
    asked = ask(student, teacher_id=other)["request"]
    assert asked["only"]["id"] == other
    assert asked["only_cannot"], "they are off duty"
    match()
    assert teacher.get("/api/desk").json()["invitation"] is None
    again = student.post(f"/api/help-requests/{asked['id']}/anyone").json()["request"]
    assert (again["only"], again["asked_at"]) == (None, asked["asked_at"])
    match()
    assert teacher.get("/api/desk").json()["invitation"]


def test_a_request_is_taken_back_and_the_invited_teacher_is_told(app, student, teacher, match, teacher_account):
    on_duty(teacher)
    asked = ask(student)["request"]
    match()
    app.state.bell.heard.clear()
    standing = student.delete(f"/api/help-requests/{asked['id']}").json()
    assert (standing["request"], standing["ended"]) == (None, "left")
    assert (teacher_account.id, "desk") in app.state.bell.heard
    assert teacher.get("/api/desk").json()["invitation"] is None


def test_when_the_service_closes_nobody_waits_for_tomorrow(services, student, teacher, match):
    on_duty(teacher)
    ask(student)
    match()
    match(hours=replace(services.config.hours, open_to=time(0)))
    assert student.get("/api/help-requests/current").json()["ended"] == "unserved"
    desk = teacher.get("/api/desk").json()
    assert (desk["invitation"], desk["since"]) == (None, None)


@pytest.fixture
def closed(services: Services) -> Iterator[None]:
    with patch.object(ServiceHours, "is_open", lambda _hours, _now: False):
        yield


def test_out_of_hours_both_are_told_when_to_come(closed, student, teacher):
    answer = student.post("/api/help-requests", json={"point_id": "math.j.linear-equation"})
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    assert "辅导时间" in answer.json()["detail"]
    assert teacher.put("/api/desk/duty", json={"on": True}).json()["code"] == "closed"


def test_what_cannot_be_asked_says_why(student, teacher_account):
    def post(**wanted: Any) -> str:
        code: str = student.post("/api/help-requests", json=wanted).json()["code"]
        return code

    assert post(words="帮我") == "no_subject"
    assert post(teacher_id="nobody") == "no_such_teacher"
    assert post(question_id="nobody") == "no_such_question"
    assert post(point_id="nobody") == "no_such_point"
    assert post(words="x" * 501) == "invalid_request"
    ask(student)
    assert post(teacher_id=teacher_account.teacher_id) == "already_waiting"


def test_a_weeks_tutoring_is_limited(database, student, account_id, services):
    with database.transaction() as session:
        row = session.get_one(Account, account_id("st-0001"))
        session.add(HelpRequestRow(
            id="r-long", form="one_to_one", student_id=row.id, district_id=row.district_id, school_id=row.school_id,
            subject="数学", points=[], asked_at=utc_now(), ended_at=utc_now(), ending="matched",
        ))  # fmt: skip
        session.flush()
        session.add(TutoringSession(
            id="ts-long", request_id="r-long", teacher_id="x", district_id="d", started_at=utc_now(),
            ended_at=utc_now() + services.config.hours.week,
        ))  # fmt: skip
    answer = student.post("/api/help-requests", json={"point_id": "nobody"})
    assert (answer.status_code, answer.json()["code"]) == (409, "week_used_up")
    assert student.get("/api/help-requests/current").json()["minutes_left"] == 0


def test_what_is_somebody_elses_does_not_exist(log_in, student, teacher, match):
    on_duty(teacher)
    request = ask(student)["request"]["id"]
    match()
    invitation = teacher.get("/api/desk").json()["invitation"]["id"]
    other = log_in(organisation="s-east-2", number="2026010102")
    assert other.delete(f"/api/help-requests/{request}").status_code == 404
    assert other.post(f"/api/help-requests/{request}/anyone").status_code == 404
    stranger = log_in(organisation="s-east-1", number="t-physics-1")
    assert stranger.post(f"/api/invitations/{invitation}/accept").status_code == 404
    assert stranger.post(f"/api/invitations/{invitation}/decline", json={}).status_code == 404


def test_the_picture_of_a_question_opens_for_whoever_is_asked_and_no_other_teacher(
    database, log_in, student, teacher, match, account_id
):
    asked = ask(student)["request"]
    with database.transaction() as session:
        session.add(Attachment(
            id="a-shown", sha256="0" * 64, media_type="image/jpeg", size=1, owner_id=account_id("st-0001")
        ))  # fmt: skip
        session.flush()
        session.get_one(Question, asked["question_id"]).picture_id = "a-shown"
    stranger = log_in(organisation="s-east-1", number="t-physics-1")
    gone, hidden = "这个文件已被删除。", "没有找到这个文件。"  # its bytes were never stored: seen to be gone is let in
    assert stranger.get("/api/attachments/a-shown").json()["detail"] == hidden
    on_duty(teacher)
    match()
    assert teacher.get("/api/attachments/a-shown").json()["detail"] == gone
    assert stranger.get("/api/attachments/a-shown").json()["detail"] == hidden
    with database.transaction() as session:
        session.execute(delete(HelpRequestRow).where(HelpRequestRow.simulated.is_(False)))
        session.execute(delete(Attachment).where(Attachment.id == "a-shown"))
