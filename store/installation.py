"""Facts about this installation that must travel with its database."""

import hashlib
import json
import secrets

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base

__all__ = [
    "InstallationFact", "erased_key", "find_simulation", "forget_simulation", "get_installation_id", "is_demo",
    "mark_demo", "note_simulation",
]  # fmt: skip

_SIMULATION = "simulated_matches"


class InstallationFact(Base):
    """One fact: `id` (random, made once), `demo` (the demo region lives here), `simulated_matches` (what was simulated)
    or `matches_counted_until` (see `store.match_counting`).
    """

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


def note_simulation(session: Session, seed: int, weeks: int, calendar_weeks: int) -> None:
    """Remembers what was simulated: `weeks` of the simulator, repeated until they fill `calendar_weeks`."""
    words = {"seed": seed, "weeks": weeks, "calendar_weeks": calendar_weeks}
    session.merge(InstallationFact(name=_SIMULATION, value=json.dumps(words)))


def find_simulation(session: Session) -> dict[str, int] | None:
    """What `note_simulation` was told last; None where nothing is simulated."""
    row = session.get(InstallationFact, _SIMULATION)
    found: dict[str, int] | None = None if row is None else json.loads(row.value)
    return found


def forget_simulation(session: Session) -> None:
    """Nothing is simulated any more."""
    session.execute(delete(InstallationFact).where(InstallationFact.name == _SIMULATION))
