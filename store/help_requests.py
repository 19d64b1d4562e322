"""Wishes to be tutored now: who asked for what, and how it ended."""

from datetime import datetime

from sqlalchemy import Index
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
        ending: matched, left (the student gave up) or unserved (the service closed); None while it is open.
        changed_at: When the row was last written; aggregates follow it.
    """

    __tablename__ = "help_requests"
    __table_args__ = (
        Index(None, "asked_at"), Index(None, "school_id", "asked_at"), Index(None, "district_id", "asked_at"),
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
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None]
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, index=True)
