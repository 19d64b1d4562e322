"""Content and teachers, the index from knowledge points to them, and the change log that the engine's index follows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, delete, event, insert, select
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column, relationship

from recommender.items import ItemKind, Solved
from store.base import Base, utc_now
from store.organisations import School

__all__ = [
    "ITEM_TABLES", "Answer", "AssessmentItem", "ItemChangeRow", "ItemPoint", "MicroCourse", "Teacher", "find_items",
    "find_solved", "read_lessons",
]  # fmt: skip


class Teacher(Base):
    """A teacher's public profile."""

    __tablename__ = "teachers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("schools.id"), index=True)
    title: Mapped[str]
    stages: Mapped[list[str]]
    points: Mapped[list[str]]
    domains: Mapped[list[str]]
    supports: Mapped[list[str]]
    style: Mapped[list[str]]
    hours: Mapped[list[Any]]
    load: Mapped[float]
    rating_count: Mapped[int]
    rating_mean: Mapped[float | None]
    introduction: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    school: Mapped[School] = relationship(lazy="joined")


class MicroCourse(Base):
    """A short lesson: a body to read and, where there is one, a video.

    Attributes:
        media: Attachment ids and length: `{"video", "poster", "captions", "seconds"}`, or None.
    """

    __tablename__ = "micro_courses"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    subject: Mapped[str | None] = mapped_column(index=True)
    topic: Mapped[str | None]
    points: Mapped[list[str]]
    levels: Mapped[list[str]]
    difficulty: Mapped[float]
    minutes: Mapped[int]
    body: Mapped[str]
    media: Mapped[dict[str, Any] | None]
    teacher_id: Mapped[str] = mapped_column(ForeignKey("teachers.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Answer(Base):
    """An answered question, with its steps kept apart so that they can be revealed one by one."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str | None] = mapped_column(index=True)
    topic: Mapped[str | None]
    question: Mapped[str]
    points: Mapped[list[str]]
    level: Mapped[str]
    difficulty: Mapped[float]
    idea: Mapped[str]
    key_steps: Mapped[list[str]]
    solution: Mapped[str]
    final: Mapped[str]
    teacher_id: Mapped[str] = mapped_column(ForeignKey("teachers.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)


class AssessmentItem(Base):
    """A machine-markable item."""

    __tablename__ = "assessment_items"

    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    stem: Mapped[str]
    options: Mapped[dict[str, Any] | None]
    answer: Mapped[str]
    accept: Mapped[list[str]] = mapped_column(default=list)
    unit: Mapped[str | None]
    form: Mapped[str | None]
    reveals: Mapped[str | None]
    point: Mapped[str] = mapped_column(index=True)
    level: Mapped[str]
    difficulty: Mapped[float]
    explanation: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class ItemChangeRow(Base):
    """Says that an item changed; its present state stands in its own table."""

    __tablename__ = "item_changes"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    item_id: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)


class ItemPoint(Base):
    """An item and one of its points, kept by the items' own tables; of withdrawn items there is none."""

    __tablename__ = "item_points"

    point_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True, index=True)


ITEM_TABLES: dict[ItemKind, type[Any]] = {
    "micro_course": MicroCourse, "answer": Answer, "teacher": Teacher,
}  # fmt: skip
"""The tables of the items that are recommended."""


def find_solved(session: Session, answer_id: str) -> Solved | None:
    """An answered question with its solution."""
    row = session.get(Answer, answer_id)
    if row is None or row.withdrawn:
        return None
    return Solved(
        id=row.id, question=row.question, idea=row.idea, key_steps=tuple(row.key_steps), solution=row.solution,
        final=row.final,
    )  # fmt: skip


def read_lessons(session: Session, course_ids: Sequence[str]) -> list[MicroCourse]:
    """Micro-courses in the order of their ids as given; what is withdrawn is left out."""
    rows = {row.id: row for row in session.scalars(select(MicroCourse).where(MicroCourse.id.in_(course_ids)))}
    return [rows[one] for one in course_ids if one in rows and not rows[one].withdrawn]


def find_items(session: Session, kind: ItemKind, point_id: str, most: int) -> list[Any]:
    """Rows of the items of a kind that carry the point, by id, not more than `most`."""
    table = ITEM_TABLES[kind]
    of_point = select(ItemPoint.item_id).where(ItemPoint.point_id == point_id, ItemPoint.kind == kind)
    return list(session.scalars(select(table).where(table.id.in_(of_point)).order_by(table.id).limit(most)))


def _keep(kind: ItemKind, table: type[Base]) -> None:
    @event.listens_for(table, "after_insert")
    @event.listens_for(table, "after_update")
    def write(_mapper: Mapper[Any], connection: Connection, item: Any) -> None:
        connection.execute(delete(ItemPoint).where(ItemPoint.kind == kind, ItemPoint.item_id == item.id))
        points = [] if item.withdrawn else dict.fromkeys(item.points)
        if points:
            rows = [{"point_id": point, "kind": kind, "item_id": item.id} for point in points]
            connection.execute(insert(ItemPoint), rows)


for _kind, _table in ITEM_TABLES.items():
    _keep(_kind, _table)
