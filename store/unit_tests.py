"""Tests of a unit: which items a student was given, and how each was answered; what was written is not kept."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, utc_now
from store.conversations import ItemAnswer

__all__ = ["UnitTest", "find_met_items", "find_open_test"]

_OPEN_FOR = timedelta(days=7)


class UnitTest(Base):
    """A test.

    Attributes:
        unit: Id of the unit.
        items: Ids, in the order in which they are shown.
        verdicts: right or wrong, by id of what has been answered.
        before: Probability that the student could apply each point before the test.
        finished_at: When the last item was answered, or the student handed it in.
    """

    __tablename__ = "unit_tests"

    id: Mapped[str] = mapped_column(primary_key=True)
    student_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    unit: Mapped[str]
    items: Mapped[list[str]] = mapped_column(JSON)
    verdicts: Mapped[dict[str, str]] = mapped_column(JSON)
    before: Mapped[dict[str, float]] = mapped_column(JSON)
    begun_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]


def find_open_test(session: Session, student_id: str, unit: str) -> UnitTest | None:
    """The student's newest test of a unit that is neither finished nor a week old."""
    query = select(UnitTest).where(
        UnitTest.student_id == student_id, UnitTest.unit == unit, UnitTest.finished_at.is_(None),
        UnitTest.begun_at >= utc_now() - _OPEN_FOR,
    )  # fmt: skip
    return session.scalar(query.order_by(UnitTest.begun_at.desc()).limit(1))


def find_met_items(session: Session, student_id: str) -> list[str]:
    """Ids of all items that a student has answered anywhere."""
    return list(session.scalars(select(ItemAnswer.item_id).where(ItemAnswer.student_id == student_id).distinct()))
