"""A page that was away for ten minutes while the other side wrote on: how soon it has everything."""

import asyncio
import random
import time
from math import ceil
from typing import Any

from eval.sessions.load import batch
from eval.sessions.page import Page
from eval.sessions.people import Machine

__all__ = ["GAP_S", "evaluate_gap"]

GAP_S = 600.0
BATCHES_PER_S = 10.0
_WRITING = 1 / 3  # of the time, as in the load
_WITHIN_S = 60.0
_OF_ONE_PAGE_PER_S = 30.0  # a page that says more is heard no faster


class _Unwatched:
    def __init__(self) -> None:
        self.losses = 0

    def acknowledged(self, room: str, author: str, key: str, offset: int) -> None: ...

    def heard(self, room: str, page: str, offset: int, body: str) -> None: ...

    def lost(self, room: str, page: str) -> None:
        self.losses += 1


def evaluate_gap(machine: Machine, gap_s: float, rooms: int = 5, seed: int = 0) -> dict[str, Any]:
    """Pages leave; ten minutes' worth of strokes is written in `gap_s`; they come back.

    Args:
        machine: The service's processes, running.
        gap_s: How long they are really away; the events are always those of ten minutes.
        rooms: In which it happens at once.
        seed: Of strokes.

    Returns:
        `gap_s`, `events` that each page had missed, `resume_max_s` from greeting to having caught up, and `lost`.
    """
    return asyncio.run(_run(machine, gap_s, rooms, random.Random(seed)))


async def _run(machine: Machine, gap_s: float, rooms: int, rng: random.Random) -> dict[str, Any]:
    witness = _Unwatched()
    events = round(GAP_S * BATCHES_PER_S * _WRITING)
    opened = await asyncio.to_thread(machine.open_rooms, rooms)
    pens = ceil(events / gap_s / _OF_ONE_PAGE_PER_S)  # the shorter the gap, the more of them write at once
    writers = [
        Page(room.session_id, room.teacher, machine.ports, witness, rng) for room in opened for _ in range(pens)
    ]  # fmt: skip
    readers = [Page(room.session_id, room.student, machine.ports, witness, rng) for room in opened]
    writing = [asyncio.create_task(page.run()) for page in writers]
    reading = [asyncio.create_task(page.run()) for page in readers]
    for page in writers[::pens]:
        await page.put("page", {"kind": "page_added", "page": "first"})
    await _until(lambda: all(page.known for page in [*readers, *writers]))
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    left_at = time.monotonic()
    known = [page.known for page in readers]
    await asyncio.gather(*(_write(page, ceil(events / pens), gap_s, rng) for page in writers))
    await asyncio.sleep(max(0.0, left_at + gap_s - time.monotonic()))
    for page in readers:
        page.resumed_s.clear()
    heads = [page.known for page in writers[::pens]]
    back = [asyncio.create_task(page.run()) for page in readers]
    await _until(lambda: all(page.resumed_s for page in readers))
    missed = [head - before for head, before in zip(heads, known, strict=True)]
    for task in (*writing, *back):
        task.cancel()
    await asyncio.gather(*writing, *back, return_exceptions=True)
    return {
        "gap_s": gap_s, "rooms": rooms, "events": min(missed),
        "resume_max_s": round(max(page.resumed_s[0] for page in readers), 3), "lost": witness.losses,
    }  # fmt: skip


async def _write(page: Page, events: int, within_s: float, rng: random.Random) -> None:
    started = time.monotonic()
    for number in range(events):
        await page.put(f"{page.name}-{number}"[-40:], batch(f"{page.name}-{number}"[-40:], 0, rng))
        await asyncio.sleep(max(0.0, started + number * within_s / events - time.monotonic()))
    await _until(lambda: not page.waiting)


async def _until(done: Any) -> None:
    deadline = time.monotonic() + _WITHIN_S
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the rooms did not come to rest")
        await asyncio.sleep(0.02)
