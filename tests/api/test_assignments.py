"""What teachers set to a class, what a student is to do, and what is due for review."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, update

from api.services import Services
from store.accounts import Account
from store.assignments import Assignment
from store.base import utc_now
from store.content import MicroCourse
from store.organisations import SchoolClass
from store.outcomes import MasteryRow, Outcome
from store.students import read_context

COURSE = "mc-physics-lens-imaging"


@pytest.fixture(autouse=True)
def _clean(services: Services) -> Iterator[None]:
    yield
    with services.database.transaction() as session:
        session.execute(delete(Assignment))
        session.execute(delete(Outcome).where(Outcome.item_id == COURSE))


@pytest.fixture
def teacher(log_in) -> TestClient:
    return log_in("teacher")


@pytest.fixture
def own_class(teacher: TestClient) -> str:
    (found,) = teacher.get("/api/classes").json()
    return str(found["id"])


def tasks(client: TestClient, kind: str = "assigned") -> list[str]:
    answer = client.get("/api/tasks")
    assert answer.status_code == 200, answer.text
    return [task["course_id"] for task in answer.json()[kind]]


def finish(client: TestClient) -> None:
    assert client.post(f"/api/micro-courses/{COURSE}/watched", json={"finished": True}).status_code == 204


def test_what_is_set_to_a_class_is_to_be_done_until_it_is(teacher, student, own_class, services, account_id):
    day = (services.config.local_now().date() + timedelta(days=3)).isoformat()
    path = f"/api/classes/{own_class}/assignments"
    row = teacher.post(path, json={"course_id": COURSE, "due_on": day}).json()
    assert (row["due_on"], row["done"], row["withdrawn"]) == (day, 0, False)
    assert row["students"] >= 1
    assert tasks(student) == [COURSE]
    with services.database.reading() as session:
        account = session.get_one(Account, account_id("st-0001"))
        assert read_context(session, account, services.config.local_now()).assigned == {COURSE}
    finish(student)
    assert tasks(student) == []
    (row,) = teacher.get(path).json()
    assert row["done"] == 1
    with services.database.reading() as session:
        assert session.scalar(select(Outcome.kind).where(Outcome.item_id == COURSE)) == "finished"


def test_setting_twice_is_setting_once_with_the_new_day(teacher, student, own_class):
    path = f"/api/classes/{own_class}/assignments"
    first, second = (
        teacher.post(path, json={"course_id": COURSE, "due_on": day}).json() for day in (None, "2199-01-01")
    )
    assert first["id"] == second["id"]
    assert [row["due_on"] for row in teacher.get(path).json()] == ["2199-01-01"]
    assert tasks(student) == [COURSE]


def test_a_withdrawal_can_be_taken_back(teacher, student, own_class):
    path = f"/api/classes/{own_class}/assignments"
    row = teacher.post(path, json={"course_id": COURSE}).json()
    for withdrawn, left in ((True, []), (True, []), (False, [COURSE])):
        answer = teacher.put(f"/api/assignments/{row['id']}", json={"withdrawn": withdrawn})
        assert answer.json()["withdrawn"] == withdrawn
        assert tasks(student) == left
        assert [listed["course_id"] for listed in teacher.get(path).json()] == left


def test_what_was_done_before_it_was_set_is_to_be_done_again(teacher, student, own_class, services):
    finish(student)
    with services.database.transaction() as session:
        session.execute(update(Outcome).where(Outcome.item_id == COURSE).values(at=utc_now() - timedelta(days=1)))
    teacher.post(f"/api/classes/{own_class}/assignments", json={"course_id": COURSE})
    assert tasks(student) == [COURSE]


def test_the_most_urgent_comes_first_and_what_has_no_day_last(teacher, student, own_class, services):
    with services.database.reading() as session:
        others = session.scalars(select(MicroCourse.id).where(MicroCourse.id != COURSE).limit(2)).all()
    path = f"/api/classes/{own_class}/assignments"
    for course, day in ((COURSE, None), (others[0], "2199-02-01"), (others[1], "2199-01-01")):
        assert teacher.post(path, json={"course_id": course, "due_on": day}).status_code == 200
    assert tasks(student) == [others[1], others[0], COURSE]


def test_what_cannot_be_set(teacher, log_in, own_class, services):
    path = f"/api/classes/{own_class}/assignments"
    yesterday = (services.config.local_now().date() - timedelta(days=1)).isoformat()
    assert teacher.post(path, json={"course_id": COURSE, "due_on": yesterday}).json()["code"] == "past_date"
    assert teacher.post(path, json={"course_id": "none"}).json()["code"] == "no_such_course"
    assert teacher.post(path, json={"course_id": COURSE, "due_on": "bald"}).status_code == 422
    with services.database.reading() as session:
        other = session.scalar(select(SchoolClass.id).where(SchoolClass.id != own_class))
    assert teacher.post(f"/api/classes/{other}/assignments", json={"course_id": COURSE}).status_code == 404
    assert teacher.get(f"/api/classes/{other}/assignments").status_code == 404
    row = teacher.post(path, json={"course_id": COURSE}).json()
    assert teacher.put(f"/api/assignments/{row['id']}", json={"due_on": yesterday}).json()["code"] == "past_date"
    assert log_in("student").put(f"/api/assignments/{row['id']}", json={}).status_code == 403


def test_a_teacher_does_not_change_what_another_class_has(log_in, own_class, services):
    """A school's administrator may; another teacher, of no such class, finds nothing."""
    admin = log_in("school_admin")
    row = admin.post(f"/api/classes/{own_class}/assignments", json={"course_id": COURSE}).json()
    with services.database.transaction() as session:
        school_class = session.get_one(SchoolClass, own_class)
        before, school_class.class_teacher_id = school_class.class_teacher_id, None
    try:
        assert log_in("teacher").put(f"/api/assignments/{row['id']}", json={"withdrawn": True}).status_code == 404
    finally:
        with services.database.transaction() as session:
            session.get_one(SchoolClass, own_class).class_teacher_id = before


