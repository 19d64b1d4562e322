"""Requests for a person that are open: whom they are waiting for, and where each stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from recommender.matching.request import HelpRequest, Waiting
from store.accounts import Account
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.organisations import SchoolClass

__all__ = ["OpenRequests", "find_open_requests", "find_own_open_request", "has_open_requests"]

_NOT_AGAIN = timedelta(days=1)  # for a teacher who declined: longer than a request lives


@dataclass(frozen=True)
class OpenRequests:
    """All open requests.

    Attributes:
        uninvited: Those that wait without an open invitation.
        invited: Of the others, who is invited: request id → invitations.
    """

    uninvited: list[Waiting]
    invited: dict[str, list[InvitationRow]]


def find_open_requests(session: Session, again_after: timedelta) -> OpenRequests:
    """What waits at this moment.

    Args:
        session: To read in.
        again_after: When a teacher who let an invitation pass may have the request again.
    """
    open_ = HelpRequestRow.ending.is_(None) & HelpRequestRow.simulated.is_(False)
    rows = session.execute(
        select(HelpRequestRow, SchoolClass.class_teacher_id)
        .outerjoin(Account, Account.id == HelpRequestRow.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Account.class_id)
        .where(open_)
    ).all()  # fmt: skip
    of_request: dict[str, list[InvitationRow]] = defaultdict(list)
    of_these = select(InvitationRow).join(HelpRequestRow, HelpRequestRow.id == InvitationRow.request_id).where(open_)
    for invitation in session.scalars(of_these.order_by(InvitationRow.offered_at)):
        of_request[invitation.request_id].append(invitation)
    found = OpenRequests([], {})
    for row, own_teacher in rows:
        invitations = of_request[row.id]
        standing = [invitation for invitation in invitations if invitation.ending is None]
        if standing:
            found.invited[row.id] = standing
        else:
            found.uninvited.append(_waiting(row, own_teacher, invitations, again_after))
    return found


def has_open_requests(session: Session) -> bool:
    """Whether anybody waits."""
    open_ = HelpRequestRow.ending.is_(None) & HelpRequestRow.simulated.is_(False)
    return session.scalar(select(HelpRequestRow.id).where(open_).limit(1)) is not None


def find_own_open_request(session: Session, student_id: str) -> HelpRequestRow | None:
    """The student's open request; None: there is none."""
    own = select(HelpRequestRow).where(
        HelpRequestRow.student_id == student_id, HelpRequestRow.ending.is_(None), HelpRequestRow.simulated.is_(False)
    )
    return session.scalar(own)


def _waiting(
    row: HelpRequestRow, own_teacher: str | None, invitations: Iterable[InvitationRow], again_after: timedelta
) -> Waiting:  # fmt: skip
    request = HelpRequest(
        id=row.id, student=row.student_id, subject=row.subject, stage=row.stage or "", points=row.wanted or {},
        district=row.district_id, asked_at=row.asked_at, suburban=row.suburban, support=row.support,
        own_teachers=frozenset({own_teacher} - {None}), only=row.only_teacher_id,  # type: ignore[arg-type]
    )  # fmt: skip
    passed: dict[str, datetime] = {}
    rounds = 0
    for invitation in invitations:
        rounds = max(rounds, invitation.round)
        at = invitation.answered_at or invitation.offered_at
        if invitation.ending == "declined":
            passed[invitation.teacher_id] = at + _NOT_AGAIN
        elif invitation.ending == "expired":
            passed[invitation.teacher_id] = at + again_after
    return Waiting(request, passed, rounds)
