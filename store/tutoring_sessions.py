"""Sessions that came about: a student, a teacher, when, and how it was."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, utc_now

__all__ = ["TutoringSession"]


class TutoringSession(Base):
    """One session of tutoring.

    Attributes:
        district_id: The teacher's.
        ends_at: When its time is over, extensions included; None where it is not limited.
        completed: Ended by either side as done, neither broken off nor still running.
        rating: The student's satisfaction out of 12; None where they have not said.
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
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, index=True)
