"""Files: one row here, bytes in a content-hashed blob store. Many rows may share one blob."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, utc_now

__all__ = ["Attachment"]


class Attachment(Base):
    """A stored file.

    Attributes:
        sha256: Of the bytes; the blob's name.
        owner_id: Whose file it is; None for content everybody logged in may see.
        session_id: The tutoring session it was shown in; both sides may see it.
        delete_after: When the file is to be deleted (original photographs).
    """

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    media_type: Mapped[str]
    size: Mapped[int]
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    session_id: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    delete_after: Mapped[datetime | None] = mapped_column(index=True)
