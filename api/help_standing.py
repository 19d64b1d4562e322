"""Where a student's wish for a teacher stands."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.services import Services
from api.views import PersonName, PointName, point_names
from store.accounts import Account
from store.base import utc_now
from store.content import Teacher
from store.duty_periods import find_duty
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.open_requests import find_own_open_request
from store.tutoring_sessions import TutoringSession, find_open_session

__all__ = ["HelpRequestView", "HelpStanding", "find_invited", "minutes_left", "read_standing"]


class HelpRequestView(BaseModel):
    """Where a request stands.

    Attributes:
        place: In the queue of the subject, from 1; 0 while somebody is invited.
        invited: Teachers who are being asked at the moment.
        answer_by: Until when they can accept.
        only: The one teacher who was asked for; null: anyone who fits.
        only_cannot: Whether that teacher is not there, or would not.
    """

    id: str
    asked_at: datetime
    subject: str | None
    points: list[PointName]
    question_id: str | None
    words: str
    place: int
    invited: list[PersonName]
    answer_by: datetime | None
    rounds: int
    only: PersonName | None
    only_cannot: bool


class HelpStanding(BaseModel):
    """Where a student stands.

    Attributes:
        request: The open one; null: there is none.
        session_id: Of a session that goes on; null: there is none.
        ended: How the last request without a session ended, if lately.
        minutes_left: Of this week's tutoring.
    """

    open_now: bool
    hours_text: str
    request: HelpRequestView | None
    session_id: str | None
    ended: Literal["left", "unserved"] | None
    minutes_left: int


def read_standing(session: Session, services: Services, student: Account) -> HelpStanding:
    """Where a student stands at this moment."""
    hours = services.config.hours
    request = find_own_open_request(session, student.id)
    going_on = find_open_session(session, student.id)
    return HelpStanding(
        open_now=hours.is_open(hours.now()), hours_text=hours.text,
        request=_view(session, services, request) if request else None,
        session_id=going_on.id if going_on else None,
        ended=None if request or going_on else _last_ending(session, student.id),
        minutes_left=max(0, minutes_left(session, services, student.id)),
    )  # fmt: skip


def _view(session: Session, services: Services, request: HelpRequestRow) -> HelpRequestView:
    invited = find_invited(session, request.id)
    only = session.get(Teacher, request.only_teacher_id) if request.only_teacher_id else None
    past = session.execute(
        select(func.max(InvitationRow.round), func.count()).where(InvitationRow.request_id == request.id)
    ).one()
    passed = select(InvitationRow.id).where(
        InvitationRow.request_id == request.id, InvitationRow.ending.in_(("declined", "expired"))
    )
    return HelpRequestView(
        id=request.id, asked_at=request.asked_at, subject=request.subject,
        points=point_names(services.graph, request.points), question_id=request.question_id,
        words=request.words or "", place=0 if invited else _place(session, request),
        invited=[PersonName(id=teacher.id, name=teacher.name) for _, teacher in invited],
        answer_by=min((row.expires_at for row, _ in invited if row.expires_at), default=None), rounds=past[0] or 0,
        only=PersonName(id=only.id, name=only.name) if only else None,
        only_cannot=only is not None and not invited and (
            find_duty(session, only.id) is None or session.scalar(passed.limit(1)) is not None
        ),
    )  # fmt: skip


def find_invited(session: Session, request_id: str) -> list[tuple[InvitationRow, Teacher]]:
    """Who is asked for a request at the moment."""
    rows = session.execute(
        select(InvitationRow, Teacher).join(Teacher, Teacher.id == InvitationRow.teacher_id)
        .where(InvitationRow.request_id == request_id, InvitationRow.ending.is_(None))
    )  # fmt: skip
    return [(invitation, teacher) for invitation, teacher in rows]


def _place(session: Session, request: HelpRequestRow) -> int:
    earlier = select(func.count()).where(
        HelpRequestRow.ending.is_(None), HelpRequestRow.simulated.is_(False),
        HelpRequestRow.subject == request.subject, HelpRequestRow.asked_at < request.asked_at,
    )  # fmt: skip
    return (session.scalar(earlier) or 0) + 1


def _last_ending(session: Session, student_id: str) -> Literal["left", "unserved"] | None:
    lately = utc_now() - timedelta(minutes=30)
    last = session.scalar(
        select(HelpRequestRow.ending)
        .where(
            HelpRequestRow.student_id == student_id, HelpRequestRow.ended_at > lately,
            HelpRequestRow.simulated.is_(False),
        )
        .order_by(HelpRequestRow.asked_at.desc()).limit(1)
    )  # fmt: skip
    if last == "left":
        return "left"
    return "unserved" if last == "unserved" else None


def minutes_left(session: Session, services: Services, student_id: str) -> int:
    """Minutes of this week's tutoring that a student has left; may be below nothing."""
    hours = services.config.hours
    now = hours.now()
    week = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=now.weekday())
    sessions = session.scalars(
        select(TutoringSession).join(HelpRequestRow, HelpRequestRow.id == TutoringSession.request_id)
        .where(
            HelpRequestRow.student_id == student_id, TutoringSession.started_at >= week,
            TutoringSession.simulated.is_(False), TutoringSession.ended_at.is_not(None),
        )
    )  # fmt: skip
    used = sum((row.ended_at - row.started_at).total_seconds() for row in sessions if row.ended_at)
    return int((hours.week.total_seconds() - used) // 60)
