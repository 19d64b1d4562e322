"""How fast the match-quality dashboard answers on a year of a large district, with counts made up at full density."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from eval.simulate import term_mondays
from models.tracking import Track, untracked
from store.match_counting import SMALLEST_GROUP
from store.match_days import (
    ALL_SUBJECTS,
    DISTRICT,
    FUNNEL,
    WAIT_COLUMNS,
    Form,
    demand_days,
    flow_days,
    invitation_days,
    match_days,
    student_days,
    supply_days,
    teacher_days,
)
from store.organisations import School

__all__ = ["DASHBOARD_PATHS", "fill_year", "measure_dashboard"]

DASHBOARD_PATHS = ("options", "overview", "overview-before", "supply", "flow", "fairness", "models")
"""What the page asks for when it opens."""

_WEEKS = 40
_HALF_HOURS = range(36, 42)
_TEACHERS_ON_DUTY = 9  # of a school on an evening: 15,000 teachers, 646 schools, two fifths there


def fill_year(
    session: Session, district: str, schools: int, subjects: Sequence[str], until: date, seed: int,
    track: Track = untracked,
) -> dict[str, int]:  # fmt: skip
    """Writes a year of a district in which every school has every subject in every form on every day.

    Returns:
        Rows by table.
    """
    luck = Random(seed)
    names = [f"bench-{i}" for i in range(schools)]
    session.add_all(School(id=name, name=name, district_id=district, contact=None) for name in names)
    session.flush()
    rows: dict[str, int] = {}
    mondays = term_mondays(until, _WEEKS)
    for monday in track(mondays, "filling a year", len(mondays)):
        for day in (monday + timedelta(days=i) for i in range(5)):
            for table, found in _day_rows(luck, names, subjects):
                whose = {"simulated": True, "district_id": district, "day": day}
                week = {"week": monday} if "week" in table.c else {}
                session.execute(insert(table), [whose | week | row for row in found])
                rows[table.name] = rows.get(table.name, 0) + len(found)
    return rows


def measure_dashboard(get: Callable[[str], object], n: int, track: Track = untracked) -> dict[str, dict[str, float]]:
    """Milliseconds of each request and of the whole page, its requests one after another: p50, p95.

    Args:
        get: Asks for one of `DASHBOARD_PATHS` and raises where the answer is not good.
        n: Times that the page is opened, after a first time that does not count.
        track: Shows progress.
    """
    times: dict[str, list[float]] = {path: [] for path in (*DASHBOARD_PATHS, "page")}
    for path in DASHBOARD_PATHS:
        get(path)
    for _ in track(range(n), "opening the page", n):
        opened = time.perf_counter()
        for path in DASHBOARD_PATHS:
            started = time.perf_counter()
            get(path)
            times[path].append(time.perf_counter() - started)
        times["page"].append(time.perf_counter() - opened)
    return {
        path: {f"p{q}_ms": round(1000 * float(np.percentile(found, q)), 1) for q in (50, 95)}
        for path, found in times.items()
    }


Rows = list[dict[str, Any]]


def _day_rows(luck: Random, schools: Sequence[str], subjects: Sequence[str]) -> Iterator[tuple[Table, Rows]]:
    places = [*schools, DISTRICT]
    cells = [{"school_id": place, "subject": subject} for place in places for subject in subjects]
    rolled_up = [*cells, *({"school_id": place, "subject": ALL_SUBJECTS} for place in places)]
    of_forms = [cell | {"form": form.value} for cell in rolled_up for form in Form]
    yield match_days, [cell | {"model": "m"} | _funnel(luck, cell) for cell in of_forms]
    yield student_days, [
        cell | {"student_id": f"p{luck.randrange(20_000)}-{i}"}
        for cell in of_forms for i in range(luck.randint(1, 3) if _is_leaf(cell) else SMALLEST_GROUP)
    ]  # fmt: skip
    yield invitation_days, [
        cell | {"model": "m", "chance_bin": chance, "sent": 2, "accepted": 1, "declined": 1, "expired": 0,
                "cancelled": 0, "open": 0, "chance_sum": chance / 5}
        for cell in cells for chance in luck.sample(range(3, 10), 2)
    ]  # fmt: skip
    slots = [cell | {"half_hour": half_hour} for cell in cells for half_hour in _HALF_HOURS]
    yield demand_days, [slot | {"asked": 3, "accepted": 2} for slot in slots]
    yield supply_days, [slot | {"teacher_minutes": 30.0} for slot in slots]
    yield flow_days, [cell | {"teacher_district": f"d{i}", "accepted": 1} for cell in cells for i in range(3)]
    yield teacher_days, [
        {"school_id": school, "subject": luck.choice(subjects), "teacher_id": f"{school}-t{teacher}", "invited": 3,
         "invited_new": 1, "accepted": 2, "minutes_on_duty": 90.0}
        for school in schools for teacher in luck.sample(range(23), _TEACHERS_ON_DUTY)
    ]  # fmt: skip


def _is_leaf(cell: dict[str, str]) -> bool:
    """Whether a cell is a single school's and subject's."""
    return cell["school_id"] != DISTRICT and cell["subject"] != ALL_SUBJECTS


def _funnel(luck: Random, cell: dict[str, str]) -> dict[str, float]:
    """One to four matches of a school's subject and day, forty times that of a district's."""
    times = (40 if cell["school_id"] == DISTRICT else 1) * (9 if cell["subject"] == ALL_SUBJECTS else 1)
    shown = luck.randint(1, 4) * times
    waits = dict.fromkeys(WAIT_COLUMNS, 0) | {luck.choice(WAIT_COLUMNS): shown}
    steps = dict.fromkeys(FUNNEL, shown)
    mean = 10.0 if cell["form"] == Form.ONE_TO_ONE else 0.5
    return {
        **steps, **waits, "students": min(shown, 3 * times), "suburban_shown": 0,
        "suburban_accepted": 0, "rating_sum": mean * shown, "rating_squares": mean**2 * shown,
    }  # fmt: skip
