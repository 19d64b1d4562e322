"""A teacher's desk: on duty or not, who asks for help, and the answer."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access import TeacherDep, get_invitation
from api.invitation_view import OpenInvitation, invitation_view
from api.problems import Problem
from api.ringing import RingerDep
from api.services import Services, ServicesDep, SessionDep
from sessions.room.opening import lay_out_paper
from store.accounts import Account, Identity
from store.audit import AuditEntry
from store.content import Teacher
from store.duty_periods import begin_duty, end_duty, find_duty
from store.help_requests import HelpRequestRow
from store.invitations import DeclineReason, InvitationRow, accept_invitation, decline_invitation
from store.questions import Question
from store.tutoring_sessions import TutoringSession

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["tutoring"])

Id = Annotated[str, Field(max_length=64)]


class Duty(BaseModel):
    """Whether the teacher is there to be asked."""

    on: bool


class Declining(BaseModel):
    """Why not; it may be left open."""

    reason: DeclineReason | None = None


class Accepted(BaseModel):
    """The session that has begun."""

    session_id: str


class DeskView(BaseModel):
    """A teacher's desk.

    Attributes:
        since: When they went on duty; null: they are off duty.
        invitation: That waits for an answer.
        session_id: Of a session that goes on.
    """

    open_now: bool
    hours_text: str
    since: datetime | None
    invitation: OpenInvitation | None
    session_id: str | None


@router.get("/desk")
def read_desk(account: TeacherDep, services: ServicesDep, session: SessionDep) -> DeskView:
    """One's own desk; that an invitation was looked at is audited, for it is a student's."""
    return _desk(session, services, account)


@router.put("/desk/duty")
def set_duty(duty: Duty, account: TeacherDep, services: ServicesDep, session: SessionDep) -> DeskView:
    """Goes on duty, within the service's hours, or off."""
    teacher = _teacher(session, account)
    hours = services.config.hours
    if not duty.on:
        end_duty(session, teacher.id)
    elif hours.is_open(hours.now()):
        begin_duty(session, teacher)
    else:
        raise Problem(409, "closed", f"现在不在辅导时间（{hours.text}），到时间再上线。")
    session.flush()
    return _desk(session, services, account)


@router.post("/invitations/{invitation_id}/accept")
def accept(
    invitation_id: Id, account: TeacherDep, services: ServicesDep, session: SessionDep, ringer: RingerDep
) -> Accepted:  # fmt: skip
    """Accepts; of all who do, one has the session."""
    invitation = get_invitation(session, account, invitation_id)
    others = list(session.scalars(
        select(InvitationRow.teacher_id).where(
            InvitationRow.request_id == invitation.request_id, InvitationRow.ending.is_(None)
        )
    ))  # fmt: skip
    begun = accept_invitation(session, invitation.id, invitation.teacher_id, services.config.hours.session)
    if begun is None:
        raise Problem(409, "too_late", "晚了一步：邀请已过期，或这位同学已由其他老师辅导。")
    request = session.get_one(HelpRequestRow, begun.request_id)
    question = session.get(Question, request.question_id) if request.question_id else None
    lay_out_paper(session, begun.id, question.picture_id if question else None)
    ringer.ring(request.student_id, "session")
    ringer.ring_teachers(session, others)
    return Accepted(session_id=begun.id)


@router.post("/invitations/{invitation_id}/decline")
def decline(
    invitation_id: Id, why: Declining, account: TeacherDep, services: ServicesDep, session: SessionDep,
    ringer: RingerDep,
) -> DeskView:  # fmt: skip
    """Declines; nothing happens where it is over already."""
    invitation = get_invitation(session, account, invitation_id)
    if decline_invitation(session, invitation.id, invitation.teacher_id, why.reason):
        ringer.ring(session.get_one(HelpRequestRow, invitation.request_id).student_id, "request")
    return _desk(session, services, account)


def _teacher(session: Session, account: Account) -> Teacher:
    teacher = session.get(Teacher, account.teacher_id) if account.teacher_id else None
    if teacher is None or teacher.withdrawn:
        raise Problem(409, "no_tutor", "你的账号还不是辅导教师，请联系学校管理员。")
    return teacher


def _desk(session: Session, services: Services, account: Account) -> DeskView:
    hours = services.config.hours
    teacher_id = account.teacher_id or ""
    duty = find_duty(session, teacher_id)
    invitation = session.scalars(
        select(InvitationRow).where(
            InvitationRow.teacher_id == teacher_id, InvitationRow.ending.is_(None), InvitationRow.simulated.is_(False)
        )
    ).first()
    going_on = session.scalars(
        select(TutoringSession.id).where(
            TutoringSession.teacher_id == teacher_id, TutoringSession.ended_at.is_(None),
            TutoringSession.simulated.is_(False),
        )
    ).first()  # fmt: skip
    return DeskView(
        open_now=hours.is_open(hours.now()), hours_text=hours.text, since=duty.started_at if duty else None,
        invitation=_shown(session, services, account, invitation) if invitation else None, session_id=going_on,
    )  # fmt: skip


def _shown(session: Session, services: Services, account: Account, invitation: InvitationRow) -> OpenInvitation:
    request = session.get_one(HelpRequestRow, invitation.request_id)
    session.add(AuditEntry(actor_id=account.id, action="read_invitation", subject_id=request.student_id))
    name = session.scalar(select(Identity.name).where(Identity.account_id == request.student_id))
    return invitation_view(session, services, invitation, request, name)
