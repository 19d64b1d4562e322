"""AI 智能学 over HTTP: a gap found, a lesson, a check, and what is kept of it."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.services import Services
from recommender.assessment.items import AssessmentItem
from store.audit import AuditEntry
from store.conversations import CareAlert, ChatMessage, ItemAnswer
from store.outcomes import MasteryRow, Slate

START = "math.j.linear-equation.solve-linear-equation"


@pytest.fixture
def student(log_in) -> TestClient:
    return log_in("student")


def say(client: TestClient, chat: str, text: str = "", **more: str) -> dict:
    body = {"text": text, "client_id": f"m{say.count}", **more}  # type: ignore[attr-defined]
    say.count += 1  # type: ignore[attr-defined]
    answer = client.post(f"/api/chats/{chat}/messages", json=body)
    assert answer.status_code == 201, answer.text
    mine, reply = answer.json()
    assert (mine["by"], reply["by"]) == ("student", "agent")
    return reply["reply"]


say.count = 0  # type: ignore[attr-defined]


def posed(reply: dict, services: Services) -> AssessmentItem:
    (card,) = [card for card in reply["cards"] if card["kind"] == "item"]
    assert not {"answer", "explanation", "reveals"} & set(card["body"])
    return services.shelf().by_id[card["body"]["id"]]


def begin(client: TestClient) -> str:
    return client.post("/api/chats").json()["id"]


def test_from_not_knowing_to_a_passed_check(student: TestClient, services: Services, database):
    """Whoever answers everything wrong is led to a lesson, and to a raised mastery by answering right afterwards."""
    me, chat = student.get("/api/session").json()["id"], begin(student)
    reply = say(student, chat, point=START)
    for _ in range(8):
        if reply["action"] == "recommend":
            break
        reply = say(student, chat, "不会", item=posed(reply, services).id)
    assert reply["action"] == "recommend"
    assert {"point", "plan"} <= {card["kind"] for card in reply["cards"]}
    gap = next(card["body"]["id"] for card in reply["cards"] if card["kind"] == "point")
    with database.reading() as session:
        before = session.get_one(MasteryRow, (me, gap)).value.probability()
    assert say(student, chat, "学完了")["action"] == "ask_felt"
    reply = say(student, chat, "正好")
    for _ in range(3):
        if reply["action"] != "pose_item":
            break
        item = posed(reply, services)
        reply = say(student, chat, item.answer, item=item.id)
    assert reply["action"] == "passed"
    (shown,) = [card["body"] for card in reply["cards"] if card["kind"] == "mastery"]
    with database.reading() as session:
        after = session.get_one(MasteryRow, (me, gap)).value.probability()
        assert session.scalar(select(func.count()).select_from(ItemAnswer).where(ItemAnswer.student_id == me)) >= 3
    assert after > before
    assert shown["after"] == pytest.approx(after, abs=1e-3)


def test_it_is_gone_on_with_elsewhere_and_forgotten_on_wish(student: TestClient, log_in, database):
    chat = begin(student)
    assert chat not in {head["id"] for head in student.get("/api/chats").json()}
    say(student, chat, "你好")
    elsewhere = log_in("student")
    assert chat in {head["id"] for head in elsewhere.get("/api/chats").json()}
    assert [m["by"] for m in elsewhere.get(f"/api/chats/{chat}").json()["messages"]] == ["student", "agent"]
    assert elsewhere.delete(f"/api/chats/{chat}").status_code == 204
    assert student.get(f"/api/chats/{chat}").status_code == 404
    with database.reading() as session:
        assert session.scalar(select(ChatMessage).where(ChatMessage.conversation_id == chat)) is None


def test_sent_twice_it_is_said_once(student: TestClient):
    chat = begin(student)
    body = {"text": "我不会解一元一次方程", "client_id": "once"}
    first, again = (student.post(f"/api/chats/{chat}/messages", json=body).json() for _ in range(2))
    assert first == again
    assert len(student.get(f"/api/chats/{chat}").json()["messages"]) == 2


def test_another_students_conversation_does_not_exist(student: TestClient, log_in):
    chat = begin(student)
    other = log_in("student", "s-east-1", "2024010301")
    assert other.get(f"/api/chats/{chat}").status_code == 404
    assert other.delete(f"/api/chats/{chat}").status_code == 404
    assert other.post(f"/api/chats/{chat}/messages", json={"text": "x", "client_id": "m"}).status_code == 404


@pytest.mark.parametrize(("text", "code"), [("  ", "empty_text"), ("长" * 2001, "text_too_long")])
def test_what_cannot_be_said_says_why(student: TestClient, text: str, code: str):
    answer = student.post(f"/api/chats/{begin(student)}/messages", json={"text": text, "client_id": "m"})
    assert answer.status_code == 422
    assert answer.json()["code"] == code


def test_distress_is_met_with_care_and_the_class_teacher_told(student: TestClient, log_in, database):
    me, chat = student.get("/api/session").json()["id"], begin(student)
    reply = say(student, chat, "我不想活了")
    assert (reply["action"], reply["safety"]) == ("comfort", "distress")
    assert "12355" in reply["text"]
    with database.reading() as session:
        alerts = session.scalars(select(CareAlert.student_id)).all()
    assert set(alerts) == {me}
    teacher = log_in("teacher")
    told = teacher.get("/api/care-alerts").json()
    assert [alert["student"] for alert in told] == alerts
    assert "不想活" not in str(told)
    assert told[0]["seen_by"] is None
    seen = teacher.post(f"/api/care-alerts/{told[0]['id']}/seen").json()
    assert seen["seen_at"] is not None
    again = log_in("school_admin").post(f"/api/care-alerts/{told[0]['id']}/seen").json()
    assert again == seen, "who was first stays named"
    assert student.get("/api/care-alerts").status_code == 403
    assert student.post(f"/api/care-alerts/{told[0]['id']}/seen").status_code == 403
    assert teacher.post("/api/care-alerts/none/seen").status_code == 404


def test_a_class_teacher_reads_what_the_student_shares_and_nothing_else(student: TestClient, log_in, database):
    me, chat = student.get("/api/session").json()["id"], begin(student)
    say(student, chat, "我不会解一元一次方程")
    teacher = log_in("teacher")
    assert teacher.get(f"/api/students/{me}/chats").json() == []
    assert teacher.get(f"/api/shared-chats/{chat}").status_code == 404
    assert student.put(f"/api/chats/{chat}/sharing", json={"shared": True}).json() == {"shared": True}
    assert [head["id"] for head in teacher.get(f"/api/students/{me}/chats").json()] == [chat]
    read = teacher.get(f"/api/shared-chats/{chat}").json()
    assert [message["by"] for message in read["chat"]["messages"]] == ["student", "agent"]
    with database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.subject_id == me, AuditEntry.action == "read_shared_chat")
        assert session.scalars(query).all()
    student.put(f"/api/chats/{chat}/sharing", json={"shared": False})
    assert teacher.get(f"/api/shared-chats/{chat}").status_code == 404
    stranger = log_in("student", "s-east-1", "2024010301")
    assert stranger.put(f"/api/chats/{chat}/sharing", json={"shared": True}).status_code == 404


def test_telephone_numbers_are_not_kept(student: TestClient):
    chat = begin(student)
    assert say(student, chat, "我的电话是13812345678")["safety"] == "privacy"
    assert "13812345678" not in student.get(f"/api/chats/{chat}").text


def test_what_it_recommends_is_in_the_outcome_log(student: TestClient, database):
    me, chat = student.get("/api/session").json()["id"], begin(student)
    with database.reading() as session:
        before = session.scalar(select(func.count()).select_from(Slate).where(Slate.student_id == me))
    reply = say(student, chat, "给我一些一元二次方程的微课")
    (lesson, *_) = [card["body"] for card in reply["cards"] if card["kind"] == "lesson"]
    assert lesson["reasons"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Slate).where(Slate.student_id == me)) == before + 1
        assert session.get_one(Slate, lesson["slate_id"]).question_id is None
