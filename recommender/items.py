"""What can be recommended, as the engine sees it: values without any database."""

from datetime import datetime, time
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["AnswerItem", "Hours", "Item", "ItemChange", "ItemKind", "MicroCourseItem", "Solved",
           "TeacherItem", "facets_of"]  # fmt: skip

ItemKind = Literal["micro_course", "answer", "teacher"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class MicroCourseItem(_Value):
    """A short lesson.

    Attributes:
        subject: Subject name; None for general lessons on learning and growing up.
        topic: For general lessons, the intent they serve.
        points: Knowledge points, most central first.
        levels: Ability codes it serves.
        text: Plain text for retrieval: title and lesson.
    """

    kind: Literal["micro_course"] = "micro_course"
    id: str
    title: str
    subject: str | None
    topic: str | None = None
    points: tuple[str, ...]
    levels: tuple[str, ...]
    difficulty: float
    minutes: int
    has_video: bool
    text: str


class AnswerItem(_Value):
    """An answered question of the question centre. Holds no solution: only what may always be shown."""

    kind: Literal["answer"] = "answer"
    id: str
    title: str
    subject: str | None
    topic: str | None = None
    points: tuple[str, ...]
    level: str
    difficulty: float
    question: str


class Solved(_Value):
    """An answered question with its solution, which a student sees only as far as it is due.

    Attributes:
        idea: How to think of it.
        key_steps: In order; none holds the result.
        final: The result.
    """

    id: str
    question: str
    idea: str
    key_steps: tuple[str, ...]
    solution: str
    final: str


class Hours(_Value):
    """When a teacher tutors, local time.

    Attributes:
        weekday: 1 Monday … 7 Sunday.
    """

    weekday: Annotated[int, Field(ge=1, le=7)]
    start: time
    end: time

    def hold(self, now: datetime) -> bool:
        """Whether `now` falls into them."""
        return self.weekday == now.isoweekday() and self.start <= now.time() < self.end


class TeacherItem(_Value):
    """A teacher who can be asked.

    Attributes:
        supports: Subjectless intents the teacher declares expertise in.
        load: Share of the offered hours already booked, 0–1.
        rating_mean: Mean satisfaction out of 12; None without ratings.
    """

    kind: Literal["teacher"] = "teacher"
    id: str
    name: str
    school: str
    district: str
    title: str
    subject: str
    stages: tuple[str, ...]
    points: tuple[str, ...]
    supports: tuple[str, ...] = ()
    style: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    load: float = 0.0
    rating_count: int = 0
    rating_mean: float | None = None

    def is_free(self, now: datetime) -> bool:
        """Whether `now` (local time of the service) falls into the teacher's hours."""
        return any(hours.hold(now) for hours in self.hours)

    def minutes_left(self, now: datetime) -> float:
        """Until the hours end into which `now` falls, to the minute; 0 outside of them."""
        clock = now.hour * 60 + now.minute
        return max((h.end.hour * 60.0 + h.end.minute - clock for h in self.hours if h.hold(now)), default=0.0)


Item: TypeAlias = Annotated[MicroCourseItem | AnswerItem | TeacherItem, Field(discriminator="kind")]


class ItemChange(_Value):
    """One entry of the change log the index follows: an item put (added or changed), or withdrawn.

    Attributes:
        sequence: Position in the log; strictly increasing.
        item: The new state; None where the item is withdrawn.
    """

    sequence: int
    kind: ItemKind
    item_id: str
    item: Item | None


def facets_of(item: MicroCourseItem | AnswerItem) -> frozenset[str]:
    """What search narrows by: the item's subject and its topic, as far as it has them."""
    return frozenset(name for name in (item.subject, item.topic) if name)
