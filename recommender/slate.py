"""What was shown, in order, with everything the outcome log needs to learn from it."""

import json
from collections.abc import Sequence
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from intent import QuestionProfile
from recommender.items import ItemKind, TeacherItem
from recommender.ranking import Candidate
from recommender.reasons import Reasons
from recommender.student import StudentContext

__all__ = [
    "KINDS",
    "LIST_NAMES",
    "ListName",
    "Recommendation",
    "Recommended",
    "SlateLog",
    "shown_item",
    "slate_log",
    "stage_timings",
]

ListName = Literal["micro_courses", "answers", "teachers"]
LIST_NAMES: tuple[ListName, ...] = get_args(ListName)
KINDS: dict[ListName, ItemKind] = {"micro_courses": "micro_course", "answers": "answer", "teachers": "teacher"}

_MOST_CANDIDATES = 50
_MOST_BYTES = 10_000
_ENVELOPE = 200  # what surrounds the lists


class Recommended(BaseModel):
    """One shown item.

    Attributes:
        title: Of content; a teacher has `name` instead.
        loose: Nothing matched directly; the first reason says so.
        near_duplicate: Answers only: the student's own question, or nearly.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str | None = None
    name: str | None = None
    score: float
    reasons: list[str]
    loose: bool
    near_duplicate: bool | None = None


class SlateLog(BaseModel):
    """A slate for the log: shown items whole, then the best of the other candidates up to 10 kB.

    Attributes:
        pool_sizes: Candidates the slates were drawn from, those that did not fit into the log among them.
        shadow: What a ranker in the shadow would have put first, by id, best first; nobody has seen it.
    """

    model_config = ConfigDict(frozen=True)

    temperature: float
    personalised: bool
    shown: dict[ListName, list[dict[str, Any]]]
    candidates: dict[ListName, list[dict[str, Any]]]
    pool_sizes: dict[ListName, int] = Field(default_factory=dict)
    shadow: dict[ListName, list[str]] = Field(default_factory=dict)

    def within_limits(self) -> "SlateLog":
        """The same log with candidates cut from the end until it holds at most 50 of them and 10 kB; those outside of
        the pool go first.
        """
        lists = {name: list(rows) for name, rows in self.candidates.items()}
        while any(lists.values()) and (
            sum(map(len, lists.values())) > _MOST_CANDIDATES or _too_large(lists, self.shown, self.shadow)
        ):
            max(lists.values(), key=_cut_first).pop()
        return self.model_copy(update={"candidates": lists})


class Recommendation(BaseModel):
    """Profile and the three lists.

    Attributes:
        timings_ms: Milliseconds of read, profile, retrieve, rank, total; 0 where a stage did not run.
        slate: For the outcome log; not for the student.
    """

    model_config = ConfigDict(frozen=True)

    profile: QuestionProfile
    micro_courses: list[Recommended]
    answers: list[Recommended]
    teachers: list[Recommended]
    timings_ms: dict[str, float] = Field(default_factory=dict)
    slate: SlateLog


def shown_item(candidate: Candidate, reasons: Reasons) -> Recommended:
    """A drawn candidate as the student sees it."""
    item = candidate.item
    is_teacher = isinstance(item, TeacherItem)
    return Recommended(
        id=item.id,
        title=None if is_teacher else item.title,
        name=item.name if isinstance(item, TeacherItem) else None,
        score=round(candidate.score, 4),
        reasons=reasons.sentences,
        loose=reasons.loose,
        near_duplicate=bool(candidate.features["near_duplicate"]) if "near_duplicate" in candidate.features else None,
    )


def stage_timings(clock: Sequence[float]) -> dict[str, float]:
    """Milliseconds of each stage from four readings of a clock in seconds."""
    start, profiled, retrieved, ranked = clock
    spans = {"read": 0.0, "profile": profiled - start, "retrieve": retrieved - profiled, "rank": ranked - retrieved}
    return {name: round(seconds * 1000, 2) for name, seconds in (spans | {"total": ranked - start}).items()}


def slate_log(
    student: StudentContext, slates: dict[ListName, list[Candidate]], ranked: dict[ListName, list[Candidate]],
    shadow: dict[ListName, list[str]] | None = None,
) -> SlateLog:  # fmt: skip
    """The log entry of three drawn slates, with the candidates they were drawn from and then those left out."""
    shown_ids = {candidate.item.id for slate in slates.values() for candidate in slate}
    return SlateLog(
        temperature=student.temperature if student.personalised else 0.0,
        personalised=student.personalised,
        shown={name: [candidate.to_log() for candidate in slate] for name, slate in slates.items()},
        candidates={
            name: [
                candidate.to_log()
                for candidate in sorted(rows, key=lambda candidate: not candidate.in_pool)[:_MOST_CANDIDATES]
                if candidate.item.id not in shown_ids
            ]
            for name, rows in ranked.items()
        },
        pool_sizes={name: sum(candidate.in_pool for candidate in rows) for name, rows in ranked.items()},
        shadow=shadow or {},
    ).within_limits()


def _cut_first(rows: list[dict[str, Any]]) -> tuple[bool, int]:
    return bool(rows) and not rows[-1]["in_pool"], len(rows)


def _too_large(candidates: object, shown: object, shadow: object) -> bool:
    return len(json.dumps([candidates, shown, shadow], ensure_ascii=False).encode()) > _MOST_BYTES - _ENVELOPE
