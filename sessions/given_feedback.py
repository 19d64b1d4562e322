"""What feedback changes, in the transaction that gives it: mastery, the teacher's record, outcome log, points."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from recommender.mastery import Seen, Sign
from sessions.feedback import StudentFeedback, TeacherFeedback, rating_of
from sessions.points import RuleId, earned_by_student, earned_by_teacher, load_points_rules
from store.accounts import Account
from store.base import new_id
from store.help_requests import HelpRequestRow
from store.outcomes import Outcome, find_newest_slate
from store.points_ledger import add_points
from store.students import record_evidence
from store.tutoring_sessions import TutoringSession

__all__ = ["take_student_feedback", "take_teacher_feedback"]

_SIGNS: dict[str, Sign] = {"too_easy": "found_too_easy", "fits": "found_fitting", "too_hard": "found_too_hard"}


def take_student_feedback(session: Session, tutoring: TutoringSession, feedback: StudentFeedback) -> None:
    """The rating counts for the teacher and is an outcome of what was recommended; difficulty is a sign of mastery."""
    request = session.get_one(HelpRequestRow, tutoring.request_id)
    student = session.get_one(Account, request.student_id)
    tutoring.rating = rating_of(feedback)
    if feedback.difficulty is not None:
        points = (tutoring.tagged_points or request.points)[:1]
        record_evidence(session, student.id, points, _SIGNS[feedback.difficulty])
    slate = find_newest_slate(session, request.question_id) if request.question_id else None
    session.add(Outcome(
        id=new_id("o"), slate_id=slate.id if slate else None, student_id=student.id, district_id=student.district_id,
        school_id=student.school_id, kind="rated", list_name="teachers", item_id=tutoring.teacher_id,
        detail={"rating": tutoring.rating, "styles": feedback.styles, "difficulty": feedback.difficulty},
    ))  # fmt: skip
    _book(session, tutoring, student.id, earned_by_student(feedback))


def take_teacher_feedback(session: Session, tutoring: TutoringSession, feedback: TeacherFeedback) -> None:
    """The points are what the session was about; the level seen is evidence on the main one."""
    request = session.get_one(HelpRequestRow, tutoring.request_id)
    if feedback.points:
        tutoring.tagged_points = feedback.points
    main = (feedback.points or request.points)[:1]
    if feedback.level is not None:
        level = None if feedback.level == "none" else feedback.level
        record_evidence(session, request.student_id, main, Seen(level=level))
    _book(session, tutoring, request.student_id, earned_by_teacher(feedback))


def _book(
    session: Session, tutoring: TutoringSession, student_id: str, earned: Mapping[RuleId, bool]
) -> None:  # fmt: skip
    rules = load_points_rules()
    for name, fulfilled in earned.items():
        rule = rules.get(name)
        if fulfilled and rule is not None:
            person = student_id if rule.role == "student" else tutoring.teacher_id
            add_points(session, tutoring.id, person, rule.id, rule.points)
