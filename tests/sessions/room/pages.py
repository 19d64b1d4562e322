"""A page of the app without a browser: speaks the frames of a room over a channel in memory."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis

from sessions.page_channel import ClosedError
from sessions.presence import Presence
from sessions.room.connection import Door, RoomConnection
from sessions.room.hub import Hub
from store.database import Database
from store.rooms import Membership

__all__ = ["Page", "Worker", "open_worker"]


class Page:
    """One connection; `got` is all it was told."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.code: int | None = None
        self.frozen = asyncio.Event()
        self.frozen.set()
        self._sent: asyncio.Queue[str | None] = asyncio.Queue()
        self._told = asyncio.Condition()
        self.task: asyncio.Task[None] | None = None

    async def receive(self) -> str:
        frame = await self._sent.get()
        if frame is None:
            raise ClosedError
        return frame

    async def send(self, frame: str) -> None:
        await self.frozen.wait()
        async with self._told:
            self.got.append(json.loads(frame))
            self._told.notify_all()

    async def close(self, code: int) -> None:
        async with self._told:
            self.code = code
            self._told.notify_all()

    def say(self, **frame: Any) -> None:
        self._sent.put_nowait(json.dumps(frame, ensure_ascii=False))

    def say_raw(self, text: str) -> None:
        self._sent.put_nowait(text)

    def put(self, key: str, kind: str = "said", **what: Any) -> None:
        self.say(t="put", key=key, what={"kind": kind, **what})

    def vanish(self) -> None:
        self._sent.put_nowait(None)

    async def wait(self, found: Callable[["Page"], Any], seconds: float = 8) -> Any:
        async with asyncio.timeout(seconds), self._told:
            await self._told.wait_for(lambda: found(self))
        return found(self)

    async def wait_for(self, t: str, **parts: Any) -> dict[str, Any]:
        """The first frame of a type with these parts."""

        def find(page: "Page") -> dict[str, Any] | None:
            wanted = {"t": t, **parts}
            return next((one for one in page.got if wanted.items() <= one.items()), None)

        frame: dict[str, Any] = await self.wait(find)
        return frame

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for frame in self.got if frame["t"] == "events" for event in frame["events"]]

    @property
    def offsets(self) -> list[int]:
        return [event["offset"] for event in self.events]

    def said(self) -> list[str]:
        return [event["what"]["text"] for event in self.events if event["what"]["kind"] == "said"]


class Worker:
    """An API process, as far as rooms go."""

    def __init__(self, hub: Hub, presence: Presence, members: dict[str, Membership | None]) -> None:
        self.hub, self.presence, self.members = hub, presence, members
        self.pages: list[Page] = []

    async def enter(self, ticket: str, epoch: str | None = None, after: int = 0) -> Page:
        """A page that has been let in by a ticket."""
        page = Page()
        page.say(t="hello", ticket=ticket, epoch=epoch, after=after)
        self.serve(page)
        await page.wait(lambda page: page.got or page.code)
        return page

    def serve(self, page: Page) -> None:
        async def admit(ticket: str) -> Membership | None:
            return self.members.get(ticket)

        async def look_again(member: Membership) -> Membership | None:
            return next((one for one in self.members.values() if one and one.account_id == member.account_id), None)

        self.pages.append(page)
        page.task = asyncio.create_task(
            RoomConnection(page, self.hub, self.presence, Door(admit, look_again)).serve()
        )  # fmt: skip


@asynccontextmanager
async def open_worker(database: Database, valkey_url: str, session_id: str = "a", **hub: Any) -> AsyncIterator[Worker]:
    """A process whose tickets are `student` and `teacher`."""
    members: dict[str, Membership | None] = {
        "student": Membership(session_id, "st", "student", None, ended=False),
        "teacher": Membership(session_id, "te-account", "teacher", None, ended=False),
    }
    redis = Redis.from_url(valkey_url)
    worker = Worker(Hub(database, Redis.from_url(valkey_url), **hub), Presence(redis), members)
    try:
        yield worker
    finally:
        for page in worker.pages:
            page.frozen.set()
            page.vanish()
        await asyncio.gather(*(page.task for page in worker.pages if page.task))
        await worker.hub.close()
        await worker.presence.close()
