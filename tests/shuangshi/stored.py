"""Puts photographs and questions into a fresh database, for the worker's tests."""

from datetime import datetime, timedelta
from typing import Any

from ocr.reading import Region
from store.attachments import Attachment
from store.base import utc_now
from store.blobs import FolderBlobStore
from store.database import Database
from store.questions import Question

STUDENT = "s-1"
REGIONS = (
    Region("1. 求 x 的值", 0.9, (10, 10, 400, 60)),
    Region("2. 一个重 5 N 的木块漂浮在水面上，求它受到的浮力，并说明理由。", 0.95, (10, 100, 900, 500)),
)


def put_photo(
    database: Database, blobs: FolderBlobStore, name: str, data: bytes, delete_after: datetime | None
) -> str:  # fmt: skip
    sha256 = blobs.put(data)
    with database.transaction() as session:
        session.add(Attachment(
            id=name, sha256=sha256, media_type="image/jpeg", size=len(data), owner_id=STUDENT, delete_after=delete_after
        ))  # fmt: skip
    return sha256


def ask(database: Database, blobs: FolderBlobStore, name: str = "q-1", **values: Any) -> str:
    """A photographed question that waits for its reader."""
    put_photo(database, blobs, f"a-{name}", name.encode(), utc_now() + timedelta(days=30))
    with database.transaction() as session:
        waiting = {"id": name, "student_id": STUDENT, "source": "photo", "state": "waiting", "picture_id": f"a-{name}"}
        session.add(Question(**waiting | values))
    return name


def get(database: Database, name: str = "q-1") -> Question:
    with database.reading() as session:
        question = session.get(Question, name)
    assert question is not None
    return question


def exists(blobs: FolderBlobStore, sha256: str) -> bool:
    try:
        return bool(b"".join(blobs.read(sha256)))
    except FileNotFoundError:
        return False
