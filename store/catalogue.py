"""Content as the engine wants it: the change log as an iterable of item changes."""

from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.plain_text import plain_text
from recommender.items import AnswerItem, Hours, Item, ItemChange, ItemKind, MicroCourseItem, TeacherItem
from store.content import ITEM_TABLES, Answer, ItemChangeRow, MicroCourse, Teacher

__all__ = ["count_answers", "find_changes", "last_sequence", "record_change", "teacher_item"]

_TITLE_LENGTH = 40
_LOG_LOCK = 20_260_901


def record_change(session: Session, kind: ItemKind, item_id: str) -> None:
    """Notes that an item was added, changed or withdrawn; call it in the same transaction.

    On PostgreSQL writers of the log wait for each other, so that positions become visible in order.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOG_LOCK)))
    session.add(ItemChangeRow(kind=kind, item_id=item_id))


def count_answers(session: Session) -> int:
    """How many answered questions there are, the withdrawn left out."""
    return session.scalar(select(func.count()).select_from(Answer).where(~Answer.withdrawn)) or 0


def last_sequence(session: Session) -> int:
    """The newest position of the change log; 0 when it is empty."""
    return session.scalar(select(func.max(ItemChangeRow.sequence))) or 0


def find_changes(session: Session, after: int, most: int = 10_000) -> Iterator[ItemChange]:
    """Changes after a position, oldest first, each with the item's present state."""
    rows = session.scalars(
        select(ItemChangeRow).where(ItemChangeRow.sequence > after).order_by(ItemChangeRow.sequence).limit(most)
    )
    for row in rows:
        kind: ItemKind = row.kind  # type: ignore[assignment]  # written by record_change alone
        yield ItemChange(
            sequence=row.sequence, kind=kind, item_id=row.item_id, item=_find_item(session, kind, row.item_id)
        )


def _find_item(session: Session, kind: ItemKind, item_id: str) -> Item | None:
    row = session.get(ITEM_TABLES[kind], item_id)
    return _MAKERS[kind](row) if row and not row.withdrawn else None


def _micro_course(row: MicroCourse) -> MicroCourseItem:
    return MicroCourseItem(
        id=row.id, title=row.title, subject=row.subject, topic=row.topic, points=tuple(row.points),
        levels=tuple(row.levels), difficulty=row.difficulty, minutes=row.minutes,
        has_video=row.media is not None, text=f"{row.title}。{row.body}",
    )  # fmt: skip


def _answer(row: Answer) -> AnswerItem:
    title = plain_text(row.question)
    return AnswerItem(
        id=row.id, title=title if len(title) <= _TITLE_LENGTH else title[: _TITLE_LENGTH - 1] + "…",
        subject=row.subject, topic=row.topic, points=tuple(row.points), level=row.level,
        difficulty=row.difficulty, question=row.question,
    )  # fmt: skip


def teacher_item(row: Teacher) -> TeacherItem:
    """A teacher as the engine wants them."""
    return TeacherItem(
        id=row.id, name=row.name, school=row.school.name, district=row.school.district_id, title=row.title,
        subject=row.subject, stages=tuple(row.stages), points=tuple(row.points), supports=tuple(row.supports),
        style=tuple(row.style), load=row.load, rating_count=row.rating_count, rating_mean=row.rating_mean,
        hours=tuple(Hours(weekday=h["weekday"], start=time.fromisoformat(h["from"]), end=time.fromisoformat(h["to"]))
                    for h in row.hours),
    )  # fmt: skip


_MAKERS: dict[ItemKind, Callable[[Any], Item]] = {
    "micro_course": _micro_course, "answer": _answer, "teacher": teacher_item,
}  # fmt: skip
