"""What happened in a room, as the session's log keeps it."""

from sessions.room.events import Ended, Happening, RoomRole
from store.session_log import NewEvent

__all__ = ["new_event"]


def new_event(session_id: str, author_id: str, role: RoomRole, client_key: str, what: Happening) -> NewEvent:
    """An event that is to be appended.

    Args:
        session_id: Of the session.
        author_id: An account, or `system`.
        role: Of the author, in the session.
        client_key: Under which it is known where it is sent again.
        what: What happened.
    """
    body = _with_kind(what.model_dump_json(exclude_defaults=True), what.kind)
    completed = isinstance(what, Ended) and what.completed
    return NewEvent(session_id, author_id, client_key, role, what.kind, body, what.closes, completed, what.late)


def _with_kind(body: str, kind: str) -> str:
    """Defaults are left out to keep logs short, but for the kind."""
    return f'{{"kind":"{kind}"}}' if body == "{}" else f'{{"kind":"{kind}",{body[1:]}'
