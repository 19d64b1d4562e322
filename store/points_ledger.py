"""Points of teachers and students: an entry for each rule that a session fulfilled, never twice."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, new_id, utc_now

__all__ = ["PointsEntry", "add_points", "sum_points"]


class PointsEntry(Base):
    """Points for one rule in one session.

    Attributes:
        person_id: A student's account, or a teacher.
        points: As the rule had it then.
    """

    __tablename__ = "points_entries"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "rule"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("tutoring_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(index=True)
    rule: Mapped[str]
    points: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=utc_now)


def add_points(session: Session, session_id: str, person_id: str, rule: str, points: int) -> bool:
    """Adds an entry; False where the session has earned it already. Whoever calls holds the session's row."""
    there = select(PointsEntry.id).where(
        PointsEntry.session_id == session_id, PointsEntry.person_id == person_id, PointsEntry.rule == rule
    )
    if session.scalar(there) is not None:
        return False
    session.add(PointsEntry(id=new_id("pe"), session_id=session_id, person_id=person_id, rule=rule, points=points))
    return True


def sum_points(session: Session, person_id: str) -> int:
    """All points of a person."""
    return session.scalar(select(func.sum(PointsEntry.points)).where(PointsEntry.person_id == person_id)) or 0
