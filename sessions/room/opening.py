"""How a room begins: with a page to write on, which shows the picture of the question where there is one."""

from sqlalchemy.orm import Session

from sessions.room.events import PageAdded
from sessions.room.log_entry import new_event
from store.session_log import append_events

__all__ = ["lay_out_paper"]


def lay_out_paper(session: Session, session_id: str, picture: str | None) -> None:
    """Adds the first page, in the transaction in which the session begins."""
    page = PageAdded(page="first", background=picture)
    append_events(session, [new_event(session_id, "system", "system", "first-page", page)])
