"""A page of the app as an evaluation sees it: what its rules are when a connection breaks.

It keeps what was not acknowledged and sends it again under the same key, in the same order; it knows the last offset it
has and asks for what comes after it; it goes to whichever process answers.
"""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from eval.sessions.people import Person

__all__ = ["Page", "Witness"]

_AGAIN_S = (0.05, 0.4)
_WITHIN_S = 6.0


class Witness(Protocol):
    """Is told what a page was promised, and what it was told."""

    def acknowledged(self, room: str, author: str, key: str, offset: int) -> None:
        """The service has said that an event is stored."""

    def heard(self, room: str, page: str, offset: int, body: str) -> None:
        """An event reached a page."""

    def lost(self, room: str, page: str) -> None:
        """A page was told that what it knows is no more, or was told an event out of turn."""


class Page:
    """One person's page in a room.

    Args:
        room: The session.
        person: Who.
        ports: Processes to go to.
        witness: Told of everything.
        rng: Chooses among them.

    Attributes:
        known: The last offset it has.
        waiting: What was not acknowledged yet, by key, in order.
        resumed_s: How long it took, each time, from greeting to having caught up.
        heard_at: When each event reached it, by key, in seconds of the monotonic clock; those it is to time alone.
    """

    def __init__(
        self, room: str, person: Person, ports: Sequence[int], witness: Witness, rng: random.Random
    ) -> None:  # fmt: skip
        self.room, self.person = room, person
        self.name = f"{person.account_id}-{rng.randrange(10**9)}"
        self._ports, self._witness, self._rng = ports, witness, rng
        self._epoch: str | None = None
        self._connection: ClientConnection | None = None
        self._entered = asyncio.Event()
        self.known = 0
        self.waiting: dict[str, str] = {}
        self.resumed_s: list[float] = []
        self.heard_at: dict[str, float] = {}
        self.times_out = 0

    async def put(self, key: str, what: dict[str, Any]) -> None:
        """Says something; it is sent until it is acknowledged."""
        self.waiting[key] = json.dumps({"t": "put", "key": key, "what": what})
        if self._connection is not None and self._entered.is_set():
            with suppress(WebSocketException, OSError):
                await self._connection.send(self.waiting[key])

    async def run(self) -> None:
        """Stays in the room until it is cancelled."""
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(timeout=_WITHIN_S, limits=limits, headers=self.person.headers) as http:
            while True:
                try:
                    await self._stay(http)
                except (WebSocketException, OSError, httpx.HTTPError, TimeoutError):
                    self.times_out += 1
                finally:
                    self._connection = None
                    self._entered.clear()
                await asyncio.sleep(self._rng.uniform(*_AGAIN_S))

    async def leave(self) -> None:
        """Loses the connection, as on a train."""
        if self._connection is not None:
            await self._connection.close()

    async def _stay(self, http: httpx.AsyncClient) -> None:
        port = self._rng.choice(self._ports)
        answer = await http.post(f"http://127.0.0.1:{port}/api/rooms/{self.room}/tickets")
        answer.raise_for_status()
        address = f"ws://127.0.0.1:{port}/api/rooms/{self.room}/socket"
        async with connect(address, open_timeout=_WITHIN_S, ping_interval=None, compression=None) as connection:
            self._connection = connection
            greeted = time.monotonic()
            hello = {"t": "hello", "ticket": answer.json()["ticket"], "epoch": self._epoch, "after": self.known}
            await connection.send(json.dumps(hello))
            welcome = json.loads(await asyncio.wait_for(connection.recv(), _WITHIN_S))
            if welcome["lost"] or (self._epoch is None and self.known):
                self._witness.lost(self.room, self.name)
            self._epoch = welcome["epoch"]
            self._entered.set()
            for frame in [*self.waiting.values()]:
                await connection.send(frame)
            pinging = asyncio.create_task(self._ping(connection))
            try:
                await self._listen(connection, greeted, welcome["offset"])
            finally:
                pinging.cancel()

    async def _listen(self, connection: ClientConnection, greeted: float, head: int) -> None:
        caught_up = self.known >= head
        async for text in connection:
            frame = json.loads(text)
            if frame["t"] == "events":
                for event in frame["events"]:
                    self._take(event)
                if not caught_up and self.known >= head:
                    caught_up = True
                    self.resumed_s.append(time.monotonic() - greeted)
            elif frame["t"] == "ack":
                if self.waiting.pop(frame["key"], None) is not None:
                    self._witness.acknowledged(self.room, self.person.account_id, frame["key"], frame["offset"])
            elif frame["t"] == "refused":
                raise RuntimeError(f"an event was refused: {frame['why']}")

    def _take(self, event: dict[str, Any]) -> None:
        if event["offset"] <= self.known:
            return
        if event["offset"] != self.known + 1:
            self._witness.lost(self.room, self.name)
        self.known = event["offset"]
        self._witness.heard(self.room, self.name, self.known, json.dumps(event["what"], sort_keys=True))
        key = event["what"].get("stroke") or event["what"].get("text")
        if key in self.heard_at:
            self.heard_at[key] = time.monotonic()

    async def _ping(self, connection: ClientConnection) -> None:
        while True:
            await asyncio.sleep(4)
            await connection.send('{"t":"ping"}')
