"""What is done by itself: matches are counted; photographs past their time, old slates, orphaned files and handed-out
passwords are deleted.
"""

import logging
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from shuangshi.preparation import initial_passwords_folder
from shuangshi.settings import Settings
from store.attachments import Attachment
from store.base import utc_now
from store.blobs import BlobStore
from store.database import Database
from store.match_counting import count_changed_days
from store.outcomes import Outcome, Slate
from store.students import remove_attachment

__all__ = [
    "count_matches", "delete_expired_photos", "delete_initial_passwords", "delete_orphaned_blobs", "prune_slates",
    "tidy_up",
]  # fmt: skip

log = logging.getLogger(__name__)

_DAYS_A_MONTH = 30
_ORPHAN_AGE = timedelta(days=1)  # a younger file may belong to an upload whose row is still being written
_PHOTOS_AT_ONCE = 50
_BLOBS_AT_ONCE = 500


def tidy_up(settings: Settings, database: Database, blobs: BlobStore) -> None:
    """All of it, once."""
    delete_expired_photos(database, blobs)
    delete_orphaned_blobs(database, blobs)
    prune_slates(database, settings.slate_months)
    delete_initial_passwords(settings)


def count_matches(settings: Settings, database: Database) -> int:
    """Brings the dashboard's counts up to date; returns how many days were counted anew.

    Days whose slates may have been pruned keep the counts they have.
    """
    zone = ZoneInfo(settings.timezone)
    oldest = (utc_now() - timedelta(days=settings.slate_months * _DAYS_A_MONTH)).astimezone(zone).date()
    return len(count_changed_days(database, zone, oldest + timedelta(days=1)))


def delete_expired_photos(database: Database, blobs: BlobStore) -> int:
    """Deletes original photographs whose time is over; returns how many."""
    deleted = 0
    while count := _delete_some_photos(database, blobs):
        deleted += count
    if deleted:
        log.info("deleted %d photographs past their time", deleted)
    return deleted


def _delete_some_photos(database: Database, blobs: BlobStore) -> int:
    """So few at a time that whoever else writes hardly waits."""
    now = utc_now()
    expired = select(Attachment).where(Attachment.delete_after < now).order_by(Attachment.delete_after)
    with database.transaction() as session:
        photos = session.scalars(expired.limit(_PHOTOS_AT_ONCE)).all()
        for photo in photos:
            remove_attachment(session, blobs, photo, stored_before=now - _ORPHAN_AGE)
    return len(photos)


def delete_orphaned_blobs(database: Database, blobs: BlobStore) -> int:
    """Deletes files that no row knows, as after a crash between file and row; returns how many."""
    limit = utc_now() - _ORPHAN_AGE
    old = blobs.older_than(limit)
    orphans = 0
    while batch := list(islice(old, _BLOBS_AT_ONCE)):
        with database.reading() as session:
            known = set(session.scalars(select(Attachment.sha256).where(Attachment.sha256.in_(batch))))
        orphans += sum(_delete_orphan(database, blobs, name, limit) for name in batch if name not in known)
    if orphans:
        log.warning("deleted %d files that no record knows", orphans)
    return orphans


def _delete_orphan(database: Database, blobs: BlobStore, sha256: str, limit: datetime) -> bool:
    """Looks again at row and age while nobody writes: the file may have been uploaded once more since it was listed."""
    with database.transaction() as session:
        if session.scalar(select(Attachment.id).where(Attachment.sha256 == sha256).limit(1)) is not None:
            return False
        return blobs.delete(sha256, stored_before=limit)


def prune_slates(database: Database, months: int) -> int:
    """Deletes slates and outcomes older than `months`; returns how many slates."""
    limit = utc_now() - timedelta(days=months * _DAYS_A_MONTH)
    with database.transaction() as session:
        session.execute(delete(Outcome).where(Outcome.at < limit))
        old = session.scalars(select(Slate.id).where(Slate.at < limit)).all()
        session.execute(delete(Slate).where(Slate.at < limit))
    return len(old)


def delete_initial_passwords(settings: Settings) -> int:
    """Deletes old files of initial passwords, each at its own age; who has not logged in by then gets a reset."""
    limit = utc_now() - timedelta(days=settings.initial_password_days)
    folder = initial_passwords_folder(settings)
    files = [*folder.glob("*.csv"), *folder.parent.glob(f"{folder.name}.csv")]  # one beside the folder names people
    old = [path for path in files if path.stat().st_mtime < limit.timestamp()]
    for path in old:
        path.unlink()
        log.warning("deleted %s after %d days", path, settings.initial_password_days)
    return len(old)
