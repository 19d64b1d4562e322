"""Who may be in the room of a session, and the tickets that let them in."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.accounts import Account
from store.base import Base, utc_now
from store.help_requests import HelpRequestRow
from store.session_log import SessionLog
from store.tutoring_sessions import TutoringSession

__all__ = ["Membership", "RoomTicket", "find_membership", "forget_tickets", "issue_ticket", "redeem_ticket"]

_TICKET_LASTS = timedelta(seconds=30)


class RoomTicket(Base):
    """Lets one connection of one person into one room, once.

    Attributes:
        token_hash: SHA-256 of what the person was given.
        origin: Of the page that asked for it; the connection must come from there too.
    """

    __tablename__ = "room_tickets"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("tutoring_sessions.id", ondelete="CASCADE"), index=True)
    origin: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)


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


def issue_ticket(session: Session, member: Membership, origin: str) -> str:
    """A new ticket, good for thirty seconds and one connection."""
    token = secrets.token_urlsafe(24)
    session.add(RoomTicket(
        token_hash=_hash(token), account_id=member.account_id, session_id=member.session_id, origin=origin,
        expires_at=utc_now() + _TICKET_LASTS,
    ))  # fmt: skip
    return token


def redeem_ticket(session: Session, token: str, session_id: str, origin: str) -> Membership | None:
    """Whom a ticket lets in; None: nobody, for it is used, too old, of another room or another page.

    A ticket is used up by the first who shows it, whether it lets them in or not.
    """
    row = session.execute(
        delete(RoomTicket).where(RoomTicket.token_hash == _hash(token))
        .returning(RoomTicket.account_id, RoomTicket.session_id, RoomTicket.origin, RoomTicket.expires_at)
    ).one_or_none()  # fmt: skip
    if row is None or row.expires_at <= utc_now() or (row.session_id, row.origin) != (session_id, origin):
        return None
    return find_membership(session, row.account_id, session_id)


def forget_tickets(session: Session) -> None:
    """Deletes tickets that nobody has used in time."""
    session.execute(delete(RoomTicket).where(RoomTicket.expires_at <= utc_now()))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
