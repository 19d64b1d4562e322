"""What is deleted by itself, and what is not, on a fresh database."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from shuangshi.housekeeping import (
    delete_expired_photos,
    delete_initial_passwords,
    delete_orphaned_blobs,
    prune_slates,
    tidy_up,
)
from shuangshi.preparation import initial_passwords_file
from shuangshi.settings import Settings
from store.attachments import Attachment
from store.base import utc_now
from store.blobs import FolderBlobStore
from store.database import Database
from store.outcomes import Outcome, Slate
from tests.shuangshi.stored import REGIONS, STUDENT, ask, exists, get, put_photo


@pytest.fixture
def database(fresh_database: Database) -> Database:
    return fresh_database


# Photographs past their time


def test_a_photograph_past_its_time_goes_with_its_bytes(database: Database, blobs: FolderBlobStore):
    now = utc_now()
    old = put_photo(database, blobs, "old", b"old", now - timedelta(seconds=1))
    new = put_photo(database, blobs, "new", b"new", now + timedelta(days=1))
    content = put_photo(database, blobs, "content", b"video", None)
    assert delete_expired_photos(database, blobs) == 1
    with database.reading() as session:
        assert session.get(Attachment, "old") is None
        assert session.get(Attachment, "new") is not None
        assert session.get(Attachment, "content") is not None
    assert [exists(blobs, name) for name in (old, new, content)] == [False, True, True]
    assert delete_expired_photos(database, blobs) == 0


def test_bytes_that_another_row_shares_stay_until_the_last_goes(database: Database, blobs: FolderBlobStore):
    now = utc_now()
    shared = put_photo(database, blobs, "first", b"same", now - timedelta(days=1))
    put_photo(database, blobs, "second", b"same", now + timedelta(days=1))
    assert delete_expired_photos(database, blobs) == 1
    assert exists(blobs, shared)
    with database.transaction() as session:
        session.get_one(Attachment, "second").delete_after = now - timedelta(seconds=1)
    assert delete_expired_photos(database, blobs) == 1
    assert not exists(blobs, shared)


def test_rows_that_share_bytes_and_expire_together_leave_nothing(database: Database, blobs: FolderBlobStore):
    for name in ("first", "second"):
        shared = put_photo(database, blobs, name, b"same", utc_now() - timedelta(days=1))
    assert delete_expired_photos(database, blobs) == 2
    assert not exists(blobs, shared)


def test_a_question_keeps_its_text_when_its_photograph_goes(database: Database, blobs: FolderBlobStore):
    row = REGIONS[1].to_dict()
    ask(database, blobs, state="read", text=row["text"], regions=[row], region=0)
    with database.transaction() as session:
        session.get_one(Attachment, "a-q-1").delete_after = utc_now() - timedelta(seconds=1)
    assert delete_expired_photos(database, blobs) == 1
    question = get(database)
    assert question.picture_id is None
    assert (question.state, question.text, question.regions) == ("read", row["text"], [row])


def test_bytes_that_are_gone_already_are_no_obstacle(database: Database, blobs: FolderBlobStore):
    blobs.delete(put_photo(database, blobs, "old", b"old", utc_now() - timedelta(days=1)))
    assert delete_expired_photos(database, blobs) == 1


# Pruning the outcome log


def put_slate(database: Database, name: str, days_ago: int) -> None:
    at = utc_now() - timedelta(days=days_ago)
    with database.transaction() as session:
        session.add(Slate(id=f"sl-{name}", student_id=STUDENT, at=at, log={}, model={}))
        session.flush()
        session.add(Outcome(id=f"o-{name}", slate_id=f"sl-{name}", student_id=STUDENT, kind="shown", at=at))
        session.add(Outcome(id=f"item-{name}", student_id=STUDENT, kind="attempted", at=at))


def test_old_slates_and_outcomes_go_and_new_ones_stay(database: Database):
    put_slate(database, "old", 200)
    put_slate(database, "older", 2000)
    put_slate(database, "new", 100)
    assert prune_slates(database, 6) == 2
    with database.reading() as session:
        assert {row.id for row in session.query(Slate)} == {"sl-new"}
        assert {row.id for row in session.query(Outcome)} == {"o-new", "item-new"}
    assert prune_slates(database, 6) == 0


def test_pruning_leaves_questions_alone(database: Database, blobs: FolderBlobStore):
    ask(database, blobs, state="read", text="求浮力", created_at=utc_now() - timedelta(days=300))
    put_slate(database, "old", 200)
    with database.transaction() as session:
        session.get_one(Slate, "sl-old").question_id = "q-1"
    assert prune_slates(database, 6) == 1
    assert get(database).text == "求浮力"


# Orphaned files


def make_old(blobs: FolderBlobStore, sha256: str, days: float = 2) -> None:
    moment = time.time() - days * 86_400
    os.utime(blobs.folder / sha256[:2] / sha256, (moment, moment))


def test_an_old_file_without_a_row_goes(database: Database, blobs: FolderBlobStore):
    orphan, known, young = blobs.put(b"orphan"), put_photo(database, blobs, "kept", b"kept", None), blobs.put(b"young")
    make_old(blobs, orphan)
    make_old(blobs, known)
    assert delete_orphaned_blobs(database, blobs) == 1
    assert [exists(blobs, name) for name in (orphan, known, young)] == [False, True, True]


def test_an_old_orphan_that_is_uploaded_again_is_young(database: Database, blobs: FolderBlobStore):
    sha256 = blobs.put(b"again")
    make_old(blobs, sha256)
    blobs.put(b"again")
    assert delete_orphaned_blobs(database, blobs) == 0
    assert exists(blobs, sha256)


def test_other_files_in_the_folder_are_left_alone(database: Database, blobs: FolderBlobStore):
    note = blobs.folder / "ab" / "README"
    note.parent.mkdir(parents=True)
    note.write_text("mine", encoding="utf-8")
    os.utime(note, (0, 0))
    assert delete_orphaned_blobs(database, blobs) == 0
    assert note.is_file()


# Initial passwords


def test_handed_out_passwords_are_deleted_in_time(tmp_path: Path):
    settings = Settings(home=tmp_path, initial_password_days=3)
    path = initial_passwords_file(settings)
    assert not delete_initial_passwords(settings)
    path.write_text("school,number,name,password", encoding="utf-8")
    assert not delete_initial_passwords(settings)
    moment = time.time() - 4 * 86_400
    os.utime(path, (moment, moment))
    assert delete_initial_passwords(settings)
    assert not path.exists()


def test_tidying_up_does_all_of_it(tmp_path: Path, database: Database, blobs: FolderBlobStore):
    put_photo(database, blobs, "old", b"old", utc_now() - timedelta(days=1))
    make_old(blobs, blobs.put(b"orphan"))
    put_slate(database, "old", 900)
    tidy_up(Settings(home=tmp_path), database, blobs)
    assert not [path for path in blobs.folder.rglob("*") if path.is_file()]
    with database.reading() as session:
        assert session.query(Slate).count() == 0
