"""Passwords: hashing (Argon2id), strength, log-in with lock-out. The one seam where OIDC or CAS would attach."""

import secrets
import threading
from datetime import timedelta
from functools import cache
from typing import NamedTuple, Protocol

from pwdlib import PasswordHash
from sqlalchemy import select

from api.config import ApiConfig
from api.problems import Problem
from store.accounts import Account, Identity, lock_account
from store.base import utc_now
from store.database import Database

__all__ = ["IdentityProvider", "PasswordProvider", "Proven", "check_strength", "hash_password",
           "make_temporary_password", "verify_password"]  # fmt: skip

_HASHER = PasswordHash.recommended()
_HASHING = threading.BoundedSemaphore(4)  # each takes 64 MiB and a core
_SHORTEST = 8
_LONGEST = 128


class Proven(NamedTuple):
    """Somebody who has proven who they are.

    Attributes:
        password_hash: What the proof was checked against; a login is opened only while it still stands. None where
            the proof came from elsewhere.
    """

    account_id: str
    password_hash: str | None


class IdentityProvider(Protocol):
    """Finds the account of somebody who proves who they are; OIDC and CAS are further implementations."""

    def authenticate(self, database: Database, organisation: str, number: str, proof: str) -> Proven:
        """The account, and what it was proven by.

        Raises:
            Problem: 401 for a wrong proof, 423 while locked.
        """
        ...


class PasswordProvider:
    """School + number + password, with a lock after several wrong tries."""

    def __init__(self, config: ApiConfig) -> None:
        self._config = config

    def authenticate(self, database: Database, organisation: str, number: str, proof: str) -> Proven:
        """The account whose password this is. Hashing, slow on purpose, holds no transaction."""
        with database.reading() as session:
            account = session.scalar(
                select(Account).join(Identity).where(Identity.organisation == organisation, Identity.number == number)
            )
        if account is not None:
            _check_lock(account)
        known = account.password_hash if account is not None else None
        right = verify_password(proof, known or _dummy_hash())  # as slow for an account that does not exist
        if account is None or known is None:
            raise _wrong()
        locked = False
        with database.transaction() as session:
            row = lock_account(session, account.id)
            _check_lock(row)  # by another guess, while this one was looked at
            row.failed_logins = 0 if right else row.failed_logins + 1
            if row.failed_logins >= self._config.login_tries:
                locked = True
                row.failed_logins = 0
                row.locked_until = utc_now() + timedelta(minutes=self._config.lock_minutes)
            elif right:
                row.locked_until = None
        if locked:
            raise _locked(self._config.lock_minutes * 60)
        if not right:
            raise _wrong()
        return Proven(account.id, known)


@cache
def _dummy_hash() -> str:
    """Stands in for the hash of an account that does not exist."""
    return hash_password(secrets.token_urlsafe(8))


def hash_password(password: str) -> str:
    """Argon2id hash."""
    with _HASHING:
        return _HASHER.hash(password)


def verify_password(password: str, password_hash: str) -> bool:
    """Whether the password has this hash."""
    with _HASHING:
        return _HASHER.verify(password, password_hash)


def make_temporary_password() -> str:
    """Eight easily read-out characters; to be changed at first login."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(_SHORTEST))


def check_strength(password: str, number: str) -> None:
    """Refuses passwords that are too short, too long, all alike, without letters and digits, or around the number.

    Raises:
        Problem: 422 with what would be right.
    """
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise Problem(422, "weak_password", f"密码需要 {_SHORTEST} 到 {_LONGEST} 个字符。")
    mixed = any(c.isdigit() for c in password) and any(not c.isdigit() for c in password)
    if not mixed or len(set(password)) < 4 or number.lower() in password.lower():
        raise Problem(422, "weak_password", "密码太简单：要有字母和数字，不要用学号。")


def _check_lock(account: Account) -> None:
    if account.locked_until and account.locked_until > utc_now():
        raise _locked(int((account.locked_until - utc_now()).total_seconds()) + 1)


def _wrong() -> Problem:
    return Problem(401, "bad_credentials", "学校、学号或密码不对，请检查后再试。忘记密码请联系班主任重置。")


def _locked(seconds: int) -> Problem:
    minutes = max(1, round(seconds / 60))
    return Problem(
        423, "locked", f"密码错误次数太多，请 {minutes} 分钟后再试，或请班主任重置密码。", retry_after_s=seconds
    )
