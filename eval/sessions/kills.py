"""Rooms in which people talk and write while what carries them is killed, again and again."""

import asyncio
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from eval.sessions.ledger import Ledger
from eval.sessions.page import Page
from eval.sessions.people import Machine, Part
from models.tracking import Track, untracked

__all__ = ["evaluate_kills"]

_ROOMS = 12
_EVERY_S = 0.4  # one person says something
_PAUSE_S = (1.5, 4.0)  # between kills
_AWAY_S = {"api": 0.0, "valkey": 0.5, "postgresql": 0.3}
_PARTS: tuple[Part, ...] = ("api", "api", "api", "api", "api", "api", "valkey", "valkey", "valkey", "postgresql")
_QUIET_WITHIN_S = 60.0


def evaluate_kills(machine: Machine, kills: int, seed: int = 0, track: Track = untracked) -> dict[str, Any]:
    """Kills processes at random under load, and has a ledger judge.

    Args:
        machine: The service's processes, running.
        kills: How many.
        seed: Of rooms, words and kills.
        track: Shows progress over kills.

    Returns:
        `kills` by part, `lost`, `duplicated`, `reordered` and `acknowledged` of the ledger, `unsettled` (events that
        nobody had acknowledged a minute after the last kill), and `resume_p95_s` of all returns to a room.
    """
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_run(machine, kills, random.Random(seed), Ledger(Path(folder)), track))


async def _run(machine: Machine, kills: int, rng: random.Random, ledger: Ledger, track: Track) -> dict[str, Any]:
    pages = [
        Page(room.session_id, person, machine.ports, ledger, rng)
        for room in await asyncio.to_thread(machine.open_rooms, _ROOMS) for person in (room.student, room.teacher)
    ]  # fmt: skip
    staying = [asyncio.create_task(page.run()) for page in pages]
    talking = [asyncio.create_task(_talk(page, rng)) for page in pages]
    done: dict[str, int] = {}
    for part in track([rng.choice(_PARTS) for _ in range(kills)], "kills", kills):
        await asyncio.sleep(rng.uniform(*_PAUSE_S))
        which = rng.randrange(len(machine.ports)) if part == "api" else 0
        await asyncio.to_thread(machine.kill, part, which)
        await asyncio.sleep(_AWAY_S[part])
        await asyncio.to_thread(machine.start, part, which)
        done[part] = done.get(part, 0) + 1
        _raise_failures(staying)
    for task in talking:
        task.cancel()
    unsettled = await _become_quiet(pages)
    _raise_failures(staying)
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, *talking, return_exceptions=True)
    resumed = [seconds for page in pages for seconds in page.resumed_s]
    found = await asyncio.to_thread(ledger.judge, machine.database_url, [*{page.room for page in pages}])
    return {
        "kills": kills, "killed": done, **found, "unsettled": unsettled, "rooms": _ROOMS,
        "returns": len(resumed), "resume_p95_s": round(float(np.percentile(resumed, 95)), 3) if resumed else None,
    }  # fmt: skip


async def _talk(page: Page, rng: random.Random) -> None:
    """Says things, and writes strokes whose every batch is an event of its own."""
    number = 0
    while True:
        await asyncio.sleep(rng.uniform(0.5, 1.5) * _EVERY_S)
        number += 1
        key = f"{page.name}-{number}"
        await page.put(key[-40:], {"kind": "said", "text": key})


async def _become_quiet(pages: list[Page]) -> int:
    """Waits until everything is acknowledged and told to both; how many events were not."""
    deadline = time.monotonic() + _QUIET_WITHIN_S
    while time.monotonic() < deadline:
        heads: dict[str, int] = {}
        for page in pages:
            heads[page.room] = max(heads.get(page.room, 0), page.known)
        if not any(page.waiting for page in pages) and all(page.known == heads[page.room] for page in pages):
            await asyncio.sleep(2.5)  # longer than rooms are looked at: what comes late would still be told
            if all(page.known == heads[page.room] for page in pages):
                return 0
        await asyncio.sleep(0.2)
    return sum(len(page.waiting) for page in pages)


def _raise_failures(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        if task.done():
            task.result()
