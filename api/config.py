"""What the API needs to know, handed in by the wiring."""

from dataclasses import dataclass, field
from datetime import datetime, time

from sessions.service_hours import ServiceHours

__all__ = ["ApiConfig", "DemoAccount"]


@dataclass(frozen=True)
class DemoAccount:
    """An account shown on the login page of the demo."""

    role: str
    organisation: str
    number: str
    password: str
    label: str


@dataclass(frozen=True)
class ApiConfig:
    """Settings of the API; see `shuangshi.settings` for their meaning."""

    name: str
    version: str
    demo: bool
    secret_key: str
    secure_cookies: bool
    trusted_hosts: tuple[str, ...]
    max_picture_bytes: int
    max_picture_pixels: int
    slate_temperature: float
    photo_days: int
    room_file_days: int
    session_hours: int
    login_tries: int
    lock_minutes: int
    consent_version: str
    hotline: str
    hours: ServiceHours
    chat_from: time
    chat_to: time
    rest_after_minutes: int
    llm_daily_tokens: int
    llm_seconds: float
    llm_most_tokens: int
    demo_accounts: tuple[DemoAccount, ...] = field(default=())

    def local_now(self) -> datetime:
        """The service's local time."""
        return self.hours.now()

    @property
    def chat_open_now(self) -> bool:
        """Whether AI 智能学 talks now."""
        return self.chat_from <= self.local_now().time() < self.chat_to
