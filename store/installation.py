"""Facts about this installation that must travel with its database."""

import hashlib
import secrets

from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base

__all__ = ["InstallationFact", "erased_key", "get_installation_id", "is_demo", "mark_demo"]


class InstallationFact(Base):
    """One fact: `id` (random, made once) or `demo` (the demo region lives here)."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


def get_installation_id(session: Session) -> str:
    """The database's own random id, made on first use."""
    row = session.get(InstallationFact, "id")
    if row is None:
        row = InstallationFact(name="id", value=secrets.token_hex(16))
        session.add(row)
        session.flush()
    return row.value


def mark_demo(session: Session) -> None:
    """Remembers that demo accounts with a known password live in this database."""
    session.merge(InstallationFact(name="demo", value="1"))


def is_demo(session: Session) -> bool:
    """Whether `mark_demo` was ever called on this database."""
    return session.get(InstallationFact, "demo") is not None


def erased_key(session: Session, external_id: str) -> str:
    """What remains of an erased person's id: enough to recognise it in an import, not enough to read it back."""
    return hashlib.sha256(f"{get_installation_id(session)}/{external_id}".encode()).hexdigest()
