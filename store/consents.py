"""Guardians' consent: which version of the text, when, by whom. A history; the newest word counts."""

from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.accounts import Account
from store.base import Base

__all__ = ["Consent", "find_consent", "is_training_allowed", "record_consent"]

_OLD_ENOUGH = 14  # years; below, a child's data needs the guardian's word (China's PIPL, article 31)


class Consent(Base):
    """One word of a guardian.

    Attributes:
        version: Of the text that was agreed to or refused.
        given: False where the guardian refused or withdrew.
        given_by: Who it was, such as 母亲; no name.
        at: Day on which it was signed.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    version: Mapped[str]
    given: Mapped[bool]
    given_by: Mapped[str]
    at: Mapped[date]


def find_consent(session: Session, account_id: str) -> Consent | None:
    """The newest word for a student, None where nobody has said anything."""
    return session.scalar(
        select(Consent).where(Consent.account_id == account_id).order_by(Consent.at.desc(), Consent.id.desc()).limit(1)
    )


def record_consent(session: Session, account_id: str, word: Consent) -> None:
    """Appends a word to the history."""
    word.account_id = account_id
    session.add(word)
    session.flush()


def is_training_allowed(session: Session, account: Account, today: date) -> bool:
    """Whether the student's data may teach models: by the newest word of consent; without any, from 14 years on."""
    newest = find_consent(session, account.id)
    if newest is not None:
        return newest.given
    born = account.identity.born if account.identity else None
    if born is None:
        return False
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) >= _OLD_ENOUGH