def test_a_lesson_is_due_for_review_some_days_later_and_not_once_gone_over(student, services, account_id):
    finish(student)
    student_id = account_id("st-0001")

    def evidence() -> int:
        with services.database.reading() as session:
            return sum(session.scalars(select(MasteryRow.evidence).where(MasteryRow.student_id == student_id)))

    before = evidence()
    assert tasks(student, "reviews") == []
    assert student.get(f"/api/micro-courses/{COURSE}").json()["finished_on"] == _today(services)
    with services.database.transaction() as session:
        session.execute(update(Outcome).where(Outcome.item_id == COURSE).values(at=utc_now() - timedelta(days=9)))
    (task,) = student.get("/api/tasks").json()["reviews"]
    assert task["course_id"] == COURSE
    assert 0 < task["recall"] < 0.9
    with services.database.reading() as session:
        account = session.get_one(Account, student_id)
        known = read_context(session, account, services.config.local_now())
        assert known.due[COURSE].learned_on.isoformat() == task["learned_on"]
        assert COURSE in known.excluded
    finish(student)
    finish(student)
    assert tasks(student, "reviews") == []
    with services.database.reading() as session:
        assert len(session.scalars(select(Outcome).where(Outcome.item_id == COURSE)).all()) == 2
    assert evidence() == before, "going over it again is not learning it twice"


def test_who_wants_nothing_personal_is_not_reminded(student, services):
    finish(student)
    with services.database.transaction() as session:
        session.execute(update(Outcome).where(Outcome.item_id == COURSE).values(at=utc_now() - timedelta(days=9)))
    assert student.patch("/api/me", json={"personalised": False}).status_code == 200
    try:
        assert tasks(student, "reviews") == []
    finally:
        student.patch("/api/me", json={"personalised": True})


def _today(services: Services) -> str:
    return services.config.local_now().date().isoformat()
