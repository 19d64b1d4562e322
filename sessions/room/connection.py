"""One page's connection to a room: let in by a ticket, told what happens, heard within limits, and looked after.

Close codes: 4400 a frame that is none, 4401 no valid ticket, 4403 not allowed any more, 4408 silent for too long,
4409 too slow to take what it is told, 4413 too long a frame, 4503 something could not be stored: the page comes back
and sends again what was not acknowledged, so that its events stay in order. Who says too much is heard more slowly.
"""

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sessions.page_channel import Channel, ClosedError
from sessions.presence import BEAT_S, Presence
from sessions.room.events import Ended, Joined, LeftRoom, may_send
from sessions.room.frames import LONGEST_FRAME, Frame, Hello, Pass, Ping, Put, Renew, read_frame
from sessions.room.hub import Hub, TooSlowError
from sessions.room.log_writer import NotStoredError, Source
from store.rooms import Membership
from store.session_log import Appended

__all__ = ["LOOK", "Door", "RoomConnection"]

log = logging.getLogger(__name__)

_HELLO_WITHIN_S = 10.0
_SILENT_FOR_S = 15.0
_TICKET_LASTS_S = 600.0  # then it has to be renewed
_MOST_WAITING = 2000  # frames
_MOST_WAITING_SIGNS = 4_000_000
_FRAMES_PER_S, _FRAMES_AT_ONCE = 40.0, 160.0
_SIGNS_PER_S, _SIGNS_AT_ONCE = 60_000.0, 400_000.0
_MOST_UNDER_WAY = 64  # puts
LOOK = "look"
"""Told to connections, not to pages: somebody came or went."""


@dataclass(frozen=True)
class Door:
    """Who is let in, and who may stay.

    Attributes:
        admit: Redeems a ticket.
        look_again: The membership as it is now; None: it is gone.
    """

    admit: Callable[[str], Awaitable[Membership | None]]
    look_again: Callable[[Membership], Awaitable[Membership | None]]


