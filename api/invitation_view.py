"""An invitation as the invited teacher sees it: the question, the student at a glance, and why they were asked."""

from collections import Counter
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.services import Services
from api.views import PointName, point_names
from intent import QuestionProfile
from recommender.mastery import explain_mastery
from sessions.matchmaking.reasons import invitation_reasons
from sessions.person_names import student_name
from store.accounts import Account
from store.content import Teacher
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.questions import Question
from store.students import find_mastery
from store.tutoring_sessions import TutoringSession

__all__ = ["MasteryGlance", "OpenInvitation", "invitation_view"]


class MasteryGlance(BaseModel):
    """How the student stands with a point, and where that is known from."""

    point: PointName
    because: str


class OpenInvitation(BaseModel):
    """See the module.

    Attributes:
        student: Family name alone.
        text: Of the question; empty where there is none.
        picture: Attachment with the question's picture.
        level: Ability level that the question asks for.
        difficulty: 0 easy … 1 hard.
        reasons: Why this teacher.
        sessions_before: Sessions the student has had so far, and how many of them with this teacher.
    """

    id: str
    offered_at: datetime
    answer_by: datetime | None
    student: str
    grade: int | None
    subject: str | None
    points: list[PointName]
    text: str
    picture: str | None
    level: str | None
    difficulty: float | None
    words: str
    reasons: list[str]
    mastery: list[MasteryGlance]
    sessions_before: int
    sessions_with_me: int


def invitation_view(
    session: Session, services: Services, invitation: InvitationRow, request: HelpRequestRow, name: str | None
) -> OpenInvitation:  # fmt: skip
    """The view of an open invitation; `name` is the student's, of which the family name is shown."""
    student = session.get_one(Account, request.student_id)
    question = session.get(Question, request.question_id) if request.question_id else None
    profile = QuestionProfile.model_validate(question.profile) if question and question.profile else None
    points = point_names(services.graph, request.points)
    mastery = find_mastery(session, student.id) if student.personalised else {}
    now = services.config.local_now()
    with_whom = session.scalars(_held_by_student(request.student_id)).all()
    return OpenInvitation(
        id=invitation.id, offered_at=invitation.offered_at, answer_by=invitation.expires_at,
        student=student_name(name), grade=student.grade, subject=request.subject, points=points,
        text=question.text if question else "", picture=question.picture_id if question else None,
        level=profile.ability.code if profile else None, difficulty=profile.difficulty if profile else None,
        words=request.words or "", reasons=_reasons(session, invitation, request, points),
        mastery=[
            MasteryGlance(point=point, because=explain_mastery(mastery[point.id], now))
            for point in points if point.id in mastery
        ],
        sessions_before=len(with_whom), sessions_with_me=sum(one == invitation.teacher_id for one in with_whom),
    )  # fmt: skip


def _held_by_student(student_id: str) -> Select[str]:
    return (
        select(TutoringSession.teacher_id).join(HelpRequestRow, HelpRequestRow.id == TutoringSession.request_id)
        .where(HelpRequestRow.student_id == student_id, TutoringSession.simulated.is_(False))
    )  # fmt: skip


def _reasons(
    session: Session, invitation: InvitationRow, request: HelpRequestRow, points: list[PointName]
) -> list[str]:  # fmt: skip
    teacher = session.get_one(Teacher, invitation.teacher_id)
    held = session.scalars(
        select(HelpRequestRow.points).join(TutoringSession, TutoringSession.request_id == HelpRequestRow.id)
        .where(TutoringSession.teacher_id == teacher.id, TutoringSession.simulated.is_(False))
    )  # fmt: skip
    counts = Counter(point for of_session in held for point in of_session)
    return invitation_reasons(
        asked_for=request.only_teacher_id == teacher.id,
        declared=[point.name for point in points if point.id in teacher.points],
        tutored=[(point.name, counts[point.id]) for point in points if counts[point.id]],
        same_district=request.district_id == invitation.district_id, is_new=invitation.to_new_teacher,
    )  # fmt: skip
