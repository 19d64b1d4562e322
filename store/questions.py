"""Questions students ask, corrections to their profiles, and how far an answer has been revealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, validates

from store.base import Base, utc_now

__all__ = ["AnswerProgress", "ProfileCorrection", "Question"]


class Question(Base):
    """A question and what has become of it.

    Attributes:
        state: waiting (for the reader), reading, read, failed.
        lease_until: While `reading`: another worker may take over after this time.
        regions: What was read: `[{"text", "confidence", "box"}]`.
        region: Index of the region the student asks about.
        problem: `{"code", "message"}` where reading failed.
        point_id: Best knowledge point of the profile, kept by the profile itself.
        ready_to_publish: No recommendation fitted; the question centre may publish it.
    """

    __tablename__ = "questions"
    __table_args__ = (Index(None, "state", "created_at"), Index(None, "point_id", "created_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    student_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    source: Mapped[str]
    state: Mapped[str]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(default="")
    regions: Mapped[list[Any]] = mapped_column(default=list)
    region: Mapped[int | None]
    rotation: Mapped[int] = mapped_column(default=0)
    frame: Mapped[list[Any] | None]
    problem: Mapped[dict[str, Any] | None]
    picture_id: Mapped[str | None] = mapped_column(ForeignKey("attachments.id", ondelete="SET NULL"), index=True)
    profile: Mapped[dict[str, Any] | None]
    point_id: Mapped[str | None]
    ready_to_publish: Mapped[bool] = mapped_column(default=False)

    @validates("profile")
    def _keep_point(self, _name: str, profile: dict[str, Any] | None) -> dict[str, Any] | None:
        points = (profile or {}).get("knowledge_points") or [{"id": None}]
        self.point_id = points[0]["id"]
        return profile


class ProfileCorrection(Base):
    """Somebody's correction of a profile: training data, with provenance.

    Attributes:
        role: Of who corrected: `student`, or `teacher` tagging after a session.
    """

    __tablename__ = "profile_corrections"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    role: Mapped[str] = mapped_column(default="student", server_default="student")
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class AnswerProgress(Base):
    """What a student has done on an answer: hints used, attempt written; whether it is their own question."""

    __tablename__ = "answer_progress"

    student_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    near_duplicate: Mapped[bool]
    hints_used: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=utc_now)
