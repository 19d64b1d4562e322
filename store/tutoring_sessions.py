"""Sessions that came about: a student, a teacher, when, and how it was."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, utc_now
from store.help_requests import HelpRequestRow

__all__ = ["TutoringSession", "find_open_session"]


class TutoringSession(Base):
    """One session of tutoring.

    Attributes:
        district_id: The teacher's.
        ends_at: When its time is over, extensions included; None where it is not limited.
        completed: Ended by either side as done, neither broken off nor still running.
        rating: The student's satisfaction out of 12; None where they have not said.
        tagged_points: Knowledge points it was about, as the teacher has recorded; None where they have not said.
        changed_at: When the row was last written; aggregates follow it.
    """

    __tablename__ = "tutoring_sessions"
    __table_args__ = (
        Index(
            "uq_tutoring_sessions_one_open_of_a_teacher", "teacher_id", unique=True,
            sqlite_where=text("ended_at IS NULL AND simulated = 0"),
            postgresql_where=text("ended_at IS NULL AND NOT simulated"),
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    simulated: Mapped[bool] = mapped_column(default=False)
    request_id: Mapped[str] = mapped_column(ForeignKey("help_requests.id", ondelete="CASCADE"), unique=True)
    teacher_id: Mapped[str] = mapped_column(index=True)
    district_id: Mapped[str]
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    completed: Mapped[bool] = mapped_column(default=False)
    rating: Mapped[int | None]
    tagged_points: Mapped[list[str] | None]
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, index=True)


def find_open_session(session: Session, student_id: str) -> TutoringSession | None:
    """The student's session that goes on; None: there is none."""
    open_ = (
        select(TutoringSession).join(HelpRequestRow, HelpRequestRow.id == TutoringSession.request_id)
        .where(
            HelpRequestRow.student_id == student_id, TutoringSession.ended_at.is_(None),
            TutoringSession.simulated.is_(False),
        )
    )  # fmt: skip
    return session.scalars(open_).first()
