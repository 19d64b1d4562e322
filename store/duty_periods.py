"""When teachers were there to be asked: the supply side of matching."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, new_id, utc_now
from store.content import Teacher

__all__ = ["DutyPeriod", "begin_duty", "end_duty", "find_duty", "find_open_duties"]


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


def find_duty(session: Session, teacher_id: str) -> DutyPeriod | None:
    """The teacher's open period; None: they are off duty."""
    return session.scalars(_open().where(DutyPeriod.teacher_id == teacher_id)).first()


def find_open_duties(session: Session) -> Sequence[DutyPeriod]:
    """All who are on duty."""
    return session.scalars(_open()).all()


def begin_duty(session: Session, teacher: Teacher) -> DutyPeriod:
    """The teacher is there to be asked; nothing changes for one who is already."""
    session.get_one(Teacher, teacher.id, with_for_update={"of": Teacher})
    period = find_duty(session, teacher.id)
    if period is None:
        period = DutyPeriod(
            id=new_id("dp"), teacher_id=teacher.id, district_id=teacher.school.district_id,
            school_id=teacher.school_id, subject=teacher.subject, started_at=utc_now(),
        )  # fmt: skip
        session.add(period)
    return period


def end_duty(session: Session, teacher_id: str) -> None:
    """The teacher is not there any more."""
    for period in session.scalars(_open().where(DutyPeriod.teacher_id == teacher_id)):
        period.ended_at = utc_now()


def _open() -> Select[DutyPeriod]:
    return select(DutyPeriod).where(DutyPeriod.ended_at.is_(None), DutyPeriod.simulated.is_(False))
