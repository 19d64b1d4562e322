"""Who may be in the room of a session."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.accounts import Account
from store.attachments import Attachment
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.questions import Question
from store.session_log import SessionLog
from store.tutoring_sessions import TutoringSession

__all__ = ["Membership", "OwnSession", "find_membership", "find_own_sessions", "is_shown_to"]


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in a room.

    Attributes:
        ends_at: When the session's time is over; None: it is not limited.
        ended: Whether it has ended; its room can be read still.
    """

    session_id: str
    account_id: str
    role: Literal["student", "teacher"]
    ends_at: datetime | None
    ended: bool


def find_membership(session: Session, account_id: str, session_id: str) -> Membership | None:
    """The person's place; None: they have none, or may do nothing any more."""
    row = session.execute(
        select(Account, TutoringSession, HelpRequestRow.student_id, SessionLog.closed_at)
        .join(HelpRequestRow, HelpRequestRow.id == TutoringSession.request_id)
        .join(SessionLog, SessionLog.session_id == TutoringSession.id)
        .join(Account, Account.id == account_id)
        .where(TutoringSession.id == session_id, Account.erased_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    account, tutoring, student_id, closed_at = row
    ended = closed_at is not None
    if student_id == account_id:
        return Membership(session_id, account_id, "student", tutoring.ends_at, ended)
    if account.teacher_id is not None and account.teacher_id == tutoring.teacher_id:
        return Membership(session_id, account_id, "teacher", tutoring.ends_at, ended)
    return None


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session of a person, with what it was asked for."""

    tutoring: TutoringSession
    request: HelpRequestRow
    member: Membership


def find_own_sessions(session: Session, account: Account, before: datetime | None, limit: int) -> list[OwnSession]:
    """A student's or teacher's sessions, newest first.

    Args:
        session: Of the database.
        account: Whose.
        before: That began earlier than this; None: any.
        limit: At most so many.
    """
    of_student = HelpRequestRow.student_id == account.id
    own = of_student | (TutoringSession.teacher_id == account.teacher_id) if account.teacher_id else of_student
    query = (
        select(TutoringSession, HelpRequestRow, SessionLog.closed_at)
        .join(HelpRequestRow, HelpRequestRow.id == TutoringSession.request_id)
        .join(SessionLog, SessionLog.session_id == TutoringSession.id)
        .where(own, TutoringSession.simulated.is_(False))
    )
    if before is not None:
        query = query.where(TutoringSession.started_at < before)
    rows = session.execute(query.order_by(TutoringSession.started_at.desc()).limit(limit))
    return [
        OwnSession(tutoring, request, Membership(
            tutoring.id, account.id, "student" if request.student_id == account.id else "teacher", tutoring.ends_at,
            closed_at is not None,
        ))
        for tutoring, request, closed_at in rows
    ]  # fmt: skip


def is_shown_to(session: Session, account: Account, attachment: Attachment) -> bool:
    """Whether a file is in a room of this person, or the picture of a question that a teacher is asked to help with."""
    if attachment.session_id is not None and find_membership(session, account.id, attachment.session_id):
        return True
    if account.teacher_id is None:
        return False
    of_question = (
        select(HelpRequestRow.id).join(Question, Question.id == HelpRequestRow.question_id)
        .where(Question.picture_id == attachment.id)
    )  # fmt: skip
    invited = select(InvitationRow.id).where(
        InvitationRow.teacher_id == account.teacher_id, InvitationRow.ending.is_(None),
        InvitationRow.request_id.in_(of_question),
    )  # fmt: skip
    tutored = select(TutoringSession.id).where(
        TutoringSession.teacher_id == account.teacher_id, TutoringSession.request_id.in_(of_question)
    )
    return session.scalar(invited.limit(1)) is not None or session.scalar(tutored.limit(1)) is not None
