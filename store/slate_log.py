"""The service's own log of slates joined to their outcomes, as far as those who were shown them allow it to teach.

Nothing of a person but the pseudonym.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from recommender.logged_list import Event, LoggedList, logged_lists
from recommender.slate import SlateLog
from store.accounts import Account
from store.consents import is_training_allowed
from store.outcomes import Outcome, Slate

__all__ = ["find_logged_lists"]

_CHUNK = 500
_UNKNOWN = "unknown"  # of slates that were logged before rankers had versions


def find_logged_lists(session: Session, today: date) -> Iterator[LoggedList]:
    """Lists shown to students whose data may teach models on this day, oldest first."""
    rows = session.execute(
        select(Slate, Account).join(Account, Account.id == Slate.student_id)
        .where(Account.erased_at.is_(None)).order_by(Slate.at, Slate.id)
    )  # fmt: skip
    allowed: dict[str, bool] = {}
    for chunk in rows.partitions(_CHUNK):
        slates = []
        for slate, account in chunk:
            if account.id not in allowed:
                allowed[account.id] = is_training_allowed(session, account, today)
            if allowed[account.id]:
                slates.append(slate)
        events = _find_events(session, [slate.id for slate in slates])
        for slate in slates:
            yield from logged_lists(
                slate.id, slate.student_id, SlateLog.model_validate(slate.log), events[slate.id],
                slate.model.get("ranker", _UNKNOWN),
            )  # fmt: skip


def _find_events(session: Session, slates: list[str]) -> dict[str, list[Event]]:
    events: dict[str, list[Event]] = defaultdict(list)
    rows = session.execute(
        select(Outcome.slate_id, Outcome.kind, Outcome.item_id)
        .where(Outcome.slate_id.in_(slates)).order_by(Outcome.at, Outcome.id)
    )  # fmt: skip
    for slate, kind, item in rows:
        if slate is not None:
            events[slate].append((kind, item))
    return events
