"""Teachers who accept at the same moment: of each race one may win, and one must."""

import random
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from models.tracking import Track, untracked
from store.accounts import Account, Role
from store.base import new_id, utc_now
from store.database import Database
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow, accept_invitation

__all__ = ["evaluate_races"]

_RUNNERS = 3
_LASTS = timedelta(minutes=30)
_BATCH = 1000

Race = list[tuple[str, str]]
"""Invitations and their teachers, a runner each."""


def evaluate_races(database: Database, races: int, seed: int = 0, track: Track = untracked) -> dict[str, Any]:
    """Lets three threads, each with a connection of its own, accept at once, again and again.

    Every other race is for one request, to which three teachers were invited; the others are of one teacher, whom
    three pages let accept the same invitation.

    Args:
        database: A real one; requests and invitations are left in it.
        races: How many.
        seed: Of the order in which the runners run.
        track: Shows progress over races.

    Returns:
        `races`, `double_wins`, `without_winner` and `failed` (an acceptance ended with an error).
    """
    rng = random.Random(seed)
    wins, errors = [0] * races, 0
    name = new_id("race")
    for first in range(0, races, _BATCH):
        numbers = range(first, min(first + _BATCH, races))
        courses = _set_up(database, name, numbers, rng)
        errors += _run(database, courses, numbers, wins)
        for _ in track(numbers, "races", len(numbers)):
            pass
    return {
        "races": races, "double_wins": sum(won > 1 for won in wins), "without_winner": sum(won == 0 for won in wins),
        "failed": errors,
    }  # fmt: skip


def _set_up(database: Database, name: str, numbers: Sequence[int], rng: random.Random) -> list[Race]:
    now = utc_now()
    with database.transaction() as session:
        student = session.scalars(select(Account).where(Account.role == Role.STUDENT)).first()
        assert student is not None
        place = {"district_id": student.district_id, "school_id": student.school_id}
        session.execute(insert(HelpRequestRow), [
            {"id": f"{name}-{i}", "student_id": f"{name}-st-{i}", "form": "one_to_one", "points": [], "asked_at": now}
            | place
            for i in numbers
        ])  # fmt: skip
        courses = [_course(name, i) for i in numbers]
        session.execute(insert(InvitationRow), [
            {
                "id": invitation, "request_id": f"{name}-{i}", "teacher_id": teacher, "offered_at": now,
                "expires_at": now + timedelta(hours=2), "model": "race",
            } | place
            for i, course in zip(numbers, courses, strict=True) for invitation, teacher in dict(course).items()
        ])  # fmt: skip
    for course in courses:
        rng.shuffle(course)
    return courses


def _course(name: str, number: int) -> Race:
    lanes = range(_RUNNERS) if number % 2 == 0 else [0] * _RUNNERS
    return [(f"{name}-{number}-{lane}", f"{name}-te-{number}-{lane}") for lane in lanes]


def _run(database: Database, courses: list[Race], numbers: Sequence[int], wins: list[int]) -> int:
    start = threading.Barrier(_RUNNERS)
    lock = threading.Lock()
    failed: list[Exception] = []

    def run(lane: int) -> None:
        for number, course in zip(numbers, courses, strict=True):
            invitation, teacher = course[lane]
            start.wait()
            try:
                with database.transaction() as session:
                    won = accept_invitation(session, invitation, teacher, _LASTS) is not None
            except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
                failed.append(error)
                continue
            with lock:
                wins[number] += won

    lanes = [threading.Thread(target=run, args=(lane,)) for lane in range(_RUNNERS)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    return len(failed)
