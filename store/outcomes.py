"""The outcome log: every slate shown, and what happened to it. Mastery is moved by the same outcomes."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from recommender.mastery import Mastery
from store.base import Base, utc_now

__all__ = ["MasteryRow", "Outcome", "Slate", "find_newest_slate"]


class Slate(Base):
    """What was shown and from what it was drawn; append-only.

    Attributes:
        student_id: A pseudonym.
        log: `recommender.slate.SlateLog`.
        model: Which engine made it: graph and encoder by hash, heads and ranker by version and hash.
    """

    __tablename__ = "slates"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"), index=True)
    student_id: Mapped[str] = mapped_column(index=True)
    district_id: Mapped[str | None] = mapped_column(index=True)
    subject: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    log: Mapped[dict[str, Any]]
    model: Mapped[dict[str, Any]]


class Outcome(Base):
    """What happened to a recommendation; append-only.

    Attributes:
        kind: shown, opened, none_fits, watched, finished, too_easy, fits, too_hard, feedback_withdrawn, attempted,
            rated.
        list_name: micro_courses, answers or teachers; None for the slate as a whole.
        note: Free words of the student; removed on erasure.
        detail: Measured facts, such as watched ranges in seconds.
    """

    __tablename__ = "outcomes"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    slate_id: Mapped[str | None] = mapped_column(ForeignKey("slates.id", ondelete="CASCADE"), index=True)
    student_id: Mapped[str] = mapped_column(index=True)
    district_id: Mapped[str | None] = mapped_column(index=True)
    school_id: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str]
    list_name: Mapped[str | None]
    item_id: Mapped[str | None] = mapped_column(index=True)
    reason: Mapped[str | None]
    note: Mapped[str | None]
    detail: Mapped[dict[str, Any] | None]
    at: Mapped[datetime] = mapped_column(default=utc_now)


class MasteryRow(Base):
    """Evidence on one student and point; columns are those of `recommender.mastery.Mastery`."""

    __tablename__ = "mastery"

    student_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    point_id: Mapped[str] = mapped_column(primary_key=True)
    tested: Mapped[list[Any]]
    signs: Mapped[list[Any]]
    right: Mapped[int]
    answered: Mapped[int]
    evidence: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=utc_now)

    @property
    def value(self) -> Mastery:
        """As the engine knows it."""
        return Mastery.model_validate({name: getattr(self, name) for name in Mastery.model_fields})

    @value.setter
    def value(self, mastery: Mastery) -> None:
        for name, part in mastery:
            setattr(self, name, list(part) if isinstance(part, tuple) else part)


def find_newest_slate(session: Session, question_id: str) -> Slate | None:
    """What was shown last for a question."""
    return session.scalar(select(Slate).where(Slate.question_id == question_id).order_by(Slate.at.desc()).limit(1))
