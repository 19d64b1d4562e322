"""What the match-quality dashboard reads: counts of each day, so that a year is a sum of few rows.

Rows stand twice: once for the school, and once for its whole district (`school_id` empty), so that a district's page
reads no schools; the tables in `ROLLED_UP` have them for all subjects together too. Nothing here is written but by
`store.match_counting`, a day at a time.
"""

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, String, Table

from store.base import Base

__all__ = [
    "ALL_SUBJECTS",
    "DISTRICT",
    "FUNNEL",
    "MATCH_TABLES",
    "NO_SUBJECT",
    "ROLLED_UP",
    "WAIT_BOUNDS_S",
    "WAIT_COLUMNS",
    "Form",
    "demand_days",
    "flow_days",
    "invitation_days",
    "match_days",
    "student_days",
    "supply_days",
    "teacher_days",
    "wait_bin",
    "wait_quantile",
]  # fmt: skip


class Form(StrEnum):
    """Forms of tutoring whose matches are measured."""

    ONE_TO_ONE = "one_to_one"
    MICRO_COURSE = "micro_course"
    ANSWER = "answer"


FUNNEL = ("shown", "opened", "accepted", "completed", "rated")
"""The steps of a match, in order; what each means for a form stands in `store.match_definitions`."""

DISTRICT = ""
"""In place of a school: the whole district."""

ALL_SUBJECTS = "*"
"""In place of a subject: all of them together."""

NO_SUBJECT = ""
"""In place of a subject: none, or none found."""

WAIT_BOUNDS_S = (5, 8, 12, 18, 27, 40, 60, 90, 135, 200, 300, 450, 680, 1000, 1500, 2300)
"""Upper bounds of the bins of waiting time, in seconds, each about half more than the one before; then one open bin."""

WAIT_COLUMNS = tuple(f"waited_{i}" for i in range(len(WAIT_BOUNDS_S) + 1))


def wait_bin(seconds: float) -> int:
    """The bin of a waiting time."""
    return bisect_left(WAIT_BOUNDS_S, seconds)


def wait_quantile(counts: Sequence[int], share: float) -> float | None:
    """A quantile of waiting times from their bins, in seconds, drawn evenly within a bin; None where nobody waited.

    Beyond the last bound it is the last bound: at least that long.
    """
    wanted, before = share * sum(counts), 0
    for i, count in enumerate(counts[: len(WAIT_BOUNDS_S)]):
        if count and before + count >= wanted:
            low = WAIT_BOUNDS_S[i - 1] if i else 0
            return low + (WAIT_BOUNDS_S[i] - low) * (wanted - before) / count
        before += count
    return float(WAIT_BOUNDS_S[-1]) if sum(counts) else None


def _table(name: str, keys: dict[str, type[Any]], counts: Sequence[str], sums: Sequence[str] = ()) -> Table:
    """A table clustered by its keys: what a page reads lies together."""
    whose: dict[str, type[Any]] = {"simulated": Boolean, "school_id": String, "district_id": String}
    return Table(
        name, Base.metadata,
        *(Column(key, kind, primary_key=True, index=key == "day") for key, kind in (whose | keys).items()),
        *(Column(count, Integer, nullable=False) for count in counts),
        *(Column(total, Float, nullable=False) for total in sums),
        sqlite_with_rowid=False,
    )  # fmt: skip


match_days = _table(
    "match_days", {"form": String, "subject": String, "day": Date, "week": Date, "model": String},
    (*FUNNEL, "students", "suburban_shown", "suburban_accepted", *WAIT_COLUMNS), ("rating_sum", "rating_squares"),
)  # fmt: skip
"""The funnel. `week` is its Monday; `students` are different ones of that day; `model` made the choice."""

student_days = _table(
    "student_days", {"form": String, "subject": String, "day": Date, "week": Date, "student_id": String}, ()
)
"""Up to five students of a day's cell: enough to tell whether a sum of cells holds fewer than five."""

invitation_days = _table(
    "invitation_days", {"day": Date, "week": Date, "subject": String, "model": String, "chance_bin": Integer},
    ("sent", "accepted", "declined", "expired", "cancelled", "open"), ("chance_sum",),
)  # fmt: skip
"""Invitations by tenths of the chance that the model expected; −1 where it told none. `chance_sum` is over those that
were answered or expired."""

demand_days = _table("demand_days", {"day": Date, "subject": String, "half_hour": Integer}, ("asked", "accepted"))
"""Requests by half hour of the day, 0–47."""

supply_days = _table("supply_days", {"day": Date, "subject": String, "half_hour": Integer}, (), ("teacher_minutes",))
"""Minutes that teachers of the school or district were there to be asked."""

flow_days = _table("flow_days", {"day": Date, "subject": String, "teacher_district": String}, ("accepted",))
"""From the student's district to the teacher's."""

teacher_days = _table(
    "teacher_days", {"day": Date, "subject": String, "teacher_id": String}, ("invited", "invited_new", "accepted"),
    ("minutes_on_duty",),
)  # fmt: skip
"""What each teacher was asked. `invited_new`: while too little was known of them. Not kept twice: schools alone."""

ROLLED_UP = (match_days, student_days)
"""Tables whose rows stand for each subject, and for `ALL_SUBJECTS`."""

MATCH_TABLES = (match_days, student_days, invitation_days, demand_days, supply_days, flow_days, teacher_days)
