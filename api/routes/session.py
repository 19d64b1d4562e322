"""Logging in and out, and one's own account."""

import secrets
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.access import SESSION_COOKIE, LoginDep, StudentDep, allow, hash_token
from api.limits import check_rate
from api.passwords import PasswordProvider, check_strength, hash_password, verify_password
from api.problems import Problem
from api.services import ReadingDep, ServicesDep, SessionDep
from store.accounts import Account, LoginSession, Role, end_logins, lock_account
from store.audit import AuditEntry
from store.base import utc_now
from store.consents import find_consent
from store.organisations import District, School, SchoolClass
from store.students import export_student

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["session"])

Short = Annotated[str, Field(min_length=1, max_length=128)]
AnyAccountDep = Annotated[Account, allow(*Role, before_password_change=True)]


class Credentials(BaseModel):
    """What one logs in with."""

    organisation: Short
    number: Short
    password: Short


class PasswordChange(BaseModel):
    """Old and new password."""

    old: Short
    new: Short


class Preferences(BaseModel):
    """One's own settings."""

    personalised: bool | None = None


class Place(BaseModel):
    """An organisation by id and name."""

    id: str
    name: str


class Me(BaseModel):
    """Who is logged in."""

    id: str
    role: Role
    name: str
    organisation: Place
    grade: int | None
    class_name: str | None
    must_change_password: bool
    personalised: bool
    consent: bool
    csrf_token: str


@router.post("/session")
def log_in(credentials: Credentials, request: Request, response: Response, services: ServicesDep) -> Me:
    """Logs in and sets the session cookie."""
    address = request.client.host if request.client else "unknown"
    check_rate(services, "login", address, "60/minute")
    proven = PasswordProvider(services.config).authenticate(
        services.database, credentials.organisation, credentials.number, credentials.password
    )
    token = secrets.token_urlsafe(32)
    with services.database.transaction() as session:
        account = lock_account(session, proven.account_id)
        if account.password_hash != proven.password_hash:
            raise Problem(401, "not_logged_in", "密码刚刚改过，请用新密码登录。")
        row = LoginSession(
            token_hash=hash_token(services.config.secret_key, token), account_id=account.id,
            csrf_token=secrets.token_urlsafe(24),
            expires_at=utc_now() + timedelta(hours=services.config.session_hours),
        )  # fmt: skip
        session.execute(delete(LoginSession).where(LoginSession.expires_at < utc_now()))
        session.add(row)
        me = _me(session, account, row.csrf_token)
    response.set_cookie(
        SESSION_COOKIE, token, max_age=services.config.session_hours * 3600, httponly=True, samesite="strict",
        secure=services.config.secure_cookies, path="/",
    )  # fmt: skip
    return me


@router.get("/session")
def get_session(_account: AnyAccountDep, login: LoginDep, session: ReadingDep) -> Me:
    """Who is logged in."""
    return _me(session, login.account, login.csrf_token)


@router.delete("/session", status_code=204)
def log_out(_account: AnyAccountDep, login: LoginDep, response: Response, session: SessionDep) -> None:
    """Ends the login."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == login.token_hash))
    response.delete_cookie(SESSION_COOKIE, path="/")


@router.post("/session/password")
def change_password(change: PasswordChange, _account: AnyAccountDep, login: LoginDep, services: ServicesDep) -> Me:
    """Changes one's own password and ends all other logins. Hashing, slow on purpose, holds no transaction."""
    check_rate(services, "password", login.account.id, "10/minute")
    known, identity = login.account.password_hash, login.account.identity
    if known is None or not verify_password(change.old, known):
        raise Problem(422, "wrong_password", "原密码不对。")
    if change.new == change.old:
        raise Problem(422, "same_password", "新密码不能和原密码相同。")
    check_strength(change.new, identity.number if identity else "")
    hashed = hash_password(change.new)
    with services.database.transaction() as session:
        account = lock_account(session, login.account.id)
        if account.password_hash != known:
            raise Problem(409, "password_changed", "密码刚刚被改过，请重新登录。")
        account.password_hash, account.must_change_password = hashed, False
        end_logins(session, account.id, but=login.token_hash)
        return _me(session, account, login.csrf_token)


@router.patch("/me")
def change_preferences(preferences: Preferences, account: AnyAccountDep, login: LoginDep, session: SessionDep) -> Me:
    """Changes one's own settings."""
    row = session.get_one(Account, account.id)
    if preferences.personalised is not None:
        row.personalised = preferences.personalised
    return _me(session, row, login.csrf_token)


@router.get("/me/export")
def export_own(student: StudentDep, services: ServicesDep, session: SessionDep) -> dict[str, Any]:
    """Everything stored about oneself."""
    session.add(AuditEntry(actor_id=student.id, action="export_student", subject_id=student.id))
    return export_student(session, services.blobs, session.get_one(Account, student.id))


def _me(session: Session, account: Account, csrf_token: str) -> Me:
    identity = account.identity
    school = session.get(School, account.school_id) if account.school_id else None
    district = session.get(District, account.district_id) if account.district_id else None
    school_class = session.get(SchoolClass, account.class_id) if account.class_id else None
    place = school or district
    consent = find_consent(session, account.id)
    return Me(
        id=account.id, role=Role(account.role), name=identity.name if identity else "",
        organisation=Place(id=place.id, name=place.name) if place else Place(id="city", name="市级"),
        grade=account.grade, class_name=school_class.name if school_class else None,
        must_change_password=account.must_change_password, personalised=account.personalised,
        consent=bool(consent and consent.given) or account.role != Role.STUDENT, csrf_token=csrf_token,
    )  # fmt: skip
