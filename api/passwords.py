"""Passwords: hashing (Argon2id), strength, log-in with lock-out. The one seam where OIDC or CAS would attach."""

import secrets
from datetime import timedelta
from typing import Protocol

from pwdlib import PasswordHash
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.config import ApiConfig
from api.problems import Problem
from store.accounts import Account, Identity
from store.base import utc_now

__all__ = ["IdentityProvider", "PasswordProvider", "check_strength", "hash_password", "make_temporary_password",
           "verify_password"]  # fmt: skip

_HASHER = PasswordHash.recommended()
_DUMMY = _HASHER.hash(secrets.token_urlsafe(8))
_SHORTEST = 8
_LONGEST = 128


class IdentityProvider(Protocol):
    """Finds the account of somebody who proves who they are; OIDC and CAS are further implementations."""

    def authenticate(self, session: Session, organisation: str, number: str, proof: str) -> Account:
        """The account.

        Raises:
            Problem: 401 for a wrong proof, 423 while locked.
        """
        ...


class PasswordProvider:
    """School + number + password, with a lock after several wrong tries."""

    def __init__(self, config: ApiConfig) -> None:
        self._config = config

    def authenticate(self, session: Session, organisation: str, number: str, proof: str) -> Account:
        """The account whose password this is. Failures are counted; the caller commits also when this raises."""
        identity = session.scalar(
            select(Identity).where(Identity.organisation == organisation, Identity.number == number)
        )
        account = session.get(Account, identity.account_id, with_for_update=True) if identity else None
        if account is None or account.password_hash is None:
            _HASHER.verify(proof, _DUMMY)  # as slow as for an account that exists
            raise _wrong()
        now = utc_now()
        if account.locked_until and account.locked_until > now:
            raise _locked(int((account.locked_until - now).total_seconds()) + 1)
        if not _HASHER.verify(proof, account.password_hash):
            account.failed_logins += 1
            if account.failed_logins >= self._config.login_tries:
                account.failed_logins = 0
                account.locked_until = now + timedelta(minutes=self._config.lock_minutes)
                raise _locked(self._config.lock_minutes * 60)
            raise _wrong()
        account.failed_logins = 0
        account.locked_until = None
        return account


def hash_password(password: str) -> str:
    """Argon2id hash."""
    return _HASHER.hash(password)


def verify_password(password: str, password_hash: str) -> bool:
    """Whether the password has this hash."""
    return _HASHER.verify(password, password_hash)


def make_temporary_password() -> str:
    """Eight easily read-out characters; to be changed at first login."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(_SHORTEST))


def check_strength(password: str, number: str) -> None:
    """Refuses passwords that are too short, too long, all alike, or the student number.

    Raises:
        Problem: 422 with what would be right.
    """
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise Problem(422, "weak_password", f"密码需要 {_SHORTEST} 到 {_LONGEST} 个字符。")
    if password == number or len(set(password)) < 4 or password.isdigit():
        raise Problem(422, "weak_password", "密码太简单：请不要只用数字或学号，至少包含字母和数字。")


def _wrong() -> Problem:
    return Problem(401, "bad_credentials", "学校、学号或密码不对，请检查后再试。忘记密码请联系班主任重置。")


def _locked(seconds: int) -> Problem:
    minutes = max(1, round(seconds / 60))
    return Problem(
        423, "locked", f"密码错误次数太多，请 {minutes} 分钟后再试，或请班主任重置密码。", retry_after_s=seconds
    )
