"""What happened in a tutoring session, event by event, in one order for all: appended, read, and never changed.

Offsets of a session start at 1 and have no gaps. The log's epoch is drawn when it is opened and drawn anew where its
past was lost (a restored backup): who comes back with another epoch has to start over, and knows it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, utc_now
from store.tutoring_sessions import TutoringSession

__all__ = [
    "Appended", "LogHead", "NewEvent", "Refused", "SessionEvent", "SessionLog", "append_events", "find_head",
    "find_last_offsets",    "forget_events", "open_log", "read_events", "renew_epochs",
]  # fmt: skip


class SessionLog(Base):
    """The head of one session's log; who appends holds its row.

    Attributes:
        epoch: Of the log; see above.
        first_offset: The oldest event that is kept.
        last_offset: The newest; one below `first_offset` where there is none.
        closed_at: When the session ended; late events alone are taken after it.
    """

    __tablename__ = "session_logs"

    session_id: Mapped[str] = mapped_column(ForeignKey("tutoring_sessions.id", ondelete="CASCADE"), primary_key=True)
    epoch: Mapped[str]
    first_offset: Mapped[int] = mapped_column(default=1)
    last_offset: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]


class SessionEvent(Base):
    """One thing that happened.

    Attributes:
        offset: From 1, without gaps.
        author_id: An account, or `system`.
        client_key: Under which the author's page sent it: a second sending is not appended again.
        role: Of the author, in the session.
        kind: See `sessions.room.events`.
        body: JSON, as it is told to everybody in the room.
        at_ms: When it was appended, in milliseconds of Unix time.
    """

    __tablename__ = "session_events"
    __table_args__ = (UniqueConstraint("session_id", "author_id", "client_key"),)

    session_id: Mapped[str] = mapped_column(
        ForeignKey("session_logs.session_id", ondelete="CASCADE"), primary_key=True
    )  # fmt: skip
    offset: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    author_id: Mapped[str]
    client_key: Mapped[str]
    role: Mapped[str]
    kind: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that is to be appended; see `SessionEvent`.

    Attributes:
        closes: Whether the session ends with it.
        completed: Whether it ends as done, not broken off.
        late: Whether it may come after the end, as feedback does.
    """

    session_id: str
    author_id: str
    client_key: str
    role: str
    kind: str
    body: str
    closes: bool = False
    completed: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an event stands.

    Attributes:
        again: It had been appended before; then `at_ms` is of that time.
    """

    offset: int
    at_ms: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an event was not appended: the session has ended, or there is none such."""

    why: str


@dataclass(frozen=True, slots=True)
class LogHead:
    """See `SessionLog`."""

    epoch: str
    first_offset: int
    last_offset: int
    closed_at: datetime | None


def open_log(session: Session, session_id: str) -> None:
    """Opens the log of a session that has just come about."""
    session.add(SessionLog(session_id=session_id, epoch=_new_epoch(), first_offset=1, last_offset=0))


def append_events(session: Session, events: Sequence[NewEvent]) -> list[Appended | Refused]:
    """Appends events of any number of sessions, in the order given.

    The heads are locked in the order of their ids, so that two processes that append at once never wait for each
    other in a circle. Nothing is safe before the surrounding transaction is committed.

    Returns:
        What became of each.
    """
    heads = _lock_heads(session, {event.session_id for event in events})
    known = _find_known(session, events)
    now_ms = round(utc_now().timestamp() * 1000)
    results: list[Appended | Refused] = []
    rows = []
    for event in events:
        head, key = heads.get(event.session_id), (event.session_id, event.author_id, event.client_key)
        if key in known:
            results.append(known[key])
        elif head is None:
            results.append(Refused("no such session"))
        elif head.closed and not event.late:
            results.append(Refused("the session has ended"))
        else:
            head.last += 1
            if event.closes and not head.closed:
                _end(session, event)
            head.closed |= event.closes
            rows.append({
                "session_id": event.session_id, "offset": head.last, "author_id": event.author_id,
                "client_key": event.client_key, "role": event.role, "kind": event.kind, "body": event.body,
                "at_ms": now_ms,
            })  # fmt: skip
            results.append(Appended(head.last, now_ms))
            known[key] = Appended(head.last, now_ms, again=True)
    if rows:
        session.execute(insert(SessionEvent), rows)
        session.connection().execute(_MOVE_HEAD, [
            {"of": session_id, "last": head.last, "closed": utc_now() if head.closed else None}
            for session_id, head in heads.items()
        ])  # fmt: skip
    return results


