"""Sends invitations: looks at what is open every second, asks the policy, and tells those whom it concerns.

The database holds everything; this process may die at any moment, and another one goes on where it was. Two at once do
no harm: a teacher has one open invitation, a request one round at a time, and the database keeps both.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from recommender.matching.policies import Choice, MatchingPolicy, Moment
from recommender.matching.queue import plan_invitations
from recommender.matching.request import Waiting
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import MatchableTeacher
from sessions.bell import Bell, bell_place
from sessions.matchmaking.teachers import TeacherBook
from sessions.presence import Presence
from sessions.service_hours import ServiceHours
from store.accounts import Account
from store.base import new_id
from store.database import Database
from store.duty_periods import end_duty, find_open_duties
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow, expire_invitations, offer_invitations, withdraw_request
from store.open_requests import find_open_requests, has_open_requests

__all__ = ["Matchmaker"]

log = logging.getLogger(__name__)

_TICK_S = 1.0
_AWAY_FOR = timedelta(minutes=2)  # then a teacher whose page is gone is off duty


class Matchmaker:
    """See the module.

    Args:
        database: With requests, teachers and invitations.
        presence: Knows whose page is open.
        bell: Tells people.
        policy: Chooses teachers.
        settings: Of matching.
        hours: Of the service.
        model: Version of what tells the chance of acceptance, for the record.
    """

    def __init__(
        self, database: Database, presence: Presence, bell: Bell, policy: MatchingPolicy, settings: MatchingSettings,
        hours: ServiceHours, model: str,
    ) -> None:  # fmt: skip
        self._database, self._presence, self._bell = database, presence, bell
        self._policy, self._settings, self._hours, self._model = policy, settings, hours, model
        self._book = TeacherBook(hours)
        self._gone_since: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Matches until told to stop."""
        while not stop.is_set():
            try:
                await self.tick()
            except (SQLAlchemyError, OSError):
                log.exception("a round of matching failed; going on")
            try:
                await asyncio.wait_for(stop.wait(), _TICK_S)
            except TimeoutError:
                continue

    async def tick(self) -> None:
        """One round: what is over is ended, who waits is served, who is gone goes off duty."""
        now = self._hours.now()
        accounts, is_idle = await asyncio.to_thread(self._look)
        if is_idle:
            return
        there = await self._find_who_is_there(accounts)
        changed = await asyncio.to_thread(self._work, accounts, there, now)
        for account in sorted(changed[0]):
            self._bell.ring(account, "desk")
        for account in sorted(changed[1]):
            self._bell.ring(account, "request")

    def _look(self) -> tuple[dict[str, str], bool]:
        """The accounts of those on duty by teacher, and whether there is nothing at all to do."""
        with self._database.reading() as session:
            found = select(Account.teacher_id, Account.id).where(
                Account.teacher_id.in_([duty.teacher_id for duty in find_open_duties(session)]),
                Account.erased_at.is_(None),
            )
            accounts = {str(teacher): account for teacher, account in session.execute(found)}
            return accounts, not accounts and not has_open_requests(session)

    async def _find_who_is_there(self, accounts: Mapping[str, str]) -> set[str]:
        """Teachers whose page is open; while that is not known, all who are on duty."""
        if not accounts:
            return set()
        found = await self._presence.find([bell_place(account) for account in accounts.values()])
        if found is None:
            return set(accounts)
        return {teacher for teacher, account in accounts.items() if found[bell_place(account)]}

    def _work(self, accounts: Mapping[str, str], there: set[str], now: datetime) -> tuple[set[str], set[str]]:
        """What a round writes.

        Returns:
            Accounts of teachers, and of students, for whom something has changed.
        """
        with self._database.transaction() as session:
            over = list(expire_invitations(session))
            if not self._hours.is_open(now):
                over += self._close(session, accounts)
            self._end_duties_of_the_gone(session, accounts, there, now)
            session.flush()
            sent = self._invite(session, there, now) if self._hours.is_open(now) else []
            touched = [*over, *sent]
            of_teachers = {accounts[each.teacher_id] for each in touched if each.teacher_id in accounts}
            requests = {each.request_id for each in touched}
            of_students = select(HelpRequestRow.student_id).where(HelpRequestRow.id.in_(requests))
            return of_teachers, set(session.scalars(of_students)) if requests else set()

    def _invite(self, session: Session, there: set[str], now: datetime) -> list[InvitationRow]:
        open_ = find_open_requests(session, timedelta(seconds=self._settings.again_after_s))
        if not open_.uninvited:
            return []
        duties = {duty.teacher_id: duty for duty in find_open_duties(session)}
        teachers = self._book.find(session, duties, there.__contains__, now)
        free = [teacher for teacher in teachers if teacher.status.online and not teacher.status.occupied]
        moment = Moment(now, *self._week_of(teachers))
        plan = plan_invitations(open_.uninvited, free, self._policy, moment, self._settings)
        by_id = {teacher.id: teacher for teacher in free}
        rows = [
            self._row(waiting, choice, by_id[choice.teacher], duties[choice.teacher].school_id, now)
            for waiting, choices in plan for choice in choices
        ]  # fmt: skip
        return offer_invitations(session, rows)

    @staticmethod
    def _week_of(teachers: Sequence[MatchableTeacher]) -> tuple[int, int]:
        """Invitations of this week to those on duty, and how many of them went to new teachers."""
        weeks = [(teacher.record.invited_this_week, teacher.record.is_new) for teacher in teachers]
        return sum(count for count, _ in weeks), sum(count for count, new in weeks if new)

    def _row(
        self, waiting: Waiting, choice: Choice, teacher: MatchableTeacher, school_id: str, now: datetime
    ) -> InvitationRow:  # fmt: skip
        return InvitationRow(
            id=new_id("iv"), request_id=waiting.request.id, teacher_id=teacher.id, district_id=teacher.item.district,
            school_id=school_id, round=waiting.rounds + 1, to_new_teacher=teacher.record.is_new,
            offered_at=now, expires_at=now + self._settings.answer_within, chance=choice.chance,
            terms=dict(choice.terms) if choice.terms else None, propensity=choice.propensity,
            features=dict(choice.features) if choice.features else None, model=self._model,
        )  # fmt: skip

    def _close(self, session: Session, accounts: Mapping[str, str]) -> list[InvitationRow]:
        """The service has closed: nobody waits for tomorrow."""
        open_ = find_open_requests(session, timedelta())
        waiting = [*open_.invited, *(each.request.id for each in open_.uninvited)]
        ended = [invitation for invitations in open_.invited.values() for invitation in invitations]
        for request_id in waiting:
            withdraw_request(session, request_id, "unserved")
        for teacher in accounts:
            end_duty(session, teacher)
        return ended

    def _end_duties_of_the_gone(
        self, session: Session, accounts: Mapping[str, str], there: set[str], now: datetime
    ) -> None:  # fmt: skip
        for teacher in accounts:
            if teacher in there:
                self._gone_since.pop(teacher, None)
            elif now - self._gone_since.setdefault(teacher, now) > _AWAY_FOR:
                del self._gone_since[teacher]
                end_duty(session, teacher)
