"""Behaviour in the outcome log: who took up what, as far as consent goes, and how often items were shown."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recommender.interaction import Interaction
from recommender.logged_list import GAINS, VERDICTS
from store.accounts import Account
from store.consents import is_training_allowed
from store.outcomes import Outcome

__all__ = ["BehaviourLog", "find_history", "groups_of", "read_behaviour"]

_INTEREST = {**GAINS, "fits": VERDICTS["fits"]}


class BehaviourLog(NamedTuple):
    """What behaviour is learned from.

    Attributes:
        interactions: Oldest first.
        groups: Of every student in them, district, school and class.
        shown: How often each item was shown, to anybody.
    """

    interactions: list[Interaction]
    groups: dict[str, tuple[str, ...]]
    shown: dict[str, int]


def read_behaviour(session: Session, since: datetime, today: date, most: int = 500_000) -> BehaviourLog:
    """The latest `most` signs of interest, of students whose data may teach models on this day; and what was shown."""
    rows = session.execute(
        select(Outcome.student_id, Outcome.item_id, Outcome.kind, Outcome.at)
        .where(Outcome.at >= since, Outcome.kind.in_(_INTEREST), Outcome.item_id.is_not(None))
        .order_by(Outcome.at.desc(), Outcome.id).limit(most)
    ).all()  # fmt: skip
    groups: dict[str, tuple[str, ...] | None] = {}
    interactions = []
    for student, item, kind, at in reversed(rows):
        if student not in groups:
            groups[student] = _groups_of_teaching(session, student, today)
        if groups[student] is not None:
            interactions.append(Interaction(student, str(item), at, _INTEREST[kind]))
    teaching = {student: known for student, known in groups.items() if known is not None}
    return BehaviourLog(interactions, teaching, _count_shown(session, since))


def _groups_of_teaching(session: Session, student_id: str, today: date) -> tuple[str, ...] | None:
    """The groups of a student whose data may teach models; None of one whose may not."""
    account = session.get(Account, student_id)
    if account is None or account.erased_at is not None or not is_training_allowed(session, account, today):
        return None
    return groups_of(account)


def find_history(session: Session, student_id: str, since: datetime, most: int) -> tuple[tuple[str, float], ...]:
    """What one student lately took up, with its strength, oldest first; the latest `most` signs of interest."""
    rows = session.execute(
        select(Outcome.item_id, Outcome.kind)
        .where(Outcome.student_id == student_id, Outcome.at >= since, Outcome.kind.in_(_INTEREST))
        .order_by(Outcome.at.desc(), Outcome.id).limit(most)
    )  # fmt: skip
    return tuple((item_id, _INTEREST[kind]) for item_id, kind in reversed(rows.all()) if item_id)


def groups_of(account: Account) -> tuple[str, ...]:
    """District, school and class, as far as they are known; ids of different levels differ."""
    groups = {"district": account.district_id, "school": account.school_id, "class": account.class_id}
    return tuple(f"{level}/{id_}" for level, id_ in groups.items() if id_)


def _count_shown(session: Session, since: datetime) -> dict[str, int]:
    rows = session.execute(
        select(Outcome.item_id, func.count()).where(Outcome.kind == "shown", Outcome.at >= since)
        .group_by(Outcome.item_id)
    )  # fmt: skip
    return {item_id: count for item_id, count in rows if item_id}
