"""The knowledge map: what is drawn, what colours it and for whom, and the way to a goal."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select

from knowledge_graph import KnowledgeGraph
from knowledge_graph.learning_paths import MASTERED
from store.accounts import Account
from store.base import new_id
from store.organisations import SchoolClass
from store.outcomes import MasteryRow
from store.questions import Question
from tests.api.conftest import ROLES
from tests.evidence import answered, mastery_row

GOAL = "math.j.quadratic-equation.discriminant"


@pytest.fixture
def mastery(database) -> Iterator[None]:
    """Nothing is known of anybody before, nor left behind."""

    def forget() -> None:
        with database.transaction() as session:
            session.execute(delete(MasteryRow))
            session.execute(delete(Question).where(Question.id.startswith("q-map-")))

    forget()
    yield
    forget()


def record(database, student_id: str, point: str, right: int, wrong: int) -> float:
    """Returns the mastery shown from now on."""
    mastery = answered(right, wrong)
    with database.transaction() as session:
        session.merge(mastery_row(student_id, point, mastery))
    return mastery.probability()


def classmates(database, student_id: str) -> list[str]:
    with database.reading() as session:
        class_id = session.get_one(Account, student_id).class_id
        return list(session.scalars(select(Account.id).where(Account.class_id == class_id).order_by(Account.id)))


@pytest.mark.parametrize("code", ["math", "history", "english"])
@pytest.mark.parametrize("stage", ["初中", "高中"])
def test_a_map_holds_every_point_once_and_only_its_own_edges(
    student: TestClient, graph: KnowledgeGraph, code: str, stage: str
):
    found = student.get(f"/api/maps/{code}", params={"stage": stage}).json()
    points = [p["id"] for theme in found["themes"] for unit in theme["units"] for p in unit["points"]]
    assert sorted(points) == sorted(p.id for p in graph.points_of(found["subject"], stage))
    assert {p["core_concept"] for t in found["themes"] for u in t["units"] for p in u["points"]} <= set(
        found["core_concepts"]
    )
    ends = {end for edge in found["edges"] for end in (edge["source"], edge["target"])}
    assert ends <= set(points)
    assert {edge["type"] for edge in found["edges"]} == {"prerequisite", "related"}


def test_subjects_say_what_they_have(student: TestClient):
    for subject in student.get("/api/subjects").json():
        assert subject["stages"] == ["初中", "高中"]
        assert len(subject["core_concepts"]) >= 6


@pytest.mark.parametrize(
    "path", ["/api/maps/none", "/api/maps/none/mastery", "/api/routes/math.j.none", "/api/points/math.j.none/content"]
)
def test_what_does_not_exist_says_so(student: TestClient, path: str):
    answer = student.get(path)
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith(("没有这个学科", "没有找到这个知识点"))


@pytest.mark.usefixtures("mastery")
def test_a_student_sees_own_mastery_of_one_subject(student: TestClient, database, account_id):
    probability = record(database, account_id("st-0001"), GOAL, 2, 1)
    record(database, account_id("st-0001"), "physics.j.motion.speed", 1, 1)
    record(database, account_id("st-0002"), "math.j.real-numbers.square-root", 1, 4)
    assert student.get("/api/maps/math/mastery").json() == {
        GOAL: {"mastery": pytest.approx(probability, abs=1e-3), "evidence": 3, "level": "B",
               "because": "3 次中 2 次做对，最近一次今天"}
    }  # fmt: skip


@pytest.mark.usefixtures("mastery")
def test_a_class_is_shown_where_three_students_left_evidence(log_in, database, account_id):
    teacher = log_in("teacher")
    (own_class,) = teacher.get("/api/classes").json()
    mates = classmates(database, account_id("st-0001"))
    known = [record(database, mates[i], GOAL, i + 1, 1) for i in range(3)]
    for student_id in mates[:2]:
        record(database, student_id, "math.j.real-numbers.square-root", 1, 1)
    path = f"/api/maps/math/classes/{own_class['id']}"
    shown = teacher.get(path).json()
    assert set(shown) == {GOAL}
    assert shown[GOAL]["students"] == 3
    assert shown[GOAL]["mastery"] == pytest.approx(sum(known) / 3, abs=1e-3)
    assert log_in("school_admin").get(path).json() == shown
    assert log_in("student").get(path).status_code == 403


def test_another_class_does_not_exist(log_in, database):
    teacher = log_in("teacher")
    own = {c["id"] for c in teacher.get("/api/classes").json()}
    with database.reading() as session:
        others = [c for c in session.scalars(select(SchoolClass.id)) if c not in own]
    for class_id in others[:5]:
        assert teacher.get(f"/api/maps/math/classes/{class_id}").status_code == 404
    school = {c["id"] for c in log_in("school_admin").get("/api/classes").json()}
    assert own < school
    assert school < own | set(others)


@pytest.mark.usefixtures("mastery")
def test_questions_are_counted_within_the_area(log_in, database, account_id):
    with database.reading() as session:
        here = session.get_one(Account, account_id("st-0001"))
        elsewhere = session.scalars(
            select(Account.id).where(Account.role == "student", Account.district_id != here.district_id)
        ).first()
    profile = {"knowledge_points": [{"id": GOAL, "confidence": 0.9}]}

    def counts() -> dict[str, int]:
        return {role: log_in(role).get("/api/maps/math/questions").json().get(GOAL, 0)
                for role in ("teacher", "school_admin", "district_admin", "city_admin")}  # fmt: skip

    before = counts()  # other tests ask too
    with database.transaction() as session:
        for student_id in (here.id, here.id, elsewhere):
            session.add(
                Question(id=new_id("q-map"), student_id=student_id, source="text", state="read", profile=profile)
            )
    grown = {role: count - before[role] for role, count in counts().items()}
    assert grown == {"teacher": 2, "school_admin": 2, "district_admin": 2, "city_admin": 3}
    assert log_in("engineer").get("/api/maps/math/questions").status_code == 403


@pytest.mark.usefixtures("mastery")
def test_a_route_begins_where_the_student_stands(log_in, graph, database, account_id):
    student, student_id = log_in("student", "s-east-1", "2024010301"), account_id("st-0013")
    route = student.get(f"/api/routes/{GOAL}").json()
    assert route["assumed_grade"] == student.get("/api/session").json()["grade"]
    assert route["steps"][-1]["id"] == GOAL
    assert all(step["why"] for step in route["steps"])
    assert all(step["grade"] >= route["assumed_grade"] for step in route["steps"])
    weak = next(p for p in graph.prerequisites(GOAL, depth=30) if graph.get_point(p).grade < route["assumed_grade"])
    record(database, student_id, weak, 1, 5)
    assert weak in {step["id"] for step in student.get(f"/api/routes/{GOAL}").json()["steps"]}
    record(database, student_id, GOAL, 5, 0)
    reached = student.get(f"/api/routes/{GOAL}").json()
    assert reached["reached"]
    assert reached["steps"] == []
    assert reached["goal"]["mastery"] > MASTERED
    whole = log_in("teacher").get(f"/api/routes/{GOAL}").json()
    assert whole["assumed_grade"] is None
    assert len(whole["steps"]) == len(graph.prerequisites(GOAL, depth=99)) + 1


def test_a_point_tells_everything_and_what_there_is_to_learn_it_with(student: TestClient, graph: KnowledgeGraph):
    point = student.get(f"/api/points/{GOAL}").json()
    assert list(point["can_do"]) == ["A", "B", "C"]
    assert point["core_concept"] in graph.subjects["数学"].core_concepts.values()
    assert all(idea["belief"] and idea["repair"] for idea in point["misconceptions"])
    content = student.get(f"/api/points/{GOAL}/content").json()
    assert content["micro_courses"]
    assert content["questions"]
    assert content["teachers"]
    assert {"idea", "key_steps", "solution", "final"}.isdisjoint(content["questions"][0])


@pytest.mark.parametrize("role", ROLES)
def test_everyone_sees_the_map_itself(log_in, role: str):
    assert log_in(role).get("/api/maps/biology").status_code == 200
