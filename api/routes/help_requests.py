"""A student asks for a teacher, sees where that stands, and may change their mind."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.access import StudentDep, check_still_there, get_own_question, get_own_request
from api.help_standing import HelpStanding, find_invited, minutes_left, read_standing
from api.limits import check_rate
from api.problems import Problem
from api.ringing import RingerDep
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from api.views import get_graph_point
from intent import QuestionProfile
from intent.profile import SUBJECTLESS_INTENTS
from recommender.matching.request import spread_points
from store.accounts import Account
from store.base import new_id, utc_now
from store.content import Teacher
from store.help_requests import HelpRequestRow
from store.invitations import withdraw_request
from store.open_requests import find_own_open_request
from store.organisations import School
from store.tutoring_sessions import find_open_session

__all__ = ["router"]

router = APIRouter(prefix="/api/help-requests", tags=["tutoring"])

Id = Annotated[str, Field(max_length=64)]

_LAST_OF_JUNIOR = 9


class HelpWanted(BaseModel):
    """What a student asks for: help with a question, with a point, or by a certain teacher; at least one of them."""

    question_id: Id | None = None
    point_id: Id | None = None
    teacher_id: Id | None = None
    words: Annotated[str, Field(max_length=500)] = ""


@router.get("/current")
def get_standing(student: StudentDep, services: ServicesDep, session: ReadingDep) -> HelpStanding:
    """Where the student stands."""
    return read_standing(session, services, student)


@router.post("", status_code=201)
def ask_for_help(
    wanted: HelpWanted, student: StudentDep, services: ServicesDep, session: SessionDep, ringer: RingerDep
) -> HelpStanding:  # fmt: skip
    """Asks for a teacher; within the service's hours, once at a time."""
    check_rate(services, "help", student.id, "20/hour")
    check_still_there(session, student)  # holds the student: two tabs ask once
    hours = services.config.hours
    if not hours.is_open(hours.now()):
        raise Problem(409, "closed", f"现在不在辅导时间（{hours.text}）。可以先看推荐的微课，或问 AI 智能学。")
    if find_own_open_request(session, student.id):
        raise Problem(409, "already_waiting", "你已经在等老师了，请先等一等，或取消后再问别的。")
    if find_open_session(session, student.id):
        raise Problem(409, "in_session", "你正在辅导中，结束后才能再请老师。")
    if minutes_left(session, services, student.id) <= 0:
        raise Problem(409, "week_used_up", "本周的一对一辅导时间已用完，下周再来；问答中心和微课随时可用。")
    session.add(_request(session, services, student, wanted))
    session.flush()
    ringer.ring(student.id, "request")
    return read_standing(session, services, student)


@router.post("/{request_id}/anyone")
def ask_anyone(
    request_id: Id, student: StudentDep, services: ServicesDep, session: SessionDep, ringer: RingerDep
) -> HelpStanding:  # fmt: skip
    """Not only the one teacher any more, but anyone who fits; the place in the queue is kept."""
    request = get_own_request(session, student, request_id)
    if request.ending is None:
        request.only_teacher_id = None
    session.flush()
    ringer.ring(student.id, "request")
    return read_standing(session, services, student)


@router.delete("/{request_id}")
def withdraw(
    request_id: Id, student: StudentDep, services: ServicesDep, session: SessionDep, ringer: RingerDep
) -> HelpStanding:  # fmt: skip
    """Takes a request back; whoever was invited for it is told."""
    request = get_own_request(session, student, request_id)
    invited = find_invited(session, request.id)
    if withdraw_request(session, request.id, "left"):
        ringer.ring_teachers(session, [invitation.teacher_id for invitation, _ in invited])
        ringer.ring(student.id, "request")
    session.flush()
    return read_standing(session, services, student)


def _request(session: Session, services: Services, student: Account, wanted: HelpWanted) -> HelpRequestRow:
    question = get_own_question(session, student, wanted.question_id) if wanted.question_id else None
    teacher = session.get(Teacher, wanted.teacher_id) if wanted.teacher_id else None
    if wanted.teacher_id and (teacher is None or teacher.withdrawn):
        raise Problem(404, "no_such_teacher", "没有找到这位老师。")
    profile = QuestionProfile.model_validate(question.profile) if question and question.profile else None
    points: Mapping[str, float] = {}
    stage = "初中" if student.grade is None or student.grade <= _LAST_OF_JUNIOR else "高中"
    subject, support = None, None
    if wanted.point_id:
        point = get_graph_point(services.graph, wanted.point_id)
        subject, points = point.unit.subject, {point.id: 1.0}
    elif profile:
        subject, stage = profile.subject, profile.stage
        points = {guess.id: guess.confidence for guess in profile.knowledge_points if guess.id in services.graph}
        support = profile.intent.name if profile.intent.name in SUBJECTLESS_INTENTS else None
    if subject is None and support is None:
        if teacher is None:
            raise Problem(422, "no_subject", "还不知道是哪一科：请先写出题目，或选好学科。")
        subject = teacher.subject
    if teacher is not None and subject is not None and teacher.subject != subject:
        raise Problem(422, "other_subject", f"{teacher.name}老师教{teacher.subject}，这道题是{subject}。")
    school = session.get_one(School, student.school_id)
    return HelpRequestRow(
        id=new_id("hr"), form="one_to_one", student_id=student.id, district_id=school.district_id,
        school_id=school.id, suburban=school.suburban, subject=subject, points=list(points),
        wanted=spread_points(services.graph, points), stage=stage, support=None if subject else support,
        only_teacher_id=teacher.id if teacher else None, question_id=question.id if question else None,
        words=wanted.words.strip() or None, asked_at=utc_now(),
    )  # fmt: skip
