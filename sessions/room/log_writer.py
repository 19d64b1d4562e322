"""Appends events of all rooms of a process: many in one transaction, and nobody is told before it is committed."""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from store.database import Database
from store.session_log import Appended, NewEvent, Refused, append_events

__all__ = ["LogWriter", "NotStoredError", "Source"]

log = logging.getLogger(__name__)

_MOST_AT_ONCE = 500


class NotStoredError(RuntimeError):
    """The database did not take it; whether it has it nobody knows, and sending it again under its key is right."""


@dataclass(slots=True)
class Source:
    """Where events come from that must stay in order: after one that was not stored, none is until a new source.

    Attributes:
        broken: Whether one was not stored.
    """

    broken: bool = False


@dataclass(slots=True)
class _Waiting:
    event: NewEvent
    source: Source
    done: "asyncio.Future[Appended | Refused]"


class LogWriter:
    """One thread that commits in groups.

    Args:
        database: Where to.
        on_committed: Told in the event loop of every commit, in order, before whoever waits for it.
        window_s: How long the first of a group waits for others.
    """

    def __init__(
        self, database: Database, on_committed: Callable[[Sequence[tuple[NewEvent, Appended]]], None],
        window_s: float = 0.003,
    ) -> None:  # fmt: skip
        self._database, self._on_committed, self._window_s = database, on_committed, window_s
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="log-writer", daemon=True)
        self._thread.start()

    async def append(self, event: NewEvent, source: Source) -> Appended | Refused:
        """Appends an event; returns once it is committed. Those of one source are committed in the order of the calls.

        Raises:
            NotStoredError: See there.
        """
        done: asyncio.Future[Appended | Refused] = self._loop.create_future()
        with self._changed:
            if self._closing:
                raise NotStoredError("closing")
            self._waiting.append(_Waiting(event, source, done))
            self._changed.notify()
        return await done

    def close(self) -> None:
        """Commits what waits, then stops. From the event loop call it in a thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def commit(self, events: Sequence[NewEvent]) -> list[Appended | Refused]:
        """One transaction; what it returns is on disk."""
        with self._database.transaction() as session:
            return append_events(session, events)

    def _work(self) -> None:
        while group := self._next_group():
            sound = [one for one in group if not one.source.broken]
            results = dict(zip(map(id, sound), self._commit_group(sound), strict=True))
            self._tell(group, [results.get(id(one)) for one in group])

    def _next_group(self) -> list[_Waiting]:
        """Those that came within a window; none where the writer closes."""
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            closing = self._closing
        if not closing:
            time.sleep(self._window_s)
        with self._changed:
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_AT_ONCE))]

    def _commit_group(self, group: Sequence[_Waiting]) -> list[Appended | Refused | None]:
        """What became of each; None: it is not known to be stored, and its source is broken."""
        if not group:
            return []
        try:
            return [*self.commit([one.event for one in group])]
        except SQLAlchemyError as error:
            log.warning("a group of %d events was not stored: %s", len(group), type(error).__name__)
            away = isinstance(error, DBAPIError) and error.connection_invalidated
        if len(group) > 1 and not away:  # one of them may be to blame
            return [
                result for one in group for result in self._commit_group([] if one.source.broken else [one]) or [None]
            ]
        for one in group:
            one.source.broken = True
        return [None] * len(group)

    def _tell(self, group: Sequence[_Waiting], results: Sequence[Appended | Refused | None]) -> None:
        new = [
            (one.event, result)
            for one, result in zip(group, results, strict=True)
            if isinstance(result, Appended) and not result.again
        ]

        def tell() -> None:
            if new:
                self._on_committed(new)
            for one, result in zip(group, results, strict=True):
                if one.done.done():  # whoever waited has gone
                    continue
                if result is None:
                    one.done.set_exception(NotStoredError())
                else:
                    one.done.set_result(result)

        self._loop.call_soon_threadsafe(tell)
