"""Tickets: each opens one connection of one person to one place, once, within thirty seconds."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, utc_now

__all__ = ["Ticket", "forget_tickets", "issue_ticket", "redeem_ticket"]

_LASTS = timedelta(seconds=30)


class Ticket(Base):
    """See the module.

    Attributes:
        token_hash: SHA-256 of what the person was given.
        place: What it opens: a session's room, by its id, or a desk.
        origin: Of the page that asked for it; the connection must come from there too.
    """

    __tablename__ = "tickets"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    place: Mapped[str]
    origin: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)


def issue_ticket(session: Session, account_id: str, place: str, origin: str) -> str:
    """A new ticket."""
    token = secrets.token_urlsafe(24)
    session.add(Ticket(
        token_hash=_hash(token), account_id=account_id, place=place, origin=origin, expires_at=utc_now() + _LASTS,
    ))  # fmt: skip
    return token


def redeem_ticket(session: Session, token: str, place: str, origin: str) -> str | None:
    """The account that a ticket lets in; None: nobody, for it is used, too old, of another place or another page.

    A ticket is used up by the first who shows it, whether it lets them in or not.
    """
    row = session.execute(
        delete(Ticket).where(Ticket.token_hash == _hash(token))
        .returning(Ticket.account_id, Ticket.place, Ticket.origin, Ticket.expires_at)
    ).one_or_none()  # fmt: skip
    if row is None or row.expires_at <= utc_now() or (row.place, row.origin) != (place, origin):
        return None
    account_id: str = row.account_id
    return account_id


def forget_tickets(session: Session) -> None:
    """Deletes tickets that nobody has used in time."""
    session.execute(delete(Ticket).where(Ticket.expires_at <= utc_now()))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
