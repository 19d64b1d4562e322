"""Keeps one worker process alive and feeds it pictures one at a time: queue, retry, memory ceiling, recycling."""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from ocr.child import Child, ChildDiedError, ChildStartError, PictureTimeoutError

__all__ = ["QueueFullError", "Supervisor", "SupervisorSettings", "WorkerUnavailableError"]

log = logging.getLogger(__name__)

Event = dict[str, Any]
State = Literal["warming", "ready", "restarting"]

_REFUSED_KEPT = 256
_HARD = 1.6
_LONGEST_PAUSE = 30.0


class QueueFullError(Exception):
    """As many pictures are waiting as may wait; `waiting` says how many."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} pictures are waiting")
        self.waiting = waiting


class WorkerUnavailableError(Exception):
    """The worker cannot be started; the message says why."""


@dataclass(frozen=True)
class SupervisorSettings:
    """How the worker is kept.

    Attributes:
        command: Command line of the worker.
        queue: Most pictures waiting, the one being read not counted.
        memory_mb: Resident memory above which the worker is replaced; at 1.6 times this it is ended at once.
        recycle_after: Pictures after which the worker is replaced.
        time_limit: Seconds for one picture.
        start_limit: Seconds for starting a worker (the first start may fetch weights).
    """

    command: Sequence[str]
    queue: int = 8
    memory_mb: float = 2500
    recycle_after: int = 300
    time_limit: float = 60
    start_limit: float = 600


class Supervisor:
    """One worker, one picture at a time, first come first served."""

    def __init__(self, settings: SupervisorSettings) -> None:
        self.settings = settings
        self._child: Child | None = None
        self._next: asyncio.Task[Child] | None = None
        self._turn = asyncio.Lock()
        self._jobs: set[asyncio.Task[None]] = set()
        self._refused: OrderedDict[bytes, None] = OrderedDict()
        self._waiting = self._read = self._recycled = self._died = 0
        self._started = False
        self._error: str | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin to keep a worker; returns at once, while it warms up."""
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End the worker and everything that waits for it."""
        self._stopping = True
        tasks = [task for task in (self._keeping, self._next, *self._jobs) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._next is not None and not self._next.cancelled() and self._next.exception() is None:
            await self._next.result().end()
        if self._child is not None:
            await self._child.end()

    def health(self) -> dict[str, Any]:
        """State and counters, JSON-ready."""
        child = self._child if self._child is not None and self._child.alive else None
        state: State = "ready" if child is not None else "restarting" if self._started or self._error else "warming"
        return {
            "state": state,
            "waiting": self._waiting,
            "read": self._read,
            "recycled": self._recycled,
            "died": self._died,
            "rss_mb": child.rss_mb() if child else 0.0,
            "pid": child.pid if child else None,
            "error": self._error,
        }

    def submit(self, data: bytes) -> AsyncIterator[Event]:
        """Take a picture into the queue.

        Returns:
            Its events: `region` as they are ready, then `done` or `error`. The picture is read to its end even where
            nobody listens any more.

        Raises:
            QueueFullError: Too many are waiting.
            WorkerUnavailableError: The worker cannot be started.
        """
        if self._error is not None and self._child is None:
            raise WorkerUnavailableError(self._error)
        if self._waiting >= self.settings.queue and self._turn.locked():
            raise QueueFullError(self._waiting)
        events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._waiting += 1
        job = asyncio.create_task(self._job(data, events))
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)
        return _drain(events)

    async def _job(self, data: bytes, events: asyncio.Queue[Event | None]) -> None:
        held = False
        try:
            async with self._turn:
                self._waiting, held = self._waiting - 1, True
                async with aclosing(self._read_twice(data)) as found:
                    async for event in found:
                        events.put_nowait(event)
                self._read += 1
                await self._between()
        except asyncio.CancelledError:
            events.put_nowait(_error("stopping", "识别服务正在停止，请稍后再试。"))
            raise
        finally:
            self._waiting -= 0 if held else 1
            events.put_nowait(None)

    async def _read_twice(self, data: bytes) -> AsyncGenerator[Event, None]:
        """The picture's events, from a second worker where the first dies; what was already told is not told again."""
        digest = hashlib.sha256(data).digest()
        if digest in self._refused:
            yield _refusal()
            return
        told = 0
        for _ in range(2):
            try:
                child = await self._ready_child()
                limits = self.settings.time_limit, _HARD * self.settings.memory_mb
                async with aclosing(child.read(data, *limits)) as events:
                    at = 0
                    async for event in events:
                        at += 1
                        if at > told or event["event"] != "region":
                            told = max(told, at)
                            yield event
                return
            except PictureTimeoutError:
                self._died += 1
                yield _error(
                    "too_slow", f"这张图片 {self.settings.time_limit:.0f} 秒内没有识别完，请只拍题目部分再试。"
                )
                return
            except ChildDiedError:
                await child.end()
                self._died += 1
                log.warning("the worker died while reading a picture")
            except WorkerUnavailableError:
                yield _error("reader_down", "识别服务暂时不可用，请稍后再试，或直接输入题目。")
                return
        self._refused[digest] = None
        if len(self._refused) > _REFUSED_KEPT:
            self._refused.popitem(last=False)
        yield _refusal()

    async def _ready_child(self) -> Child:
        """The living worker, waited for while it starts."""
        while self._child is None or not self._child.alive:
            if self._error is not None:
                raise WorkerUnavailableError(self._error)
            await asyncio.sleep(0.02)
        return self._child

    async def _between(self) -> None:
        """Between two pictures: replace a worker that has grown or served long enough."""
        child = self._child
        if child is None or not child.alive:
            return
        rss = child.rss_mb()
        if self._next is None and (rss > self.settings.memory_mb or child.pictures >= self.settings.recycle_after):
            log.info("replacing the worker after %d pictures at %.0f MB", child.pictures, rss)
            self._next = asyncio.create_task(Child.start(self.settings.command, self.settings.start_limit))
        if self._next is not None and (self._next.done() or rss > 1.3 * self.settings.memory_mb):
            await self._swap(child)

    async def _swap(self, old: Child) -> None:
        assert self._next is not None
        starting = self._next
        try:
            fresh = await asyncio.shield(starting)
        except ChildStartError as error:
            log.error("the replacement worker did not start: %s", error)
            self._next = None
            return
        self._child, self._next = fresh, None
        self._recycled += 1
        await old.end()

    async def _keep(self) -> None:
        """Start a worker whenever there is none (with growing pauses while that fails); swap in what is ready."""
        pause = 0.5
        while not self._stopping:
            if self._child is None or not self._child.alive:
                try:
                    self._child = await self._fresh()
                except ChildStartError as error:
                    self._error = str(error)
                    log.error("the worker did not start: %s", error)
                    await asyncio.sleep(pause)
                    pause = min(_LONGEST_PAUSE, 2 * pause)
                    continue
                self._error, pause, self._started = None, 0.5, True
            elif self._next is not None and self._next.done() and not self._turn.locked():
                async with self._turn:
                    await self._between()
            await asyncio.sleep(0.05)

    async def _fresh(self) -> Child:
        """A new worker: the replacement that is already starting, or one started now."""
        if self._next is not None:
            starting, self._next = self._next, None
            return await starting
        return await Child.start(self.settings.command, self.settings.start_limit)


async def _drain(events: asyncio.Queue[Event | None]) -> AsyncIterator[Event]:
    while (event := await events.get()) is not None:
        yield event


def _error(code: str, message: str) -> Event:
    return {"event": "error", "code": code, "message": message}


def _refusal() -> Event:
    return _error("unreadable", "这张图片两次使识别程序中断，不再尝试。请换一张图片或直接输入题目。")
