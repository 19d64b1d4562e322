"""Cold start in a real catalogue of micro-courses that nobody has watched: titles are all that is known.

A lesson is taken out with all its parts; from its title alone, other lessons of its unit are to be found, and
teachers who teach that unit. Subject, grade, term and edition stand in no text.
"""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.public_sets import read_rows
from eval.retrieval import METHODS, RetrievalTask, evaluate_retrieval, measure_orders
from models.encoder import TextEncoder
from models.plain_text import plain_text
from models.tracking import Track, untracked

__all__ = ["CatalogueTask", "catalogue_tasks", "evaluate_catalogue"]

_SET = "microcourse_sh"
_NUMBER = re.compile(
    r"^《?[\d.．、*\s]+|第.{1,2}单元|[①-⑳]|[(（](第.课时|[一二三四五六七八九十\d]+)[)）]|M\d+U?\d*(&M?\d+U?\d*)*"
)
"""What numbers a lesson or its parts, which gives its place away and says nothing of its content."""


@dataclass(frozen=True)
class _Lesson:
    id: str
    title: str
    unit: tuple[str, ...]
    teacher: str


@dataclass(frozen=True)
class CatalogueTask:
    """A task, and its corpus' ids by what stands for popularity where nobody has watched anything: lessons of the
    largest units first, teachers of most lessons first.
    """

    task: RetrievalTask
    popular: Sequence[str]


def catalogue_tasks(n: int, data_dir: Path | None, seed: int = 0) -> list[CatalogueTask]:
    """Lessons of its unit, and teachers of its unit, for `n` titles, at most a third of all. A title that stands in
    several units may lead to any of them.

    Raises:
        MissingSetError: The set is absent.
    """
    lessons = _read_lessons(data_dir)
    titles = sorted({lesson.title for lesson in lessons})
    held = set(random.Random(seed).sample(titles, min(n, len(titles) // 3)))
    in_unit: dict[Any, set[str]] = defaultdict(set)
    teaching: dict[Any, set[str]] = defaultdict(set)
    taught: dict[str, list[str]] = defaultdict(list)
    kept = [lesson for lesson in lessons if lesson.title not in held]
    for lesson in kept:
        in_unit[lesson.unit].add(lesson.id)
        teaching[lesson.unit].add(lesson.teacher)
        taught[lesson.teacher].append(lesson.title)
    units = {title: {lesson.unit for lesson in lessons if lesson.title == title} for title in sorted(held)}

    def ask(right: Mapping[Any, set[str]]) -> list[tuple[str, frozenset[str]]]:
        asked = [(title, frozenset().union(*(right[unit] for unit in its))) for title, its in units.items()]
        return [(title, relevant) for title, relevant in asked if relevant]

    return [
        CatalogueTask(
            RetrievalTask("lessons of its unit", {one.id: one.title for one in kept}, ask(in_unit)),
            [one.id for one in sorted(kept, key=lambda one: -len(in_unit[one.unit]))],
        ),
        CatalogueTask(
            RetrievalTask("teachers of its unit", {who: "，".join(dict.fromkeys(t)) for who, t in taught.items()},
                          ask(teaching)),
            sorted(taught, key=lambda who: -len(taught[who])),
        ),
    ]  # fmt: skip


def evaluate_catalogue(
    tasks: Sequence[CatalogueTask], encoder: TextEncoder, seed: int = 0, track: Track = untracked
) -> dict[str, Any]:  # fmt: skip
    """By task: `corpus`, `n` and `methods`; a method has r@1, r@10, MRR and nDCG@10 with 95 % intervals."""
    report = evaluate_retrieval([one.task for one in tasks], encoder, seed, track)["tasks"]
    for one in tasks:
        measured, asked = report[one.task.name], one.task.queries
        methods = {method: measured.pop(method) for method in METHODS}
        orders = [one.popular] * len(asked)
        popularity = measure_orders(orders, [relevant for _, relevant in asked], seed)
        measured["methods"] = {"popularity": popularity} | methods
    return dict(report)


def _read_lessons(data_dir: Path | None) -> Sequence[_Lesson]:
    """Lessons whose unit is known, titles without numbers."""
    lessons = []
    for row in read_rows(_SET, data_dir):
        title = plain_text(_NUMBER.sub("", row["title"])).strip()
        if row["unit"] and title:
            unit = tuple(str(row[name]) for name in ("subject", "grade", "term", "edition", "unit"))
            lessons.append(_Lesson(row["id"], title, unit, row["teacher_id"]))
    return lessons
