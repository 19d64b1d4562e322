"""Who may log in. Names and numbers live apart in `identities`: deleting that row makes an account anonymous."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, delete
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from store.base import Base, utc_now

__all__ = [
    "Account", "Identity", "LoginSession", "Role", "end_logins", "give_temporary_password", "lock_account",
]  # fmt: skip


class Role(StrEnum):
    """What an account may do; see `api.access`."""

    STUDENT = "student"
    TEACHER = "teacher"
    SCHOOL_ADMIN = "school_admin"
    DISTRICT_ADMIN = "district_admin"
    CITY_ADMIN = "city_admin"
    ENGINEER = "engineer"


class Account(Base):
    """A pseudonymous account; its id is what logs and the engine see.

    Attributes:
        school_id: Of students, teachers and school administrators.
        district_id: Of all but city administrators and engineers.
        password_hash: None once erased.
        erased_key: What remains of an erased person's id; see `store.installation.erased_key`.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(index=True)
    district_id: Mapped[str | None] = mapped_column(ForeignKey("districts.id"), index=True)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("schools.id"), index=True)
    class_id: Mapped[str | None] = mapped_column(ForeignKey("classes.id"), index=True)
    grade: Mapped[int | None]
    password_hash: Mapped[str | None]
    must_change_password: Mapped[bool] = mapped_column(default=True)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    personalised: Mapped[bool] = mapped_column(default=True)
    teacher_id: Mapped[str | None] = mapped_column(ForeignKey("teachers.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    erased_at: Mapped[datetime | None]
    erased_key: Mapped[str | None] = mapped_column(index=True)
    identity: Mapped["Identity | None"] = relationship(back_populates="account", lazy="joined")


class Identity(Base):
    """The mapping from pseudonym to person: the only place where a name stands.

    Attributes:
        organisation: Id of school or district, or `city`: where the number is unique and one logs in.
        number: Student or staff number.
        external_id: The id a region's files give the person.
    """

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("organisation", "number"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    organisation: Mapped[str]
    number: Mapped[str]
    name: Mapped[str]
    external_id: Mapped[str | None] = mapped_column(unique=True)
    born: Mapped[date | None]
    account: Mapped[Account] = relationship(back_populates="identity")


class LoginSession(Base):
    """A login; the cookie holds a secret of which only the hash is stored."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


def lock_account(session: Session, account_id: str) -> Account:
    """The account as it is now; until the end of the transaction nobody else changes it or what hangs on it.

    Two tabs of a student lose nothing of each other, and no login is opened with a password that is being replaced.
    """
    return session.get_one(Account, account_id, with_for_update={"of": Account})


def end_logins(session: Session, account_id: str, but: str | None = None) -> None:
    """Ends the account's logins, all or all but the one whose token has the hash `but`."""
    ended = delete(LoginSession).where(LoginSession.account_id == account_id)
    session.execute(ended if but is None else ended.where(LoginSession.token_hash != but))


def give_temporary_password(session: Session, account: Account, password_hash: str) -> None:
    """A password to be changed at the next login; the account is unlocked and its logins end."""
    account.password_hash, account.must_change_password = password_hash, True
    account.failed_logins, account.locked_until = 0, None
    end_logins(session, account.id)
