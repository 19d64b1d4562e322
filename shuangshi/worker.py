"""The job worker: reads questions that had to wait, matches teachers, counts matches now and then, and tidies up."""

import logging
import signal
import threading
import time

from api.reading import QuestionReader
from ocr.client import OcrClient
from shuangshi.housekeeping import count_matches, tidy_up
from shuangshi.matchmaking import start_matchmaker
from shuangshi.preparation import open_blobs, open_database, open_graph
from shuangshi.settings import Settings

__all__ = ["run_worker"]

log = logging.getLogger(__name__)

_IDLE_S = 0.5
_HOUSEKEEPING_S = 3600.0
_COUNTING_S = 300.0


def run_worker(settings: Settings) -> None:
    """Works until SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    database = open_database(settings, open_graph(settings))
    blobs = open_blobs(settings)
    reader = QuestionReader(database, blobs, OcrClient(settings.sockets / "ocr.sock"))
    matching = start_matchmaker(settings, database, stop)
    next_housekeeping = next_counting = 0.0
    while not stop.is_set():
        try:
            if time.monotonic() >= next_housekeeping:
                next_housekeeping = time.monotonic() + _HOUSEKEEPING_S
                tidy_up(settings, database, blobs)
            if time.monotonic() >= next_counting:
                next_counting = time.monotonic() + _COUNTING_S
                count_matches(settings, database)
            if not reader.read_next():
                stop.wait(_IDLE_S)
        except Exception:
            log.exception("a job failed; going on")
            stop.wait(_IDLE_S * 4)
    matching.join()
