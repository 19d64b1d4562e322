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

__all__ = ["LogWriter", "NotStoredError"]

log = logging.getLogger(__name__)

_MOST_AT_ONCE = 500


class NotStoredError(RuntimeError):
    """The database did not take it; whether it has it nobody knows, and sending it again under its key is right."""


@dataclass(slots=True)
class _Waiting:
    event: NewEvent
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

    async def append(self, event: NewEvent) -> Appended | Refused:
        """Appends an event; returns once it is committed.

        Raises:
            NotStoredError: See there.
        """
        done: asyncio.Future[Appended | Refused] = self._loop.create_future()
        with self._changed:
            if self._closing:
                raise NotStoredError("closing")
            self._waiting.append(_Waiting(event, done))
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
            self._tell(group, self._commit_group(group))

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

    def _commit_group(self, group: Sequence[_Waiting]) -> Sequence[Appended | Refused | None]:
        """What became of each; None: it is not known to be stored."""
        try:
            return self.commit([one.event for one in group])
        except SQLAlchemyError as error:
            log.warning("a group of %d events was not stored: %s", len(group), type(error).__name__)
            if len(group) == 1 or (isinstance(error, DBAPIError) and error.connection_invalidated):
                return [None] * len(group)
        return [result for one in group for result in self._commit_group([one])]  # one of them may be to blame

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