def find_head(session: Session, session_id: str) -> LogHead | None:
    """The head of a log; None: there is none such."""
    row = session.get(SessionLog, session_id)
    return LogHead(row.epoch, row.first_offset, row.last_offset, row.closed_at) if row else None


def find_last_offsets(session: Session, session_ids: Sequence[str]) -> dict[str, int]:
    """The newest offset of each of some sessions."""
    rows = session.execute(
        select(SessionLog.session_id, SessionLog.last_offset).where(SessionLog.session_id.in_(session_ids))
    )
    return {row.session_id: row.last_offset for row in rows}


def read_events(session: Session, session_id: str, after: int, most: int) -> Sequence[SessionEvent]:
    """Events above an offset, oldest first."""
    query = select(SessionEvent).where(SessionEvent.session_id == session_id, SessionEvent.offset > after)
    return session.scalars(query.order_by(SessionEvent.offset).limit(most)).all()


def forget_events(session: Session, session_ids: Sequence[str]) -> int:
    """Deletes what happened in some sessions; their logs say from where on there is nothing.

    Returns:
        How many events.
    """
    of = SessionLog.session_id.in_(session_ids)
    session.execute(update(SessionLog).where(of).values(first_offset=SessionLog.last_offset + 1))
    deleted = session.scalar(
        select(func.count()).select_from(SessionEvent).where(SessionEvent.session_id.in_(session_ids))
    )
    session.execute(delete(SessionEvent).where(SessionEvent.session_id.in_(session_ids)))
    return deleted or 0


def renew_epochs(session: Session) -> int:
    """Gives every log that is open a new epoch: to be called where a backup was restored.

    Returns:
        How many logs.
    """
    rows = session.scalars(select(SessionLog).where(SessionLog.closed_at.is_(None))).all()
    for row in rows:
        row.epoch = _new_epoch()
    return len(rows)


_MOVE_HEAD = (
    update(SessionLog)
    .where(SessionLog.session_id == bindparam("of"))
    .values(last_offset=bindparam("last"), closed_at=func.coalesce(SessionLog.closed_at, bindparam("closed")))
)


@dataclass(slots=True)
class _Head:
    last: int
    closed: bool


def _lock_heads(session: Session, session_ids: set[str]) -> dict[str, _Head]:
    rows = session.execute(
        select(SessionLog.session_id, SessionLog.last_offset, SessionLog.closed_at)
        .where(SessionLog.session_id.in_(session_ids)).order_by(SessionLog.session_id).with_for_update()
    )  # fmt: skip
    return {row.session_id: _Head(row.last_offset, row.closed_at is not None) for row in rows}


def _find_known(session: Session, events: Sequence[NewEvent]) -> dict[tuple[str, str, str], Appended]:
    keys = [(event.session_id, event.author_id, event.client_key) for event in events]
    columns = (SessionEvent.session_id, SessionEvent.author_id, SessionEvent.client_key)
    rows = session.execute(select(*columns, SessionEvent.offset, SessionEvent.at_ms).where(tuple_(*columns).in_(keys)))
    return {
        (row.session_id, row.author_id, row.client_key): Appended(row.offset, row.at_ms, again=True) for row in rows
    }


def _end(session: Session, event: NewEvent) -> None:
    """The session itself is over with its log, in the same transaction: the teacher is free again."""
    session.execute(
        update(TutoringSession)
        .where(TutoringSession.id == event.session_id, TutoringSession.ended_at.is_(None))
        .values(ended_at=utc_now(), completed=event.completed, changed_at=utc_now())
    )


def _new_epoch() -> str:
    return secrets.token_hex(4)
