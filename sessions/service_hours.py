"""When the service tutors, and how long one session may take. All of it is settings."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["ServiceHours"]

_NAMES = "一二三四五六日"


@dataclass(frozen=True)
class ServiceHours:
    """See the module.

    Attributes:
        weekdays: 1 Monday … 7 Sunday.
        holidays: Days of the term's calendar on which there is no service.
        session: How long a session may take.
        extension: By how much both sides may prolong it, once; nothing: not at all.
        week: How long a student may be tutored in a week.
    """

    zone: ZoneInfo
    weekdays: tuple[int, ...]
    open_from: time
    open_to: time
    holidays: frozenset[date] = frozenset()
    session: timedelta = timedelta(minutes=30)
    extension: timedelta = timedelta(minutes=10)
    week: timedelta = timedelta(hours=5)

    def now(self) -> datetime:
        """Local time."""
        return datetime.now(self.zone)

    def is_open(self, now: datetime) -> bool:
        """Whether teachers tutor at a local time."""
        return (
            now.isoweekday() in self.weekdays
            and now.date() not in self.holidays
            and self.open_from <= now.time() < self.open_to
        )

    @property
    def text(self) -> str:
        """In words."""
        days = "、".join(f"周{_NAMES[day - 1]}" for day in self.weekdays)
        if self.weekdays == (1, 2, 3, 4, 5):
            days = "周一至周五"
        return f"{days} {self.open_from:%H:%M}–{self.open_to:%H:%M}"
