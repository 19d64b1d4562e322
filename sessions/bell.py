"""Tells a person's open pages that something of theirs has changed: an invitation, a request, a session.

A ring says no more than what to look at; the page asks for it. So a ring may be lost, or heard twice, and nothing is
wrong but a few seconds; pages look by themselves now and then.
"""

import secrets
from collections.abc import Callable
from typing import Any, Literal

from redis.asyncio import Redis

from sessions.fan_out import FanOut

__all__ = ["Bell", "Ring", "bell_place"]

Ring = Literal["desk", "request", "session"]
"""What to look at: a teacher's desk, a student's request, a session."""


def bell_place(account_id: str) -> str:
    """Where `sessions.presence` knows a person's open pages by."""
    return f"bell:{account_id}"


class Bell:
    """See the module. To be made in a running event loop.

    Args:
        redis: To reach the pages of other processes.
    """

    def __init__(self, redis: Redis) -> None:
        self._id = secrets.token_hex(8)
        self._pages: dict[str, set[Callable[[Ring], None]]] = {}
        self._fan_out = FanOut(redis, "bell", self._pages.__contains__, self._on_heard)

    async def close(self) -> None:
        """Rings no more."""
        await self._fan_out.close()

    def ring(self, account_id: str, what: Ring) -> None:
        """Tells all pages of a person."""
        self._tell(account_id, what)
        self._fan_out.tell(account_id, {"what": what, "from": self._id})

    def listen(self, account_id: str, page: Callable[[Ring], None]) -> None:
        """A page listens until it leaves."""
        self._pages.setdefault(account_id, set()).add(page)

    def leave(self, account_id: str, page: Callable[[Ring], None]) -> None:
        """A page listens no more; nothing happens for one that did not."""
        pages = self._pages.get(account_id)
        if pages is not None:
            pages.discard(page)
            if not pages:
                del self._pages[account_id]

    def _on_heard(self, account_id: str, heard: Any) -> None:
        if heard["from"] != self._id:
            self._tell(account_id, heard["what"])

    def _tell(self, account_id: str, what: Ring) -> None:
        for page in (*self._pages.get(account_id, ()),):
            page(what)
