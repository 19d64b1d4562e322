"""An API worker with one fault of choice: whoever measures that nothing is lost must be seen to notice when it is.

`python -m shuangshi.sabotage ack_before_commit|drop_offset|no_lock`; started by `shuangshi eval sessions --sabotage`.
"""

import sys
import threading
import time
from collections.abc import Callable, Sequence

import uvicorn
from redis.asyncio import Redis
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from api.app import create_app
from sessions.room.hub import Hub, Listener
from sessions.room.log_writer import LogWriter
from shuangshi.api_wiring import api_config, build_services
from shuangshi.parent import end_with_parent
from shuangshi.settings import Settings
from store.base import utc_now
from store.database import Database
from store.session_log import Appended, NewEvent, Refused, SessionEvent, SessionLog, append_events

__all__ = ["SABOTAGES"]

_LATE_S = 0.5
_LONG_S = 0.02


class _AckBeforeCommit(LogWriter):
    """Says that events are stored half a second before they are."""

    def commit(self, events: Sequence[NewEvent]) -> list[Appended | Refused]:
        with self._database.reading() as session:
            results = append_events(session, events)
            session.rollback()
        threading.Timer(_LATE_S, self._commit_late, [events]).start()
        return results

    def _commit_late(self, events: Sequence[NewEvent]) -> None:
        super().commit(events)


class _NoLock(LogWriter):
    """Counts offsets without holding the head of the log, and forgets an event whose place was taken meanwhile."""

    def commit(self, events: Sequence[NewEvent]) -> list[Appended | Refused]:
        results: list[Appended | Refused] = []
        with self._database.transaction() as session:
            for event in events:
                of = SessionLog.session_id == event.session_id
                offset = (session.scalar(select(SessionLog.last_offset).where(of)) or 0) + 1
                time.sleep(_LONG_S)
                at_ms = round(utc_now().timestamp() * 1000)
                session.execute(
                    insert(SessionEvent)
                    .values(
                        session_id=event.session_id, offset=offset, author_id=event.author_id, kind=event.kind,
                        client_key=event.client_key, role=event.role, body=event.body, at_ms=at_ms,
                    )
                    .on_conflict_do_nothing()
                )  # fmt: skip
                session.execute(update(SessionLog).where(of).values(last_offset=offset))
                results.append(Appended(offset, at_ms))
        return results


class _DropOffset(Hub):
    """Takes whoever comes back to have one event more than they have."""

    async def join(self, session_id: str, listener: Listener, after: int) -> None:
        await super().join(session_id, listener, after + 1 if after else 0)


SABOTAGES: dict[str, Callable[[Database, Redis], Hub]] = {
    "ack_before_commit": lambda database, redis: Hub(database, redis, _AckBeforeCommit),
    "drop_offset": _DropOffset,
    "no_lock": lambda database, redis: Hub(database, redis, _NoLock),
}
"""Faults by name: how the rooms of a process are opened with each."""


def _main(name: str) -> None:
    end_with_parent()
    settings = Settings()
    app = create_app(api_config(settings), lambda: build_services(settings), open_hub=SABOTAGES[name])
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", ws_ping_interval=None)


if __name__ == "__main__":
    _main(sys.argv[1])
