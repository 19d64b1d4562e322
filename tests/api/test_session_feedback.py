"""Both sides say how it was, and what that changes."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from sessions.feedback import load_feedback_form
from store.help_requests import HelpRequestRow
from store.outcomes import MasteryRow, Outcome
from store.points_ledger import PointsEntry
from store.session_log import NewEvent, append_events, read_events
from store.tutoring_sessions import TutoringSession

FULL = {"scores": {dimension.id: dimension.points for dimension in load_feedback_form().dimensions}}


@pytest.fixture
def ended(session_id: str, database) -> str:
    with database.transaction() as session:
        body = '{"kind":"ended","why":"done"}'
        append_events(session, [NewEvent(session_id, "s", "end", "system", "ended", body, closes=True, completed=True)])
    return session_id


def put(client: TestClient, session_id: str, body: dict[str, Any], done: bool = False) -> Any:
    return client.put(f"/api/rooms/{session_id}/feedback", json={"body": body, "done": done})


def test_a_students_feedback_is_kept_then_counts_once(ended: str, log_in, database):
    student = log_in("student")
    form = student.get(f"/api/rooms/{ended}/feedback").json()
    assert sum(dimension["points"] for dimension in form["dimensions"]) == 12
    assert len(form["styles"]) >= 8
    assert put(student, ended, {"words": "听懂了"}).json()["given_at"] is None
    assert student.get(f"/api/rooms/{ended}/feedback").json()["body"] == {"words": "听懂了"}
    answer = put(student, ended, FULL | {"words": "听懂了", "styles": ["爱画图"]}, done=True)
    assert answer.status_code == 200, answer.text
    assert put(student, ended, {}, done=True).json()["code"] == "already_given"
    with database.reading() as session:
        assert session.get_one(TutoringSession, ended).rating == 12
        rated = session.scalars(select(Outcome).where(Outcome.kind == "rated")).all()
        assert [row.detail for row in rated] == [{"rating": 12, "styles": ["爱画图"], "difficulty": None}]
        booked = session.scalars(select(PointsEntry).where(PointsEntry.session_id == ended))
        assert {row.rule: row.points for row in booked} == {"rated": 1, "well_rated": 3}
        events = read_events(session, ended, 0, 100)
        assert [event.body for event in events if event.kind == "feedback_given"] == [
            '{"kind":"feedback_given","who":"student"}'
        ]


def test_a_teachers_record_tags_the_session_and_moves_mastery(ended: str, log_in, database, graph):
    point = next(iter(graph)).id
    teacher = log_in("teacher")
    form = teacher.get(f"/api/rooms/{ended}/feedback").json()
    assert (form["dimensions"], form["styles"]) == ([], [])
    assert len(form["participation"]) == 4
    body = {"participation": "asks", "points": [point], "level": "B", "note": "会主动画图"}
    answer = put(teacher, ended, body, done=True)
    assert answer.status_code == 200, answer.text
    assert [shown["id"] for shown in answer.json()["points"]] == [point]
    with database.reading() as session:
        tutoring = session.get_one(TutoringSession, ended)
        assert (tutoring.tagged_points, tutoring.rating) == ([point], None)
        student_id = session.get_one(HelpRequestRow, tutoring.request_id).student_id
        mastery = session.get_one(MasteryRow, (student_id, point)).value
        assert mastery.evidence >= 1
        assert mastery.tested[1] > mastery.tested[2]


def test_wrong_feedback_is_refused_in_words(ended: str, log_in):
    student, teacher = log_in("student"), log_in("teacher")
    for client, body, code in (
        (student, {"scores": {"understood": 9}}, "bad_feedback"), (student, {"participation": "asks"}, "bad_feedback"),
        (teacher, {"points": ["no.such-point"]}, "no_such_point"), (teacher, {"scores": {}}, "bad_feedback"),
    ):  # fmt: skip
        answer = put(client, ended, body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_not_before_the_end_and_not_by_others(session_id: str, log_in):
    assert put(log_in("student"), session_id, {}).json()["code"] == "not_ended"
    for other in (log_in("student", "s-east-1", "2024010301"), log_in("teacher", "s-east-1", "t-physics-1")):
        assert put(other, session_id, {}).status_code == 404
        assert other.get(f"/api/rooms/{session_id}/feedback").status_code == 404
