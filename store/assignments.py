"""Micro-courses that teachers have set to a class, and which of its students have done them."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.accounts import Account
from store.base import Base, utc_now
from store.content import MicroCourse
from store.outcomes import Outcome

__all__ = ["Assignment", "count_done", "find_assignments", "find_open_assignments"]


class Assignment(Base):
    """A micro-course set to a class. Done by who finishes it afterwards.

    Attributes:
        set_by: The account that set it.
        due_on: The last day for it; None where there is none.
        withdrawn_at: From then on nobody sees it.
    """

    __tablename__ = "assignments"

    id: Mapped[str] = mapped_column(primary_key=True)
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), index=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("micro_courses.id"))
    set_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    set_at: Mapped[datetime] = mapped_column(default=utc_now)
    due_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]


def find_assignments(session: Session, class_id: str) -> list[tuple[Assignment, MicroCourse]]:
    """What is set to a class, the newest first; nothing whose micro-course is gone."""
    rows = session.execute(_of_class(class_id).order_by(Assignment.set_at.desc(), Assignment.id))
    return [(assignment, course) for assignment, course in rows]


def find_open_assignments(session: Session, student: Account) -> list[tuple[Assignment, MicroCourse]]:
    """What is set to a student's class and the student has not done, the most urgent first."""
    if student.class_id is None:
        return []
    done = select(Outcome.id).where(Outcome.student_id == student.id, _is_done()).exists()
    rows = session.execute(
        _of_class(student.class_id).where(~done)
        .order_by(Assignment.due_on.is_(None), Assignment.due_on, Assignment.set_at, Assignment.id)
    )  # fmt: skip
    return [(assignment, course) for assignment, course in rows]


def count_done(session: Session, class_id: str) -> dict[str, int]:
    """How many of the class's present students have done each of its assignments, by id; absent where nobody has."""
    rows = session.execute(
        select(Assignment.id, func.count(Outcome.student_id.distinct()))
        .join(Outcome, _is_done())
        .join(Account, (Account.id == Outcome.student_id) & (Account.class_id == class_id))
        .where(Assignment.class_id == class_id)
        .group_by(Assignment.id)
    )
    return {assignment_id: int(count) for assignment_id, count in rows}


def _of_class(class_id: str) -> Select[Assignment, MicroCourse]:
    return (
        select(Assignment, MicroCourse)
        .join(MicroCourse, MicroCourse.id == Assignment.course_id)
        .where(Assignment.class_id == class_id, Assignment.withdrawn_at.is_(None), ~MicroCourse.withdrawn)
    )


def _is_done() -> ColumnElement[bool]:
    return (Outcome.item_id == Assignment.course_id) & (Outcome.kind == "finished") & (Outcome.at >= Assignment.set_at)
