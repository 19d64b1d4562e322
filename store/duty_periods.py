"""When teachers were there to be asked: the supply side of matching."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, utc_now

__all__ = ["DutyPeriod"]


class DutyPeriod(Base):
    """A stretch of time in which a teacher's page was open for invitations.

    Attributes:
        subject: None for a teacher of no subject, such as a counsellor.
        ended_at: None while it is open.
        changed_at: When the row was last written; aggregates follow it.
    """

    __tablename__ = "duty_periods"

    id: Mapped[str] = mapped_column(primary_key=True)
    simulated: Mapped[bool] = mapped_column(default=False)
    teacher_id: Mapped[str] = mapped_column(index=True)
    district_id: Mapped[str]
    school_id: Mapped[str]
    subject: Mapped[str | None]
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, index=True)
