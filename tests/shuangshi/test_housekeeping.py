"""What is deleted by itself, and what is not, on a fresh database."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from shuangshi.housekeeping import (
    delete_expired_photos,
    delete_initial_passwords,
    delete_orphaned_blobs,
    prune_slates,
    tidy_up,
)
from shuangshi.preparation import initial_passwords_folder
from shuangshi.settings import Settings
from store.accounts import Account
from store.attachments import Attachment
from store.base import utc_now
from store.blobs import FolderBlobStore
from store.database import Database
from store.outcomes import Outcome, Slate
from store.students import remove_attachment
from tests.shuangshi.stored import REGIONS, STUDENT, ask, exists, get, put_photo


@pytest.fixture
def database(fresh_database: Database) -> Database:
    return fresh_database


def make_old(blobs: FolderBlobStore, sha256: str, days: float = 2) -> None:
    moment = time.time() - days * 86_400
    os.utime(blobs.folder / sha256[:2] / sha256, (moment, moment))


# Photographs past their time


def put_expired_photo(database: Database, blobs: FolderBlobStore, name: str, data: bytes) -> str:
    sha256 = put_photo(database, blobs, name, data, utc_now() - timedelta(seconds=1))
    make_old(blobs, sha256, days=30)
    return sha256


def test_a_photograph_past_its_time_goes_with_its_bytes(database: Database, blobs: FolderBlobStore):
    now = utc_now()
    old = put_expired_photo(database, blobs, "old", b"old")
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
    make_old(blobs, shared)
    with database.transaction() as session:
        session.get_one(Attachment, "second").delete_after = now - timedelta(seconds=1)
    assert delete_expired_photos(database, blobs) == 1
    assert not exists(blobs, shared)


def test_rows_that_share_bytes_and_expire_together_leave_nothing(database: Database, blobs: FolderBlobStore):
    for name in ("first", "second"):
        shared = put_expired_photo(database, blobs, name, b"same")
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
    blobs.delete(put_expired_photo(database, blobs, "old", b"old"))
    assert delete_expired_photos(database, blobs) == 1


class BusyStore(FolderBlobStore):
    """While a blob is deleted, somebody else writes to the database."""

    def __init__(self, folder: Path, database: Database) -> None:
        super().__init__(folder)
        self.database = database
        self.written = 0

    def delete(self, sha256: str, stored_before: datetime | None = None) -> bool:
        with self.database.transaction() as session:
            session.add(Account(id=f"s-other-{self.written}", role="student"))
        self.written += 1
        return super().delete(sha256, stored_before)


def test_writers_go_on_while_bytes_are_deleted(database: Database, tmp_path: Path):
    blobs = BusyStore(tmp_path / "blobs", database)
    for i in range(3):
        put_expired_photo(database, blobs, f"old-{i}", f"old {i}".encode())
    assert delete_expired_photos(database, blobs) == 3
    assert blobs.written == 3


def test_many_photographs_go_a_few_at_a_time(database: Database, blobs: FolderBlobStore):
    for i in range(120):
        put_expired_photo(database, blobs, f"old-{i}", f"old {i}".encode())
    commits: list[int] = []
    event.listen(database.engine, "commit", lambda _connection: commits.append(1))
    assert delete_expired_photos(database, blobs) == 120
    assert len(commits) >= 3
    assert not [path for path in blobs.folder.rglob("*") if path.is_file()]


def test_bytes_of_a_deletion_that_failed_stay(database: Database, blobs: FolderBlobStore):
    sha256 = put_expired_photo(database, blobs, "old", b"old")
    with pytest.raises(RuntimeError), database.transaction() as session:  # noqa: PT012 - the point of the test
        remove_attachment(session, blobs, session.get_one(Attachment, "old"))
        raise RuntimeError
    assert exists(blobs, sha256)
    assert delete_expired_photos(database, blobs) == 1


def test_bytes_that_are_uploaded_again_just_then_stay(database: Database, blobs: FolderBlobStore):
    """An upload stores bytes first and writes its row afterwards."""
    put_expired_photo(database, blobs, "old", b"again")
    sha256 = blobs.put(b"again")
    assert delete_expired_photos(database, blobs) == 1
    assert exists(blobs, sha256)


def test_a_store_that_is_down_leaves_bytes_to_the_sweep(
    database: Database, blobs: FolderBlobStore, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    sha256 = put_expired_photo(database, blobs, "old", b"old")
    with monkeypatch.context() as broken:
        broken.setattr(FolderBlobStore, "delete", lambda *_: 1 / 0)
        assert delete_expired_photos(database, blobs) == 1
    assert exists(blobs, sha256)
    assert delete_orphaned_blobs(database, blobs) == 1


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


def test_looking_for_orphans_waits_for_no_writer(database: Database, blobs: FolderBlobStore):
    make_old(blobs, put_photo(database, blobs, "kept", b"kept", None))
    with database.transaction() as session:
        session.add(Account(id="s-other", role="student"))
        session.flush()
        assert delete_orphaned_blobs(database, blobs) == 0


@pytest.mark.parametrize("again", ["bytes", "row"])
def test_an_orphan_that_finds_an_owner_just_then_stays(database: Database, blobs: FolderBlobStore, again: str):
    """Between listing and deleting, an upload of the same bytes has stored them, or has written its row too."""
    sha256 = blobs.put(b"again")
    make_old(blobs, sha256)

    class Listed(FolderBlobStore):
        def delete(self, sha256: str, stored_before: datetime | None = None) -> bool:
            self.put(b"again")
            return super().delete(sha256, stored_before)

    @contextmanager
    def reading_before_the_row() -> Iterator[Session]:
        with Database.reading(database) as session:
            yield session
        put_photo(database, blobs, "again", b"again", None)
        make_old(blobs, sha256)

    with pytest.MonkeyPatch.context() as patch:
        if again == "row":
            patch.setattr(database, "reading", reading_before_the_row)
        assert delete_orphaned_blobs(database, Listed(blobs.folder) if again == "bytes" else blobs) == 0
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
    assert delete_initial_passwords(settings) == 0
    folder = initial_passwords_folder(settings)
    folder.mkdir()
    old, new, beside = (
        folder / "20260901T080000.000000Z.csv",
        folder / "20260904T080000.000000Z.csv",
        tmp_path / "x.csv",
    )
    for path in (old, new, beside):
        path.write_text("organisation,number,password", encoding="utf-8")
    assert delete_initial_passwords(settings) == 0
    moment = time.time() - 4 * 86_400
    for path in (old, beside):
        os.utime(path, (moment, moment))
    assert delete_initial_passwords(settings) == 1
    assert [path.exists() for path in (old, new, beside)] == [False, True, True]


def test_tidying_up_does_all_of_it(tmp_path: Path, database: Database, blobs: FolderBlobStore):
    put_expired_photo(database, blobs, "old", b"old")
    make_old(blobs, blobs.put(b"orphan"))
    put_slate(database, "old", 900)
    tidy_up(Settings(home=tmp_path), database, blobs)
    assert not [path for path in blobs.folder.rglob("*") if path.is_file()]
    with database.reading() as session:
        assert session.query(Slate).count() == 0
