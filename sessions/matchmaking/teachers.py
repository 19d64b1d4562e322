"""The teachers who are on duty, as matching sees them at this moment."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from recommender.items import Hours, TeacherItem
from recommender.matching.teacher import MatchableTeacher, TeacherStatus
from sessions.service_hours import ServiceHours
from store.base import utc_now
from store.catalogue import teacher_item
from store.content import Teacher
from store.duty_periods import DutyPeriod
from store.teacher_past import TeacherPast, find_changed_teachers, read_past

__all__ = ["TeacherBook"]

_ITEMS_LAST = timedelta(minutes=1)
_OVERLAP = timedelta(seconds=30)  # a row may become visible some time after the moment that stands in it


class TeacherBook:
    """What is known of teachers, read anew for those of whom something has changed.

    Args:
        hours: Of the service.
    """

    def __init__(self, hours: ServiceHours) -> None:
        self._hours = hours
        self._items: dict[str, TeacherItem] = {}
        self._items_until: datetime | None = None
        self._past: dict[str, TeacherPast] = {}
        self._week: datetime | None = None
        self._looked_at: datetime | None = None

    def find(
        self, session: Session, on_duty: Mapping[str, DutyPeriod], is_there: Callable[[str], bool], now: datetime
    ) -> list[MatchableTeacher]:  # fmt: skip
        """Those on duty.

        Args:
            session: To read in.
            on_duty: Open periods by teacher.
            is_there: Whether a teacher's page is open.
            now: Local time.
        """
        self._refresh(session, on_duty, now)
        return [
            MatchableTeacher(
                self._on_duty_hours(self._items[teacher], now), self._status(teacher, duty, is_there(teacher), now),
                self._past[teacher].record,
            )
            for teacher, duty in on_duty.items() if teacher in self._items
        ]  # fmt: skip

    def _refresh(self, session: Session, wanted: Mapping[str, DutyPeriod], now: datetime) -> None:
        week = _midnight(now) - timedelta(days=now.weekday())
        if self._week != week:
            self._week, self._past = week, {}
        if self._items_until is None or now >= self._items_until:
            self._items, self._items_until = {}, now + _ITEMS_LAST
        looked_at, self._looked_at = self._looked_at, utc_now()
        if looked_at is not None:
            for teacher in find_changed_teachers(session, looked_at - _OVERLAP):
                self._past.pop(teacher, None)
        missing = [teacher for teacher in wanted if teacher not in self._past]
        if missing:
            self._past |= read_past(session, missing, week)
        unknown = [teacher for teacher in wanted if teacher not in self._items]
        if unknown:
            rows = session.scalars(select(Teacher).where(Teacher.id.in_(unknown), ~Teacher.withdrawn))
            self._items |= {row.id: teacher_item(row) for row in rows}

    def _on_duty_hours(self, item: TeacherItem, now: datetime) -> TeacherItem:
        """Who is on duty offers the rest of the evening, whatever their usual hours are."""
        evening = Hours(weekday=now.isoweekday(), start=self._hours.open_from, end=self._hours.open_to)
        return item.model_copy(update={"hours": (*item.hours, evening)})

    def _status(self, teacher: str, duty: DutyPeriod, is_there: bool, now: datetime) -> TeacherStatus:
        past, today = self._past[teacher], _midnight(now)
        free_since = duty.started_at if past.free_since is None else max(duty.started_at, past.free_since)
        return TeacherStatus(
            online=is_there, occupied=past.occupied,
            seen_at=free_since if past.seen_at is None else max(past.seen_at, free_since), missed_at=past.missed_at,
            free_since=free_since, invited_today=sum(at >= today for at in past.invited),
            tutored_today=sum(at >= today for at, _ in past.tutored),
            minutes_this_week=sum(minutes for _, minutes in past.tutored),
        )  # fmt: skip


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
