"""Who may log in. Names and numbers live apart in `identities`: deleting that row makes an account anonymous."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.base import Base, utc_now

__all__ = ["Account", "Identity", "LoginSession", "Role"]


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
