"""What is deleted by itself: photographs past their time, old slates, orphaned files, handed-out passwords."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from shuangshi.preparation import initial_passwords_file
from shuangshi.settings import Settings
from store.attachments import Attachment
from store.base import utc_now
from store.blobs import BlobStore
from store.database import Database
from store.outcomes import Outcome, Slate
from store.students import remove_attachment

__all__ = ["delete_expired_photos", "delete_initial_passwords", "delete_orphaned_blobs", "prune_slates", "tidy_up"]

log = logging.getLogger(__name__)

_DAYS_A_MONTH = 30
_ORPHAN_AGE = timedelta(days=1)  # a younger file may belong to an upload whose row is still being written


def tidy_up(settings: Settings, database: Database, blobs: BlobStore) -> None:
    """All of it, once."""
    delete_expired_photos(database, blobs)
    delete_orphaned_blobs(database, blobs)
    prune_slates(database, settings.slate_months)
    delete_initial_passwords(settings)


def delete_expired_photos(database: Database, blobs: BlobStore) -> int:
    """Deletes original photographs whose time is over; returns how many."""
    with database.transaction() as session:
        expired = session.scalars(select(Attachment).where(Attachment.delete_after < utc_now())).all()
        for attachment in expired:
            remove_attachment(session, blobs, attachment)
    if expired:
        log.info("deleted %d photographs past their time", len(expired))
    return len(expired)


def delete_orphaned_blobs(database: Database, blobs: BlobStore) -> int:
    """Deletes files that no row knows, as after a crash between file and row; returns how many."""
    orphans = 0
    for sha256 in list(blobs.older_than(utc_now() - _ORPHAN_AGE)):
        with database.transaction() as session:
            if session.scalar(select(Attachment.id).where(Attachment.sha256 == sha256).limit(1)) is None:
                blobs.delete(sha256)
                orphans += 1
    if orphans:
        log.warning("deleted %d files that no record knows", orphans)
    return orphans


def prune_slates(database: Database, months: int) -> int:
    """Deletes slates and outcomes older than `months`; returns how many slates."""
    limit = utc_now() - timedelta(days=months * _DAYS_A_MONTH)
    with database.transaction() as session:
        session.execute(delete(Outcome).where(Outcome.at < limit))
        old = session.scalars(select(Slate.id).where(Slate.at < limit)).all()
        session.execute(delete(Slate).where(Slate.at < limit))
    return len(old)


def delete_initial_passwords(settings: Settings) -> bool:
    """Deletes the file of initial passwords once it is old: it names people, and who has not logged in gets a reset."""
    path = initial_passwords_file(settings)
    if not path.is_file():
        return False
    age = utc_now() - datetime.fromtimestamp(path.stat().st_mtime, tz=utc_now().tzinfo)
    if age < timedelta(days=settings.initial_password_days):
        return False
    path.unlink()
    log.warning("deleted %s after %d days", path, settings.initial_password_days)
    return True
