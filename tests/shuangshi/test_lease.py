"""A reader keeps its question for as long as it lives, and overwrites nothing that the student corrects meanwhile."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api.reading import QuestionReader
from ocr.reading import Reading, Region
from store.accounts import Account
from store.base import utc_now
from store.blobs import FolderBlobStore
from store.database import Database
from store.questions import Question
from tests.shuangshi.stored import REGIONS, STUDENT, ask, get

READING = Reading("单元测验", 0, REGIONS, 1000, 600)


@pytest.fixture
def database(fresh_database: Database) -> Database:
    return fresh_database


@pytest.fixture
def make_reader(database: Database, blobs: FolderBlobStore) -> Iterator[Any]:
    made: list[QuestionReader] = []

    def make(ocr: Any) -> QuestionReader:
        made.append(QuestionReader(database, blobs, ocr))
        return made[-1]

    yield make
    for reader in made:
        reader.close()


class Failing:
    def events(self, data: bytes) -> Iterator[Region | Reading]:
        raise RuntimeError("killed")


def test_a_reader_that_waits_long_for_its_turn_keeps_its_question(
    database: Database, blobs: FolderBlobStore, make_reader, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    monkeypatch.setattr("api.lease._LENGTH", timedelta(seconds=1))
    monkeypatch.setattr("api.lease._RENEW_S", 0.05)
    ask(database, blobs)
    second = make_reader(Failing())
    tries: list[bool] = []

    class Queued:
        def events(self, data: bytes) -> Iterator[Region | Reading]:
            began = get(database).lease_until
            assert began is not None
            while utc_now() <= began:  # past the lease it was given at first
                time.sleep(0.05)
            tries.extend([second.read("q-1"), second.read_next()])
            yield READING

    assert make_reader(Queued()).read("q-1") is True
    assert tries == [False, False]
    assert (get(database).state, get(database).attempts, get(database).lease_until) == ("read", 1, None)


def test_nobody_renews_the_lease_of_a_reader_that_failed(
    database: Database, blobs: FolderBlobStore, make_reader, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    monkeypatch.setattr("api.lease._RENEW_S", 0.01)
    ask(database, blobs)
    with pytest.raises(RuntimeError):
        make_reader(Failing()).read("q-1")
    left = get(database).lease_until
    time.sleep(0.1)
    assert get(database).lease_until == left
    assert [thread for thread in threading.enumerate() if thread.name == "lease"] == []


def test_a_renewal_that_fails_is_tried_again(
    database: Database, blobs: FolderBlobStore, make_reader, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):  # fmt: skip
    monkeypatch.setattr("api.lease._RENEW_S", 0.01)
    ask(database, blobs)
    transaction = database.transaction
    faults = [OperationalError("", {}, Exception("database is locked"))]
    renewed = threading.Event()

    def faulty():
        if threading.current_thread().name == "lease":
            if faults:
                raise faults.pop()
            renewed.set()
        return transaction()

    class Slow:
        def events(self, data: bytes) -> Iterator[Region | Reading]:
            monkeypatch.setattr(database, "transaction", faulty)
            assert renewed.wait(30)
            yield READING

    assert make_reader(Slow()).read("q-1") is True
    assert "not renewed" in caplog.text
    assert get(database).state == "read"


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    database.migrate()
    with database.transaction() as session:
        session.add(Account(id=STUDENT, role="student"))
    yield database
    database.close()


def test_what_the_student_corrects_meanwhile_is_not_overwritten(postgres: Database, blobs: FolderBlobStore):
    """On PostgreSQL both write at once; SQLite has one writer."""
    ask(postgres, blobs)

    def reader_waits() -> bool:
        with postgres.reading() as session:
            waiting = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
            return bool(session.scalar(waiting))

    class Held:
        def events(self, data: bytes) -> Iterator[Region | Reading]:
            begun.set()
            assert corrected.wait(30)
            yield READING

    begun, corrected = threading.Event(), threading.Event()
    reader = QuestionReader(postgres, blobs, Held())  # type: ignore[arg-type]
    future = reader.submit("q-1")
    try:
        assert begun.wait(30)
        with postgres.transaction() as session:
            question = session.get_one(Question, "q-1")
            question.state, question.text, question.lease_until = "read", "学生改过的题目", None
            session.flush()
            corrected.set()
            while not reader_waits():
                time.sleep(0.02)
        future.result(30)
    finally:
        corrected.set()
        reader.close()
    question = get(postgres)
    assert (question.state, question.text, question.regions) == ("read", "学生改过的题目", [])
