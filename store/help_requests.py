"""Wishes to be tutored now: who asked for what, and how it ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, utc_now

__all__ = ["HelpRequestRow"]


class HelpRequestRow(Base):
    """A student asked for a person; see `recommender.matching.request.HelpRequest`.

    Attributes:
        simulated: Made up; never counted together with what people did.
        form: Of tutoring; see `store.match_days.Form`.
        student_id: A pseudonym.
        suburban: Whether the student's school was one that the district's policy favours.
        points: Ids of knowledge points.
        wanted: How much each point counts, 0–1, by id, as `recommender.matching.request` spreads them.
        stage: Of schooling.
        support: What is wanted where it is about no subject, such as `study_method`.
        only_teacher_id: The one teacher who was asked for; None: anyone who fits.
        question_id: The question it grew from.
        words: What the student writes to whoever will come.
        ending: matched, left (the student gave up) or unserved (the service closed); None while it is open.
        changed_at: When the row was last written; aggregates follow it.
    """

    __tablename__ = "help_requests"
    __table_args__ = (
        Index(None, "asked_at"), Index(None, "school_id", "asked_at"), Index(None, "district_id", "asked_at"),
        Index(
            "uq_help_requests_one_open_of_a_student", "student_id", unique=True,
            sqlite_where=text("ending IS NULL AND simulated = 0"),
            postgresql_where=text("ending IS NULL AND NOT simulated"),
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    simulated: Mapped[bool] = mapped_column(default=False)
    form: Mapped[str]
    student_id: Mapped[str] = mapped_column(index=True)
    district_id: Mapped[str]
    school_id: Mapped[str]
    suburban: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[str | None]
    points: Mapped[list[str]]
    wanted: Mapped[dict[str, Any] | None]
    stage: Mapped[str | None]
    support: Mapped[str | None]
    only_teacher_id: Mapped[str | None]
    question_id: Mapped[str | None]
    words: Mapped[str | None]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None]
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, index=True)