class _Closing(Exception):  # noqa: N818 - ends the connection, which is no error
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class RoomConnection:
    """See the module. Also the hub's listener.

    Args:
        channel: To the page.
        hub: Of the process.
        presence: Of the region.
        door: Who is let in.
    """

    def __init__(self, channel: Channel, hub: Hub, presence: Presence, door: Door) -> None:
        self._channel, self._hub, self._presence, self._door = channel, hub, presence, door
        self._id = secrets.token_hex(6)
        self._outbox: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)
        self._waiting_signs = 0
        self._dropped, self._drop_code = asyncio.Event(), 0
        self._heard_at = self._ticket_at = time.monotonic()
        self._speed = _Speed()
        self._under_way = asyncio.Semaphore(_MOST_UNDER_WAY)
        self._puts: set[asyncio.Task[None]] = set()
        self._source = Source()
        self._there: frozenset[str] | None = None
        self._beating: asyncio.Future[None] | None = None
        self.member: Membership | None = None

    def send(self, frame: str) -> None:
        """See `Listener`."""
        if self._waiting_signs + len(frame) > _MOST_WAITING_SIGNS:
            raise TooSlowError
        try:
            self._outbox.put_nowait(frame)
        except asyncio.QueueFull as error:
            raise TooSlowError from error
        self._waiting_signs += len(frame)

    def drop(self) -> None:
        """See `Listener`."""
        self._drop(4409)

    def _drop(self, code: int) -> None:
        self._drop_code = code
        self._dropped.set()

    async def serve(self) -> None:
        """Serves until either side ends it."""
        code = 1000
        try:
            member = await self._let_in()
            async with asyncio.TaskGroup() as group:
                for work in (self._send_all(), self._hear(), self._look_after(), self._watch()):
                    group.create_task(work)
                group.create_task(self._enter(member))
        except* _Closing as closing:
            code = next(error.code for error in _leaves(closing) if isinstance(error, _Closing))
        except* ClosedError:
            pass  # nobody is there to be told
        finally:
            await self._leave()
        await self._channel.close(code)

    async def _let_in(self) -> Membership:
        try:
            frame = await asyncio.wait_for(self._receive(), _HELLO_WITHIN_S)
        except TimeoutError as error:
            raise _Closing(4408) from error
        if not isinstance(frame, Hello):
            raise _Closing(4401)
        member = await self._door.admit(frame.ticket)
        head = await self._hub.find_head(member.session_id) if member else None
        if member is None or head is None:
            raise _Closing(4401)
        self.member = member
        lost = frame.epoch is not None and (
            frame.epoch != head.epoch or frame.after > head.last_offset or frame.after < head.first_offset - 1
        )
        self._after = 0 if lost or frame.epoch is None else frame.after
        self._tell({
            "t": "welcome", "epoch": head.epoch, "offset": head.last_offset, "after": self._after, "lost": lost,
            "role": member.role, "now_ms": _now_ms(), **_course(member),
        })  # fmt: skip
        return member

    async def _enter(self, member: Membership) -> None:
        try:
            await self._hub.join(member.session_id, self, self._after)
        except TooSlowError as error:
            raise _Closing(4409) from error
        await self._beat(member)
        self._hub.pass_on(member.session_id, None, LOOK)
        if not member.ended:
            await self._note(Joined(who=member.role), f"joined-{self._id}")

    async def _leave(self) -> None:
        for task in self._puts:
            task.cancel()
        if self.member is None:
            return
        self._hub.leave(self.member.session_id, self)
        if self._beating is not None:
            await self._beating  # or it would be heard after the leaving
        await self._presence.gone(self._place(self.member.role), self._id)
        self._hub.pass_on(self.member.session_id, None, LOOK)
        if not self.member.ended:
            await self._note(LeftRoom(who=self.member.role), f"left-{self._id}")

    async def _beat(self, member: Membership) -> None:
        self._beating = asyncio.ensure_future(self._presence.beat(self._place(member.role), self._id))
        await asyncio.shield(self._beating)

    async def _note(self, what: Joined | LeftRoom | Ended, key: str) -> None:
        """Appends what the service itself has seen."""
        assert self.member is not None
        try:
            await self._hub.append(self.member.session_id, "system", "system", key, what)
        except NotStoredError:
            log.warning("%s was not recorded", what.kind)

    async def _send_all(self) -> None:
        while True:
            frame = await self._outbox.get()
            self._waiting_signs -= len(frame)
            if frame == LOOK:
                await self._tell_who_is_there()
            else:
                await self._channel.send(frame)

    async def _watch(self) -> None:
        await self._dropped.wait()
        raise _Closing(self._drop_code)

    async def _look_after(self) -> None:
        """Keeps presence, asks whether the person may stay, and ends the session when its time is over."""
        assert self.member is not None
        while True:
            await asyncio.sleep(BEAT_S)
            now = time.monotonic()
            if now - self._heard_at > _SILENT_FOR_S:
                raise _Closing(4408)
            if now - self._ticket_at > _TICKET_LASTS_S:
                raise _Closing(4401)
            member = await self._door.look_again(self.member)
            if member is None:
                raise _Closing(4403)
            if _course(member) != _course(self.member):
                self._tell({"t": "course", "now_ms": _now_ms(), **_course(member)})
            self.member = member
            if member.ends_at is not None and not member.ended and member.ends_at.timestamp() <= time.time():
                await self._note(Ended(why="time"), "time")
            await self._beat(member)
            await self._tell_who_is_there()

    async def _tell_who_is_there(self) -> None:
        found = await self._presence.find([self._place("student"), self._place("teacher")])
        if found is None:
            return
        there = frozenset(place.rpartition(":")[2] for place, pages in found.items() if pages)
        if there != self._there:
            self._there = there
            self._tell({"t": "there", "who": sorted(there)})

    async def _hear(self) -> None:
        while True:
            frame = await self._receive()
            self._heard_at = time.monotonic()
            match frame:
                case Put():
                    await self._under_way.acquire()
                    task = asyncio.create_task(self._put(frame))
                    self._puts.add(task)
                    task.add_done_callback(self._puts.discard)
                case Pass():
                    self._pass_on(frame)
                case Ping():
                    self._tell({"t": "pong", "now_ms": _now_ms()})
                case Renew():
                    await self._renew(frame)
                case Hello():
                    raise _Closing(4400)

    async def _receive(self) -> Frame:
        while True:
            text = await self._channel.receive()
            if len(text) > LONGEST_FRAME:
                raise _Closing(4413)
            await asyncio.sleep(self._speed.wait_s(len(text)))
            try:
                return read_frame(text)
            except ValidationError as error:
                if self.member is None or not self._refuse_bad(text, error):
                    raise _Closing(4400) from error

    def _refuse_bad(self, text: str, error: ValidationError) -> bool:
        """Tells a page which of its events is wrong, where that can be read."""
        try:
            key = json.loads(text).get("key")
        except (ValueError, AttributeError):
            return False
        if not isinstance(key, str):
            return False
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        self._refuse(key, f"{where}: {first['msg']}"[:300])
        return True

    async def _put(self, frame: Put) -> None:
        member = self.member
        assert member is not None
        try:
            if not may_send(member.role, frame.what):
                self._refuse(frame.key, "not yours to say")
                return
            result = await self._hub.append(
                member.session_id, member.account_id, member.role, frame.key, frame.what, self._source
            )  # fmt: skip
            if isinstance(result, Appended):
                self._tell({"t": "ack", "key": frame.key, "offset": result.offset, "at_ms": result.at_ms})
            else:
                self._refuse(frame.key, result.why)
        except NotStoredError:
            self._drop(4503)
        finally:
            self._under_way.release()

    def _pass_on(self, frame: Pass) -> None:
        assert self.member is not None
        if not self.member.ended:
            what = frame.what.model_dump(mode="json")
            told = {"t": "passing", "role": self.member.role, "what": what}
            self._hub.pass_on(self.member.session_id, self, json.dumps(told, ensure_ascii=False))

    async def _renew(self, frame: Renew) -> None:
        member = await self._door.admit(frame.ticket)
        if member is None or self.member is None or member.account_id != self.member.account_id:
            raise _Closing(4401)
        self.member, self._ticket_at = member, time.monotonic()

    def _refuse(self, key: str, why: str) -> None:
        self._tell({"t": "refused", "key": key, "why": why})

    def _tell(self, what: dict[str, Any]) -> None:
        try:
            self.send(json.dumps(what, ensure_ascii=False))
        except TooSlowError:
            self.drop()

    def _place(self, role: str) -> str:
        assert self.member is not None
        return f"{self.member.session_id}:{role}"


class _Speed:
    """Frames and signs that may come, as two buckets that fill again."""

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._frames, self._signs = _FRAMES_AT_ONCE, _SIGNS_AT_ONCE

    def wait_s(self, signs: int) -> float:
        """How long to wait before one more frame is heard."""
        now = time.monotonic()
        passed, self._at = now - self._at, now
        self._frames = min(_FRAMES_AT_ONCE, self._frames + passed * _FRAMES_PER_S) - 1
        self._signs = min(_SIGNS_AT_ONCE, self._signs + passed * _SIGNS_PER_S) - signs
        return max(0.0, -self._frames / _FRAMES_PER_S, -self._signs / _SIGNS_PER_S)


def _course(member: Membership) -> dict[str, Any]:
    ends_at = member.ends_at
    return {"ends_ms": round(ends_at.timestamp() * 1000) if ends_at else None, "ended": member.ended}


def _now_ms() -> int:
    return round(time.time() * 1000)


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    return [
        leaf
        for error in group.exceptions
        for leaf in (_leaves(error) if isinstance(error, BaseExceptionGroup) else [error])
    ]
