"""What an installation's own log teaches, and whose questions stay out of it."""

from datetime import date

import pytest

from store.accounts import Account, Identity
from store.consents import Consent
from store.database import Database
from store.questions import ProfileCorrection, Question
from store.training_log import CorrectedQuestion, find_corrected_questions

TODAY = date(2026, 11, 22)
GUESS = {
    "subject": "物理", "knowledge_points": [{"id": "physics.j.a"}, {"id": "physics.j.b"}], "ability": {"code": "B1"},
    "difficulty": 0.5, "intent": {"name": "homework_question", "sub": "none"},
}  # fmt: skip


@pytest.fixture
def database(with_school: Database) -> Database:
    with with_school.transaction() as session:
        for student, year in (("grown", 2010), ("child", 2015)):
            session.add(Account(id=student, role="student"))
            session.flush()
            session.add(Identity(account_id=student, organisation="s", number=student, name="赵小明",
                                 born=date(year, 1, 1)))  # fmt: skip
        session.flush()
    return with_school


def ask(database: Database, student: str, question: str, text: str = "铁块为什么下沉") -> None:
    with database.transaction() as session:
        session.add(Question(id=question, student_id=student, source="text", state="read", text=text, profile=None))


def correct(database: Database, question: str, role: str = "student", **changes: object) -> None:
    with database.transaction() as session:
        session.add(ProfileCorrection(question_id=question, role=role, before=GUESS, after={**GUESS, **changes}))


def found(database: Database) -> list[CorrectedQuestion]:
    with database.reading() as session:
        return list(find_corrected_questions(session, TODAY))


def test_only_what_was_corrected_is_known(database: Database):
    ask(database, "grown", "q")
    correct(database, "q", ability={"code": "C1"})
    (row,) = found(database)
    assert row == CorrectedQuestion("q", "铁块为什么下沉", "student", None, (), "C1", None, None)


def test_points_bring_their_subject_and_the_last_word_counts(database: Database):
    ask(database, "grown", "q")
    correct(database, "q", subject="化学", knowledge_points=[])
    correct(database, "q", knowledge_points=[{"id": "physics.j.c"}])
    (row,) = found(database)
    assert (row.subject, row.points) == ("物理", ("physics.j.c",))


def test_a_teachers_word_goes_before_a_later_one_of_the_student(database: Database):
    ask(database, "grown", "q")
    correct(database, "q", "teacher", ability={"code": "C2"})
    correct(database, "q", "student", ability={"code": "A1"}, difficulty=0.1)
    (row,) = found(database)
    assert (row.ability, row.difficulty, row.role) == ("C2", 0.1, "teacher")


def test_no_subject_is_a_label_too(database: Database):
    ask(database, "grown", "q", "班里同学不理我")
    correct(database, "q", subject=None, knowledge_points=[], intent={"name": "personal_growth", "sub": "none"})
    (row,) = found(database)
    assert (row.subject, row.points, row.intent) == ("none", (), "personal_growth/none")


def test_what_was_not_corrected_teaches_nothing(database: Database):
    ask(database, "grown", "q")
    assert found(database) == []


def test_a_childs_questions_teach_with_consent_and_no_longer_after_its_withdrawal(database: Database):
    ask(database, "child", "q")
    correct(database, "q", difficulty=0.9)
    assert found(database) == []
    for given, seen in ((True, 1), (False, 0)):
        with database.transaction() as session:
            session.add(Consent(account_id="child", version="1", given=given, given_by="母亲", at=TODAY))
        assert len(found(database)) == seen


def test_an_erased_students_questions_are_gone(database: Database):
    ask(database, "grown", "q")
    correct(database, "q", difficulty=0.9)
    with database.transaction() as session:
        session.get_one(Account, "grown").erased_at = session.get_one(Question, "q").created_at
    assert found(database) == []


def test_names_and_numbers_that_lead_to_a_person_are_blotted_out(database: Database):
    ask(
        database,
        "grown",
        "q",
        "我是赵小明，电话13812345678，邮箱a.b@c.com，身份证11010120100101123X，求 1234567 的平方",
    )
    correct(database, "q", difficulty=0.9)
    (row,) = found(database)
    assert all(part not in row.text for part in ("赵小明", "13812345678", "a.b@c.com", "11010120100101123X"))
    assert "1234567 的平方" in row.text
