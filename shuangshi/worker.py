"""The job worker: reads questions that had to wait, deletes photographs past their time, prunes old slates."""

import logging
import signal
import threading
import time
from datetime import timedelta

from sqlalchemy import delete, select

from api.reading import QuestionReader
from ocr.client import OcrClient
from shuangshi.preparation import open_blobs, open_database, open_graph
from shuangshi.settings import Settings
from store.attachments import Attachment
from store.base import utc_now
from store.blobs import BlobStore
from store.database import Database
from store.outcomes import Outcome, Slate
from store.students import remove_attachment

__all__ = ["delete_expired_photos", "prune_slates", "run_worker"]

log = logging.getLogger(__name__)

_IDLE_S = 0.5
_HOUSEKEEPING_S = 3600.0
_DAYS_A_MONTH = 30


def run_worker(settings: Settings) -> None:
    """Works until SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    database = open_database(settings, open_graph(settings))
    blobs = open_blobs(settings)
    reader = QuestionReader(database, blobs, OcrClient(settings.sockets / "ocr.sock"))
    next_housekeeping = 0.0
    while not stop.is_set():
        try:
            if time.monotonic() >= next_housekeeping:
                next_housekeeping = time.monotonic() + _HOUSEKEEPING_S
                delete_expired_photos(database, blobs)
                prune_slates(database, settings.slate_months)
            if not reader.read_next():
                stop.wait(_IDLE_S)
        except Exception:
            log.exception("a job failed; going on")
            stop.wait(_IDLE_S * 4)


def delete_expired_photos(database: Database, blobs: BlobStore) -> int:
    """Deletes original photographs whose time is over; returns how many."""
    with database.transaction() as session:
        expired = session.scalars(select(Attachment).where(Attachment.delete_after < utc_now())).all()
        for attachment in expired:
            remove_attachment(session, blobs, attachment)
    if expired:
        log.info("deleted %d photographs past their time", len(expired))
    return len(expired)


def prune_slates(database: Database, months: int) -> int:
    """Deletes slates and outcomes older than `months`; returns how many slates."""
    limit = utc_now() - timedelta(days=months * _DAYS_A_MONTH)
    with database.transaction() as session:
        session.execute(delete(Outcome).where(Outcome.at < limit))
        old = session.scalars(select(Slate.id).where(Slate.at < limit)).all()
        session.execute(delete(Slate).where(Slate.at < limit))
    return len(old)
