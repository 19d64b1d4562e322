"""Two hundred rooms with a pen each: how long ink takes from one page to the other, beside bare Redis pub/sub."""

import asyncio
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect

from eval.report import percentiles
from eval.sessions.people import Machine, Person, RoomPeople

__all__ = ["batch", "evaluate_load"]

_BATCH_S = 0.1
_POINTS = (8, 24)
_WRITING = 3  # one room of so many writes at a time
_TURN_S = 3.0
_PING_S = 4.0
_DRAIN_S = 10.0
_ENTERING_AT_ONCE = 8
_BATCHES_OF_A_STROKE = 10


def batch(stroke: str, first: int, rng: random.Random, points: int = 16, done: bool = True) -> dict[str, Any]:
    """Points of a stroke as a pen sends them; see `sessions.room.events.Inked`."""
    x, y = rng.randrange(1000, 9000), rng.randrange(1000, 12000)
    numbers: list[int] = []
    for i in range(points):
        x, y = min(10_000, max(0, x + rng.randrange(-40, 60))), min(60_000, max(0, y + rng.randrange(-50, 50)))
        numbers += (x, y, rng.randrange(300, 900), i * 13)
    ink = {"kind": "inked", "stroke": stroke, "page": "first", "first": first, "points": numbers}
    return ink | {"done": True} if done else ink


@dataclass
class _Pages:
    """Both pages of one room, as lightly as can be: the generator runs beside the service."""

    room: RoomPeople
    sent_at: dict[tuple[str, int], float] = field(default_factory=dict)
    took_ms: list[float] = field(default_factory=list)
    sent: int = 0
    acknowledged: int = 0
    pen: ClientConnection | None = None


def evaluate_load(machine: Machine, rooms: int, seconds: float, seed: int = 0) -> dict[str, Any]:
    """Writes in a third of the rooms at a time, ten batches a second, and measures when the other page has them.

    Args:
        machine: The service's processes, running; its pages and this generator share the machine with it.
        rooms: With a teacher who writes and a student who looks on.
        seconds: Of writing.
        seed: Of strokes.

    Returns:
        `rooms`, `batches`, `batches_per_s`, `undelivered`, `fanout_ms` (from sending to the other page having it,
        through the database) and `floor_ms` (the same bytes at the same rate through Redis pub/sub alone).
    """
    return asyncio.run(_run(machine, rooms, seconds, random.Random(seed)))


async def _run(machine: Machine, rooms: int, seconds: float, rng: random.Random) -> dict[str, Any]:
    floor = await _floor(machine.redis_url, rooms, min(seconds, 10.0), rng)
    pages = [_Pages(room) for room in await asyncio.to_thread(machine.open_rooms, rooms)]
    gate = asyncio.Semaphore(_ENTERING_AT_ONCE)
    lines: list[ClientConnection] = []
    listening: list[asyncio.Task[None]] = []
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=30, limits=limits) as http:

        async def enter(number: int, person: Person, page: _Pages, writes: bool) -> None:
            async with gate:
                line = await _enter(http, machine.ports[number % len(machine.ports)], page.room.session_id, person)
                lines.append(line)
                if writes:
                    page.pen = line
                    await line.send(_put("page", {"kind": "page_added", "page": "first"}))
                    page.sent += 1
                listening.append(asyncio.create_task(_listen(line, page, writes)))

        await asyncio.gather(
            *(enter(i, page.room.student, page, False) for i, page in enumerate(pages)),
            *(enter(i + 1, page.room.teacher, page, True) for i, page in enumerate(pages)),
        )
    await asyncio.sleep(1)
    begun = time.monotonic()
    await asyncio.gather(*(_write(page, i, begun, seconds, rng) for i, page in enumerate(pages)))
    written_s = time.monotonic() - begun
    deadline = time.monotonic() + _DRAIN_S
    while any(page.sent_at for page in pages) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    await asyncio.gather(*(line.close() for line in lines))
    took = [ms for page in pages for ms in page.took_ms]
    batches = len(took) + sum(len(page.sent_at) for page in pages)
    return {
        "rooms": rooms, "seconds": seconds, "batches": batches, "batches_per_s": round(batches / written_s, 1),
        "undelivered": sum(len(page.sent_at) for page in pages),
        "unacknowledged": sum(page.sent - page.acknowledged for page in pages),
        "fanout_ms": percentiles(took), "floor_ms": percentiles(floor),
    }  # fmt: skip


