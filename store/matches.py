"""Single matches: one request or one slate, under pseudonyms, with the reasons of every choice."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.match_counting import SMALLEST_GROUP
from store.match_days import NO_SUBJECT
from store.match_facts import MatchFact, day_bounds, one_to_one_fact
from store.match_filter import MatchFilter
from store.tutoring_sessions import TutoringSession

__all__ = ["FewStudentsError", "Match", "find_match", "find_matches"]


class FewStudentsError(ValueError):
    """What is looked at holds so few students that single matches would tell who they are."""


@dataclass(frozen=True)
class Match:
    """A request with all that came of it."""

    request: HelpRequestRow
    fact: MatchFact
    session: TutoringSession | None


def find_matches(
    session: Session, wanted: MatchFilter, zone: ZoneInfo, ending: str | None, after: str | None, limit: int
) -> list[Match]:
    """Requests in a range of days, the newest first.

    Args:
        session: To read in.
        wanted: Whose, and when.
        zone: In which days begin.
        ending: matched, left or unserved; None for all.
        after: Id of the last one of the page before; None for the first page.
        limit: How many at most.

    Raises:
        FewStudentsError: Fewer than five students are in the whole range; of none there is nothing to tell.
    """
    condition = _condition(wanted, zone)
    if ending is not None:
        condition &= HelpRequestRow.ending == ending
    students = session.scalars(
        select(HelpRequestRow.student_id).where(condition).distinct().limit(SMALLEST_GROUP)
    ).all()
    if 0 < len(students) < SMALLEST_GROUP:
        raise FewStudentsError(f"fewer than {SMALLEST_GROUP} students")
    query = select(HelpRequestRow).where(condition)
    last = session.get(HelpRequestRow, after) if after is not None else None
    if last is not None:
        at, id_ = HelpRequestRow.asked_at, HelpRequestRow.id
        query = query.where((at < last.asked_at) | ((at == last.asked_at) & (id_ > last.id)))
    return list(_matches(session, query.order_by(HelpRequestRow.asked_at.desc(), HelpRequestRow.id).limit(limit)))


def find_match(session: Session, request_id: str) -> Match | None:
    """One match; None where there is no such request."""
    return next(_matches(session, select(HelpRequestRow).where(HelpRequestRow.id == request_id)), None)


def _condition(wanted: MatchFilter, zone: ZoneInfo) -> ColumnElement[bool]:
    begin, end = day_bounds(wanted.first, zone)[0], day_bounds(wanted.last, zone)[1]
    row = HelpRequestRow
    condition = (row.asked_at >= begin) & (row.asked_at < end) & (row.simulated == wanted.simulated)
    if wanted.district is not None:
        condition &= row.district_id == wanted.district
    if wanted.school is not None:
        condition &= row.school_id == wanted.school
    if wanted.subject is not None:
        condition &= row.subject.is_(None) if wanted.subject == NO_SUBJECT else row.subject == wanted.subject
    return condition


def _matches(session: Session, query: Select[Any]) -> Iterator[Match]:
    requests = session.scalars(query).all()
    ids = [request.id for request in requests]
    invitations: dict[str, list[InvitationRow]] = defaultdict(list)
    of_these = select(InvitationRow).where(InvitationRow.request_id.in_(ids))
    for invitation in session.scalars(of_these.order_by(InvitationRow.offered_at, InvitationRow.id)):
        invitations[invitation.request_id].append(invitation)
    held = {
        row.request_id: row
        for row in session.scalars(select(TutoringSession).where(TutoringSession.request_id.in_(ids)))
    }
    for request in requests:
        found = held.get(request.id)
        yield Match(request, one_to_one_fact(request, invitations[request.id], found), found)
