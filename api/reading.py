"""Reads the photographs of waiting questions: at once where the OCR process has room, later by the job worker.

The question's row is the truth. A reader takes it under a lease and renews that while it reads; if the reader dies,
the lease runs out and another takes over. Nothing is lost when the OCR process is full, restarting or killed.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from api.lease import Lease
from ocr.client import OcrClient, ReaderBusy, ReaderDown
from ocr.layout import most_prominent
from ocr.reading import ReadError, Reading, Region
from store.attachments import Attachment
from store.base import utc_now
from store.blobs import BlobStore
from store.database import Database
from store.questions import Question

__all__ = ["QuestionReader", "place_in_queue"]

log = logging.getLogger(__name__)

_PAUSE = timedelta(seconds=1)
_MOST_ATTEMPTS = 5


def place_in_queue(session: Session, question: Question) -> int | None:
    """How many questions wait before this one; None once it is read."""
    if question.state not in ("waiting", "reading"):
        return None
    before = select(func.count()).select_from(Question).where(
        Question.state == "waiting", Question.created_at < question.created_at
    )  # fmt: skip
    return session.scalar(before) or 0


class QuestionReader:
    """Reads questions' photographs, a few at a time."""

    def __init__(self, database: Database, blobs: BlobStore, ocr: OcrClient, threads: int = 4) -> None:
        self._database = database
        self._blobs = blobs
        self._ocr = ocr
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reading")

    def submit(self, question_id: str) -> Future[None]:
        """Starts reading a question in the background."""
        return self._pool.submit(self._read_logged, question_id)

    def read_next(self) -> bool:
        """Reads the question that has waited longest; False where none waits."""
        now = utc_now()
        with self._database.reading() as session:
            question_id = session.scalar(
                select(Question.id)
                .where(or_(Question.state == "waiting", Question.state == "reading"))
                .where(or_(Question.lease_until.is_(None), Question.lease_until < now))
                .order_by(Question.created_at)
                .limit(1)
            )
        return question_id is not None and self.read(question_id)

    def read(self, question_id: str) -> bool:
        """Reads one question under a lease.

        Returns:
            Whether this call read it or found it unreadable; False where it has to wait on, or is not to be read.
        """
        taken = self._take(question_id)
        if taken is None:
            return False
        sha256, lease = taken
        regions: list[Region] = []
        try:
            with lease.kept():
                for event in self._ocr.events(b"".join(self._blobs.read(sha256))):
                    if isinstance(event, Reading):
                        lease.change(_finished(event))
                        return True
                    regions.append(event)
                    lease.change({"regions": [region.to_dict() for region in regions]})
        except ReadError as error:
            lease.change(_failed(error.code, error.message))
            return True
        except (ReaderBusy, ReaderDown) as error:
            log.info("question %s waits: %s", question_id, error)
        self._put_back(lease)
        return False

    def close(self) -> None:
        """Stops taking new work."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _read_logged(self, question_id: str) -> None:
        try:
            self.read(question_id)
        except Exception:
            log.exception("reading question %s failed; it stays in the queue", question_id)

    def _take(self, question_id: str) -> tuple[str, Lease] | None:
        """Leases the question; its photograph's hash and the lease, or None where it is done or another has it."""
        with self._database.transaction() as session:
            question = session.get(Question, question_id, with_for_update=True)
            if question is None or question.state not in ("waiting", "reading"):
                return None
            if question.lease_until and question.lease_until > utc_now():
                return None
            picture = session.get(Attachment, question.picture_id) if question.picture_id else None
            if picture is None or question.attempts >= _MOST_ATTEMPTS:
                code = "photo_gone" if picture is None else "unreadable"
                for key, value in _failed(code, "这张照片没能识别，请重新拍一张，或直接输入题目。").items():
                    setattr(question, key, value)
                return None
            lease = Lease(self._database, question_id)
            lease.begin(question)
            question.attempts += 1
            return picture.sha256, lease

    def _put_back(self, lease: Lease) -> None:
        """Back into the queue for a moment; a full or dead OCR process is not the photograph's fault."""
        lease.change({
            "state": "waiting", "regions": [], "attempts": Question.attempts - 1, "lease_until": utc_now() + _PAUSE,
        })  # fmt: skip


def _finished(reading: Reading) -> dict[str, Any]:
    best = most_prominent(reading.regions, reading.width, reading.height)
    return {
        "state": "read",
        "lease_until": None,
        "rotation": reading.rotation,
        "frame": [reading.width, reading.height],
        "regions": [region.to_dict() for region in reading.regions],
        "region": best,
        "text": reading.text if best is None else reading.regions[best].text,
    }


def _failed(code: str, message: str) -> dict[str, Any]:
    return {"state": "failed", "lease_until": None, "problem": {"code": code, "message": message}}
