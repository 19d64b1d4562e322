"""Sums of the funnel as the dashboard shows them, and what is withheld because it would tell of single children."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from recommender.intervals import mean_bounds, wilson_bounds
from store.match_counting import SMALLEST_GROUP
from store.match_days import FUNNEL, WAIT_COLUMNS, Form, wait_quantile

__all__ = ["Interval", "MatchCell", "Sums", "make_cell", "mean_of", "share_of", "withhold"]

_STEPS_OF = {Form.ONE_TO_ONE: 5, Form.MICRO_COURSE: 5, Form.ANSWER: 3}


class Interval(BaseModel):
    """A figure with its 95 % interval; `n` is what it rests on. All but `n` are null where there is nothing."""

    value: float | None
    lo: float | None
    hi: float | None
    n: int


class MatchCell(BaseModel):
    """One row or point of the dashboard.

    Attributes:
        key: Form, subject, week, district, school or model.
        small: Of fewer than five students: everything else is null.
        shown: The funnel; later steps are null where the form does not record them.
        rating: Satisfaction: mean out of 12, or share of lessons said to fit.
        wait_p50_s: Of students whom a teacher accepted; null for forms in which nobody waits.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    key: str
    small: bool = False
    shown: int | None = None
    opened: int | None = None
    accepted: int | None = None
    completed: int | None = None
    rated: int | None = None
    rating: Interval | None = None
    wait_p50_s: float | None = None
    wait_p90_s: float | None = None


@dataclass
class Sums:
    """Sums over rows of `match_days`; `students` is the most of a day, so at least so many there are."""

    counts: dict[str, float] = field(default_factory=dict)
    students: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """One more row, or sum of rows."""
        for name, value in row.items():
            if name == "students":
                self.students = max(self.students, value)
            else:
                self.counts[name] = self.counts.get(name, 0) + value

    def __getitem__(self, name: str) -> float:
        return self.counts.get(name, 0)

    @property
    def waits(self) -> list[int]:
        """Counts of waiting times by bin."""
        return [int(self[name]) for name in WAIT_COLUMNS]


def share_of(right: float, n: float) -> Interval:
    """A share with its interval."""
    if n == 0:
        return Interval(value=None, lo=None, hi=None, n=0)
    lo, hi = wilson_bounds(int(right), int(n))
    return Interval(value=round(right / n, 4), lo=round(lo, 4), hi=round(hi, 4), n=int(n))


def mean_of(total: float, squares: float, n: float) -> Interval:
    """A mean with its interval, which a single value has not."""
    if n == 0:
        return Interval(value=None, lo=None, hi=None, n=0)
    lo, hi = mean_bounds(total, squares, int(n)) or (None, None)
    return Interval(
        value=round(total / n, 4), lo=None if lo is None else round(lo, 4), hi=None if hi is None else round(hi, 4),
        n=int(n),
    )  # fmt: skip


def make_cell(key: str, form: Form, sums: Sums) -> MatchCell:
    """A cell in full."""
    steps = {name: int(sums[name]) for name in FUNNEL[: _STEPS_OF[form]]}
    rating = None
    if "rated" in steps:
        make = mean_of if form is Form.ONE_TO_ONE else lambda total, _squares, n: share_of(total, n)
        rating = make(sums["rating_sum"], sums["rating_squares"], sums["rated"])
    waits = sums.waits
    return MatchCell(
        key=key, **steps, rating=rating, wait_p50_s=wait_quantile(waits, 0.5), wait_p90_s=wait_quantile(waits, 0.9)
    )


def withhold(cells: Sequence[MatchCell], students: Mapping[str, int], parts_of_a_whole: bool = True) -> list[MatchCell]:
    """The same cells, those of fewer than five students without their figures.

    Where the cells are parts of a whole that is shown, a single one withheld could be told by subtraction: then the
    smallest of the others is withheld with it.

    Args:
        cells: In the order in which they are shown.
        students: How many there are at least, by key.
        parts_of_a_whole: Whether the cells' sum is shown too.
    """
    few = {cell.key for cell in cells if cell.shown and students.get(cell.key, 0) < SMALLEST_GROUP}
    others = [cell for cell in cells if cell.key not in few and cell.shown]
    if parts_of_a_whole and len(few) == 1 and others:
        few.add(min(others, key=lambda cell: cell.shown or 0).key)
    return [MatchCell(key=cell.key, small=True) if cell.key in few else cell for cell in cells]
