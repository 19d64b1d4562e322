"""The student's way over HTTP again, on a real PostgreSQL."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.app import create_app
from api.reading import QuestionReader
from shuangshi.preparation import DEMO_PASSWORD, open_database
from store.outcomes import Outcome
from tests.api.test_accounts import credentials
from tests.api.test_asking import ask, picture, recommend, upload, wait_for_text


@pytest.fixture(scope="module")
def student(services, settings, graph, postgres_url, tmp_path_factory) -> TestClient:
    home = tmp_path_factory.mktemp("pg-home")
    database = open_database(settings.model_copy(update={"database_url": postgres_url, "home": home}), graph)
    reader = QuestionReader(database, services.blobs, services.ocr)
    own = dataclasses.replace(services, database=database, reader=reader)
    app = create_app(own.config, lambda: own)
    app.state.services = own
    client = TestClient(app, raise_server_exceptions=False)
    answer = client.post("/api/session", json=credentials("2026010101", DEMO_PASSWORD))
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    yield client
    database.close()


def test_asking_by_text_and_photograph(student):
    assert recommend(student, ask(student)["id"])["micro_courses"]
    question = wait_for_text(student, upload(student, picture(["光合作用的原料是什么？"])).json())
    assert "光合作用" in question["text"]


def test_the_same_question_twice_at_once_is_no_error(student):
    question = ask(student, "为什么夏天白天长、冬天白天短？")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(
            lambda _: student.post(f"/api/questions/{question['id']}/recommendation", json={}).status_code, range(6)
        ))  # fmt: skip
    assert set(answers) == {200}


def test_wrong_passwords_lock(student):
    client = TestClient(student.app)
    statuses = [client.post("/api/session", json=credentials("2025010201", f"wrong-{i}")).status_code for i in range(5)]
    assert statuses == [401, 401, 401, 401, 423]


def test_a_course_finished_in_four_tabs_at_once_is_finished_once(student):
    me = student.get("/api/session").json()["id"]
    course = recommend(student, ask(student, "凸透镜成像有什么规律")["id"])["micro_courses"][0]["id"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(
            lambda _: student.post(f"/api/micro-courses/{course}/watched", json={"finished": True}).status_code,
            range(4),
        ))  # fmt: skip
    assert set(answers) == {204}
    with student.app.state.services.database.reading() as session:
        of_me = select(func.count()).where(Outcome.student_id == me, Outcome.item_id == course)
        assert session.scalar(of_me.where(Outcome.kind == "finished")) == 1


@pytest.mark.parametrize("place", ["body", "path"])
def test_a_character_no_database_takes_is_refused(student, place: str):
    if place == "body":
        login = {"organisation": "\0", "number": "1", "password": "x"}
        answer = TestClient(student.app, raise_server_exceptions=False).post("/api/session", json=login)
    else:
        answer = student.get("/api/questions/%00")
    assert answer.status_code in (401, 404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
