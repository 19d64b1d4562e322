"""Who read or changed whose record: append-only."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, utc_now

__all__ = ["AuditEntry"]


class AuditEntry(Base):
    """One access to a student's record by another person, or an administrative act.

    Attributes:
        actor_id: Account that acted; `cli` for the command line.
        action: Such as read_student, reset_password, export_student, erase_student.
    """

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    actor_id: Mapped[str]
    action: Mapped[str]
    subject_id: Mapped[str | None] = mapped_column(index=True)
    detail: Mapped[str | None]
