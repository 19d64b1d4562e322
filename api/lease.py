"""A reader's hold on a question: kept while the reader lives, over soon after it died."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from store.base import utc_now
from store.database import Database
from store.questions import Question

__all__ = ["Lease"]

log = logging.getLogger(__name__)

_LENGTH = timedelta(seconds=60)
_RENEW_S = 15.0


class Lease:
    """The right to change a question that is being read. Whoever was overtaken holds it no more and changes nothing."""

    def __init__(self, database: Database, question_id: str) -> None:
        self._database = database
        self._question_id = question_id
        self._until: datetime | None = None
        self._turn = threading.Lock()

    def begin(self, question: Question) -> None:
        """Takes the question, in the caller's transaction."""
        self._until = utc_now() + _LENGTH
        question.state, question.lease_until = "reading", self._until

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renews the lease from a thread while the block runs, however long a picture waits for its turn."""
        done = threading.Event()
        threading.Thread(target=self._keep, args=(done,), name="lease", daemon=True).start()
        try:
            yield
        finally:
            done.set()

    def change(self, values: dict[str, Any]) -> bool:
        """Changes the question where it is still held.

        The row is locked first: what the student corrects at this moment is seen, and not overwritten.

        Returns:
            Whether it was held.
        """
        with self._turn:
            with self._database.transaction() as session:
                question = session.get(Question, self._question_id, with_for_update=True)
                if question is None or question.state != "reading" or question.lease_until != self._until:
                    return False
                for key, value in values.items():
                    setattr(question, key, value)
            self._until = values.get("lease_until", self._until)
        return True

    def _keep(self, done: threading.Event) -> None:
        while not done.wait(_RENEW_S):
            try:
                if not self.change({"lease_until": utc_now() + _LENGTH}):
                    return
            except SQLAlchemyError:
                log.exception("a lease was not renewed; trying again")
