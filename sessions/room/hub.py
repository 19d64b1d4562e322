"""The rooms of one process: who is in them, how far each has been told, and how a gap is closed.

The database has the truth. A commit here is told at once to whoever is in the room here, and fanned out to other
processes; each room is told in the order of offsets, and where one is missing it is read from the database. A look at
the heads of the logs, every two seconds, finds what no fan-out told.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from redis.asyncio import Redis
from sqlalchemy.exc import SQLAlchemyError

from sessions.fan_out import FanOut
from sessions.room.events import Happening, RoomRole
from sessions.room.log_entry import new_event
from sessions.room.log_writer import LogWriter, Source
from store.database import Database
from store.session_log import Appended, LogHead, NewEvent, Refused, find_head, find_last_offsets, read_events

__all__ = ["Hub", "Listener", "TooSlowError"]

log = logging.getLogger(__name__)

_LOOK_S = 2.0
_LOOK_ALONE_S = 0.3  # while no fan-out is heard
_AT_ONCE = 500  # events read in one go


class TooSlowError(RuntimeError):
    """Somebody does not take what is told to them; they may come back and go on where they were."""


class Listener(Protocol):
    """Somebody in a room. What is sent must be taken at once, or refused for good with `TooSlowError`."""

    def send(self, frame: str) -> None:
        """Takes a frame."""

    def drop(self) -> None:
        """Is in the room no more, for being too slow."""


@dataclass
class _Room:
    id: str
    told: int = 0
    listeners: set[Listener] = field(default_factory=set)
    early: dict[int, str] = field(default_factory=dict)
    filling: asyncio.Task[None] | None = None


class Hub:
    """See the module. To be made in a running event loop.

    Args:
        database: With the logs.
        redis: For fan-out.
        writer: Appends; made here where none is given.
    """

    def __init__(self, database: Database, redis: Redis, writer: type[LogWriter] = LogWriter) -> None:
        self._database = database
        self._id = secrets.token_hex(8)
        self._rooms: dict[str, _Room] = {}
        self._writer = writer(database, self._on_committed)
        self._fan_out = FanOut(redis, "rooms", self._rooms.__contains__, self._on_heard)
        self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Commits what waits, then stops."""
        self._looking.cancel()
        await asyncio.gather(self._looking, return_exceptions=True)
        await asyncio.to_thread(self._writer.close)
        await self._fan_out.close()

    async def append(
        self, session_id: str, author_id: str, role: RoomRole, client_key: str, what: Happening,
        source: Source | None = None,
    ) -> Appended | Refused:  # fmt: skip
        """Appends an event to a session's log; returns once it is committed.

        Args:
            session_id: Of the session.
            author_id: An account, or `system`.
            role: Of the author, in the session.
            client_key: Under which it is known where it is sent again.
            what: What happened.
            source: Keeps it in order with others; None: it stands alone.

        Raises:
            NotStoredError: See there.
        """
        return await self._writer.append(new_event(session_id, author_id, role, client_key, what), source or Source())

    def pass_on(self, session_id: str, sender: Listener | None, frame: str) -> None:
        """Tells all others in a room something that need not be kept, such as where a pointer is."""
        room = self._rooms.get(session_id)
        if room is not None:
            self._send(room, frame, but=sender)
        self._fan_out.tell(session_id, {"pass": frame, "from": self._id})

    async def find_head(self, session_id: str) -> LogHead | None:
        """The head of a session's log; None: there is none such."""
        return await asyncio.to_thread(self._find_head, session_id)

    async def join(self, session_id: str, listener: Listener, after: int) -> None:
        """Tells a listener everything above an offset, then whatever comes, until they leave."""
        head = await self.find_head(session_id)
        opened = _Room(session_id, told=head.last_offset if head else 0)
        while True:
            room = self._rooms.setdefault(session_id, opened)
            if after >= room.told:
                room.listeners.add(listener)
                return
            frames = await asyncio.to_thread(self._read, session_id, after)
            frames = [(offset, frame) for offset, frame in frames if offset <= room.told]
            if frames:
                listener.send(_events_frame([frame for _, frame in frames]))
            after = frames[-1][0] if frames else room.told  # nothing there: it was forgotten

    def leave(self, session_id: str, listener: Listener) -> None:
        """Tells a listener no more; nothing happens for one who is not there."""
        room = self._rooms.get(session_id)
        if room is not None:
            room.listeners.discard(listener)
            if not room.listeners:
                del self._rooms[session_id]

    def _on_committed(self, committed: Sequence[tuple[NewEvent, Appended]]) -> None:
        by_room: dict[str, dict[int, str]] = {}
        for event, at in committed:
            frame = _event_frame(at.offset, at.at_ms, event.role, event.client_key, event.body)
            by_room.setdefault(event.session_id, {})[at.offset] = frame
        for session_id, frames in by_room.items():
            self._fan_out.tell(session_id, {"events": frames})
            self._take(session_id, frames)

    def _on_heard(self, session_id: str, what: dict[str, Any]) -> None:
        if "events" in what:
            self._take(session_id, {int(offset): frame for offset, frame in what["events"].items()})
        elif what.get("from") != self._id and (room := self._rooms.get(session_id)):
            self._send(room, what["pass"])

    def _take(self, session_id: str, frames: dict[int, str]) -> None:
        """Tells a room what came, as far as nothing before it is missing."""
        room = self._rooms.get(session_id)
        if room is None:
            return
        room.early |= {offset: frame for offset, frame in frames.items() if offset > room.told}
        ready = []
        while (frame := room.early.pop(room.told + 1, None)) is not None:
            room.told += 1
            ready.append(frame)
        if ready:
            self._send(room, _events_frame(ready))
        if room.early and room.filling is None:
            room.filling = asyncio.create_task(self._fill(room))

    async def _fill(self, room: _Room) -> None:
        """Reads what is missing."""
        try:
            frames = await asyncio.to_thread(self._read, room.id, room.told)
        except SQLAlchemyError as error:
            log.warning("a gap could not be closed yet: %s", type(error).__name__)
            return
        finally:
            room.filling = None
        self._take(room.id, dict(frames))

    def _send(self, room: _Room, frame: str, but: Listener | None = None) -> None:
        for listener in [one for one in room.listeners if one is not but]:
            try:
                listener.send(frame)
            except TooSlowError:
                self.leave(room.id, listener)
                listener.drop()

    async def _look(self) -> None:
        """Finds rooms that were appended to elsewhere without our hearing of it."""
        while True:
            await asyncio.sleep(_LOOK_S if self._fan_out.connected else _LOOK_ALONE_S)
            try:
                heads = await asyncio.to_thread(self._last_offsets, [*self._rooms])
            except SQLAlchemyError as error:
                log.warning("rooms could not be looked at: %s", type(error).__name__)
                continue
            for session_id, last in heads.items():
                room = self._rooms.get(session_id)
                if room is not None and last > room.told and room.filling is None:
                    room.filling = asyncio.create_task(self._fill(room))

    def _find_head(self, session_id: str) -> LogHead | None:
        with self._database.reading() as session:
            return find_head(session, session_id)

    def _last_offsets(self, session_ids: Sequence[str]) -> dict[str, int]:
        with self._database.reading() as session:
            return find_last_offsets(session, session_ids)

    def _read(self, session_id: str, after: int) -> list[tuple[int, str]]:
        with self._database.reading() as session:
            return [
                (row.offset, _event_frame(row.offset, row.at_ms, row.role, row.client_key, row.body))
                for row in read_events(session, session_id, after, _AT_ONCE)
            ]


def _event_frame(offset: int, at_ms: int, role: str, key: str, body: str) -> str:
    return f'{{"offset":{offset},"at_ms":{at_ms},"role":"{role}","key":{json.dumps(key)},"what":{body}}}'


def _events_frame(frames: Sequence[str]) -> str:
    return f'{{"t":"events","events":[{",".join(frames)}]}}'