async def _enter(http: httpx.AsyncClient, port: int, room: str, person: Person) -> ClientConnection:
    answer = await http.post(f"http://127.0.0.1:{port}/api/rooms/{room}/tickets", headers=person.headers)
    answer.raise_for_status()
    line = await connect(
        f"ws://127.0.0.1:{port}/api/rooms/{room}/socket", ping_interval=None, compression=None, max_queue=None,
        open_timeout=30,
    )  # fmt: skip
    await line.send(json.dumps({"t": "hello", "ticket": answer.json()["ticket"], "epoch": None, "after": 0}))
    return line


async def _listen(line: ClientConnection, page: _Pages, writes: bool) -> None:
    pinging = asyncio.create_task(_ping(line))
    try:
        async for text in line:
            if writes:
                page.acknowledged += '"t": "ack"' in text[:12] if isinstance(text, str) else 0
            elif '"inked"' in str(text):
                now = time.monotonic()
                for event in json.loads(text)["events"]:
                    ink = event["what"]
                    sent = page.sent_at.pop((ink.get("stroke", ""), ink.get("first", 0)), None)
                    if sent is not None:
                        page.took_ms.append((now - sent) * 1000)
    finally:
        pinging.cancel()


async def _ping(line: ClientConnection) -> None:
    while True:
        await asyncio.sleep(_PING_S)
        await line.send('{"t":"ping"}')


async def _write(page: _Pages, number: int, begun: float, seconds: float, rng: random.Random) -> None:
    """Strokes of ten batches while it is this room's turn."""
    assert page.pen is not None
    await asyncio.sleep(rng.random() * _BATCH_S)
    for stroke in range(10**6):
        first = 0
        for part in range(_BATCHES_OF_A_STROKE):
            passed = time.monotonic() - begun
            if passed >= seconds:
                return
            turn = int(passed / _TURN_S)
            if (turn + number) % _WRITING:
                await asyncio.sleep((turn + 1) * _TURN_S - passed)
                break
            points = rng.randint(*_POINTS)
            name = f"s{number}-{stroke}"
            ink = batch(name, first, rng, points, part == _BATCHES_OF_A_STROKE - 1)
            page.sent_at[name, first] = time.monotonic()
            page.sent += 1
            await page.pen.send(_put(f"{name}-{part}", ink))
            first += points
            await asyncio.sleep(_BATCH_S)


def _put(key: str, what: dict[str, Any]) -> str:
    return json.dumps({"t": "put", "key": key, "what": what})


async def _floor(redis_url: str, rooms: int, seconds: float, rng: random.Random) -> list[float]:
    """The same bytes at the same rate through pub/sub alone: no reading, no checking, no keeping."""
    writing = max(1, rooms // _WRITING)
    took: list[float] = []
    sent_at: dict[int, float] = {}
    async with Redis.from_url(redis_url) as publisher, Redis.from_url(redis_url) as listener:
        channel = listener.pubsub(ignore_subscribe_messages=True)
        await channel.subscribe(*(f"floor-{i}" for i in range(writing)))

        async def listen() -> None:
            async for message in channel.listen():
                number = int(message["data"][:10])
                took.append((time.monotonic() - sent_at.pop(number)) * 1000)

        listening = asyncio.create_task(listen())
        numbers: Iterator[int] = iter(range(10**9))

        async def write(room: int) -> None:
            await asyncio.sleep(rng.random() * _BATCH_S)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                number = next(numbers)
                body = json.dumps(batch(f"s{number}", 0, rng, rng.randint(*_POINTS)))
                sent_at[number] = time.monotonic()
                await publisher.publish(f"floor-{room}", f"{number:010d}{body}")
                await asyncio.sleep(_BATCH_S)

        await asyncio.gather(*(write(room) for room in range(writing)))
        await asyncio.sleep(0.5)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await channel.aclose()  # type: ignore[no-untyped-call]
    return took
