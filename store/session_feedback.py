"""What both sides say of a session afterwards: kept as they write it, and given once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, utc_now

__all__ = ["FeedbackRow", "find_feedback", "save_feedback"]


class FeedbackRow(Base):
    """One side's feedback on a session.

    Attributes:
        role: student or teacher.
        body: See `sessions.feedback`.
        given_at: When they were done with it; None while it is a draft.
    """

    __tablename__ = "session_feedback"

    session_id: Mapped[str] = mapped_column(ForeignKey("tutoring_sessions.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)
    given_at: Mapped[datetime | None]


def find_feedback(session: Session, session_id: str, role: str) -> FeedbackRow | None:
    """What one side has said so far."""
    return session.get(FeedbackRow, (session_id, role))


def save_feedback(session: Session, session_id: str, role: str, body: dict[str, Any]) -> FeedbackRow:
    """Keeps what one side has said; the row is held until the end of the transaction."""
    row = session.get(FeedbackRow, (session_id, role), with_for_update=True)
    if row is None:
        row = FeedbackRow(session_id=session_id, role=role)
        session.add(row)
    row.body, row.saved_at = body, utc_now()
    return row
