"""What students answered to items, as far as it may teach models."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.accounts import Account
from store.consents import is_training_allowed
from store.conversations import ItemAnswer

__all__ = ["find_item_answers"]


def find_item_answers(session: Session, today: date) -> dict[str, list[tuple[str, bool]]]:
    """Items, and whether they were answered rightly, oldest first, of each student whose data may teach models."""
    rows = session.execute(
        select(ItemAnswer.student_id, ItemAnswer.item_id, ItemAnswer.verdict).order_by(ItemAnswer.at, ItemAnswer.id)
    )
    answers: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for student, item, verdict in rows:
        answers[student].append((item, verdict == "right"))
    return {student: rows for student, rows in answers.items() if _may_teach(session, student, today)}


def _may_teach(session: Session, student: str, today: date) -> bool:
    account = session.get(Account, student)
    return account is not None and account.erased_at is None and is_training_allowed(session, account, today)
