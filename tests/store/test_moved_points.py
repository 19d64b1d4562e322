"""An upgrade of the curriculum renames and merges points: nothing stored under a former id is lost."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from recommender.mastery import Mastery
from store.accounts import Account
from store.catalogue import find_changes, last_sequence
from store.content import AssessmentItem, MicroCourse, Teacher, find_items
from store.database import Database
from store.moved_points import follow_moved_points
from store.outcomes import MasteryRow
from store.questions import Question
from tests.evidence import answered, mastery_row

LAST_WEEK = datetime(2026, 5, 6, 18, tzinfo=UTC)
MOVED = {"math.j.a.old": "math.j.a.new", "math.j.a.merged": "math.j.a.kept"}


@pytest.fixture
def database(with_school: Database) -> Database:
    with with_school.transaction() as session:
        session.add(Account(id="st", role="student"))
        session.add(teacher("t", ["math.j.a.old", "math.j.a.kept"]))
        session.flush()
        session.add(course("mc", ["math.j.a.merged", "math.j.a.kept"]))
        session.add(
            AssessmentItem(id="i", subject="数学", kind="single", stem="?", options=None, answer="A", unit=None,
                           point="math.j.a.old", level="A1", difficulty=0.5, explanation="")
        )  # fmt: skip
        session.add(question("q", ["math.j.a.merged", "math.j.a.kept", "math.j.a.other"]))
        for point, right, wrong in (("math.j.a.old", 2, 0), ("math.j.a.merged", 1, 1), ("math.j.a.kept", 1, 0)):
            session.add(mastery_row("st", point, answered(right, wrong, at=LAST_WEEK)))
    return with_school


def teacher(teacher_id: str, points: list[str]) -> Teacher:
    return Teacher(
        id=teacher_id, name="师", subject="数学", school_id="s", title="", stages=[], points=points, domains=[],
        supports=[], style=[], hours=[], load=0.0, rating_count=0, rating_mean=None, introduction="",
    )  # fmt: skip


def course(course_id: str, points: list[str], withdrawn: bool = False) -> MicroCourse:
    return MicroCourse(
        id=course_id, title="课", subject="数学", topic=None, points=points, levels=[], difficulty=0.5, minutes=5,
        body="", media=None, teacher_id="t", withdrawn=withdrawn,
    )  # fmt: skip


def question(question_id: str, points: list[str]) -> Question:
    profile = {"knowledge_points": [{"id": p, "confidence": 0.5} for p in points], "subject": "数学"}
    return Question(id=question_id, student_id="st", source="text", state="read", profile=profile)


def mastery(session: Session) -> dict[str, Mastery]:
    return {row.point_id: row.value for row in session.scalars(select(MasteryRow))}


def test_everything_stored_follows_once(database: Database):
    with database.transaction() as session:
        before = last_sequence(session)
        assert follow_moved_points(session, MOVED, "hash 1") == 6
    with database.reading() as session:
        found = mastery(session)
        assert set(found) == {"math.j.a.new", "math.j.a.kept"}
        assert found["math.j.a.new"] == answered(2, 0, at=LAST_WEEK)
        assert found["math.j.a.kept"].tested == pytest.approx(answered(2, 1, at=LAST_WEEK).tested)
        assert (found["math.j.a.kept"].right, found["math.j.a.kept"].answered) == (2, 3)
        assert session.get_one(MicroCourse, "mc").points == ["math.j.a.kept"]
        assert session.get_one(Teacher, "t").points == ["math.j.a.new", "math.j.a.kept"]
        assert session.get_one(AssessmentItem, "i").point == "math.j.a.new"
        row = session.get_one(Question, "q")
        assert [p["id"] for p in row.profile["knowledge_points"]] == ["math.j.a.kept", "math.j.a.other"]
        assert row.point_id == "math.j.a.kept"
        assert {change.item_id for change in find_changes(session, before)} == {"mc", "t"}
    with database.transaction() as session:
        assert follow_moved_points(session, MOVED, "hash 1") == 0
        assert follow_moved_points(session, MOVED, "hash 2") == 0


def test_items_of_a_point_follow_every_change(database: Database):
    def of(point: str) -> list[str]:
        with database.reading() as session:
            return [item.id for item in find_items(session, "micro_course", point, 10)]

    assert of("math.j.a.kept") == ["mc"]
    with database.transaction() as session:
        session.get_one(MicroCourse, "mc").points = ["math.j.b.x", "math.j.b.x"]
    assert (of("math.j.a.kept"), of("math.j.b.x")) == ([], ["mc"])
    with database.transaction() as session:
        session.get_one(MicroCourse, "mc").withdrawn = True
        session.add(course("mc-2", ["math.j.b.x"], withdrawn=True))
    assert of("math.j.b.x") == []
