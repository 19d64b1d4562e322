"""Rings people's bells once what has changed is committed and the answer is on its way."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from sessions.bell import Bell, Ring
from store.accounts import Account

__all__ = ["Ringer", "RingerDep"]


class Ringer:
    """See the module."""

    def __init__(self, bell: Bell, background: BackgroundTasks) -> None:
        self._bell, self._background = bell, background

    def ring(self, account_id: str, what: Ring) -> None:
        """Tells the open pages of a person."""
        self._background.add_task(self._ring, account_id, what)

    def ring_teachers(self, session: Session, teacher_ids: Iterable[str]) -> None:
        """Tells the open pages of teachers to look at their desks."""
        accounts = select(Account.id).where(Account.teacher_id.in_(list(teacher_ids)))
        for account_id in session.scalars(accounts):
            self.ring(account_id, "desk")

    async def _ring(self, account_id: str, what: Ring) -> None:
        self._bell.ring(account_id, what)  # in the event loop, where bells belong


def _ringer(request: Request, background: BackgroundTasks) -> Ringer:
    return Ringer(request.app.state.bell, background)


RingerDep = Annotated[Ringer, Depends(_ringer)]
