"""The job worker reads questions under a lease, on a fresh database."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from api.reading import QuestionReader, place_in_queue
from ocr.client import ReaderBusy, ReaderDown
from ocr.reading import ReadError, Reading, Region
from shuangshi.housekeeping import delete_expired_photos
from store.attachments import Attachment
from store.base import utc_now
from store.blobs import FolderBlobStore
from store.database import Database
from store.questions import Question
from tests.shuangshi.stored import REGIONS, ask, get

READING = Reading("单元测验\n" + "\n".join(region.text for region in REGIONS), 90, REGIONS, 1000, 600)

Step = Region | Reading | Exception


class ScriptedOcr:
    """Stands for the OCR process: plays one list of steps per picture, the last one for ever."""

    def __init__(self, *plays: list[Step]) -> None:
        self.plays = list(plays)
        self.pictures: list[bytes] = []

    def events(self, data: bytes) -> Iterator[Region | Reading]:
        self.pictures.append(data)
        for step in self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]:
            if isinstance(step, Exception):
                raise step
            yield step


GOOD: list[Step] = [*REGIONS, READING]


@pytest.fixture
def database(fresh_database: Database) -> Database:
    return fresh_database


@pytest.fixture
def make_reader(database: Database, blobs: FolderBlobStore) -> Iterator[Callable[..., QuestionReader]]:
    made: list[QuestionReader] = []

    def make(*plays: list[Step], ocr: Any = None) -> QuestionReader:
        made.append(QuestionReader(database, blobs, ocr or ScriptedOcr(*plays)))
        return made[-1]

    yield make
    for reader in made:
        reader.close()


def expire_lease(database: Database, name: str = "q-1") -> None:
    with database.transaction() as session:
        question = session.get(Question, name)
        assert question is not None
        if question.lease_until is not None:
            question.lease_until = utc_now() - timedelta(seconds=1)


# Reading


def test_a_waiting_question_is_read(database: Database, blobs: FolderBlobStore, make_reader):
    ask(database, blobs)
    ocr = ScriptedOcr(GOOD)
    assert make_reader(ocr=ocr).read_next() is True
    assert ocr.pictures == [b"q-1"]
    question = get(database)
    assert (question.state, question.lease_until, question.problem) == ("read", None, None)
    assert question.regions == [region.to_dict() for region in REGIONS]
    assert (question.region, question.text) == (1, REGIONS[1].text)
    assert (question.rotation, question.frame) == (90, [1000, 600])


def test_a_picture_without_separate_questions_gives_its_whole_text(
    database: Database, blobs: FolderBlobStore, make_reader
):  # fmt: skip
    ask(database, blobs)
    assert make_reader([Reading("什么是惯性", 0, (), 500, 200)]).read_next()
    question = get(database)
    assert (question.state, question.text, question.regions, question.region) == ("read", "什么是惯性", [], None)


def test_the_first_region_is_there_while_the_rest_is_read(database: Database, blobs: FolderBlobStore, make_reader):
    seen: list[tuple[str, int, bool]] = []

    class Watching:
        def events(self, data: bytes) -> Iterator[Region | Reading]:
            for step in GOOD:
                question = get(database)
                leased = question.lease_until is not None and question.lease_until > utc_now()
                seen.append((question.state, len(question.regions), leased))
                yield step

    ask(database, blobs)
    assert make_reader(ocr=Watching()).read("q-1")
    assert seen == [("reading", 0, True), ("reading", 1, True), ("reading", 2, True)]


def test_the_longest_waiting_comes_first_and_read_ones_are_left_alone(
    database: Database, blobs: FolderBlobStore, make_reader
):  # fmt: skip
    now = utc_now()
    ask(database, blobs, "q-late", created_at=now)
    ask(database, blobs, "q-early", created_at=now - timedelta(minutes=1))
    ask(database, blobs, "q-done", created_at=now - timedelta(hours=1), state="read", text="已读")
    with database.reading() as session:
        places = {name: place_in_queue(session, session.get_one(Question, name))
                  for name in ("q-early", "q-late", "q-done")}  # fmt: skip
    assert places == {"q-early": 0, "q-late": 1, "q-done": None}
    ocr = ScriptedOcr(GOOD)
    reader = make_reader(ocr=ocr)
    assert [reader.read_next() for _ in range(3)] == [True, True, False]
    assert ocr.pictures == [b"q-early", b"q-late"]
    assert reader.read("q-done") is False
    assert get(database, "q-done").text == "已读"


def test_a_picture_that_cannot_be_read_fails_with_its_reason(database: Database, blobs: FolderBlobStore, make_reader):
    ask(database, blobs)
    reader = make_reader([REGIONS[0], ReadError("no_text", "图片上没有找到文字。")])
    assert reader.read_next() is True
    question = get(database)
    assert (question.state, question.lease_until) == ("failed", None)
    assert question.problem == {"code": "no_text", "message": "图片上没有找到文字。"}
    assert reader.read_next() is False


@pytest.mark.parametrize("error", [ReaderBusy(8), ReaderDown("connection refused")], ids=["busy", "down"])
def test_a_busy_or_restarting_reader_leaves_the_question_in_the_queue(
    database: Database, blobs: FolderBlobStore, make_reader, error: Exception
):  # fmt: skip
    ask(database, blobs)
    assert make_reader([REGIONS[0], error]).read("q-1") is False
    question = get(database)
    assert (question.state, question.regions, question.text) == ("waiting", [], "")
    assert question.picture_id == "a-q-1"
    expire_lease(database)
    assert make_reader(GOOD).read_next() is True
    assert get(database).text == REGIONS[1].text


@pytest.mark.parametrize("error", [ReaderBusy(8), ReaderDown("connection refused")], ids=["busy", "down"])
def test_a_reader_that_is_busy_or_away_for_a_while_loses_nothing(
    database: Database, blobs: FolderBlobStore, make_reader, error: Exception
):  # fmt: skip
    """The worker asks twice a second, so a full queue or a restart of a few seconds means many refusals."""
    ask(database, blobs)
    refusing = make_reader([error])
    for _ in range(12):
        refusing.read_next()
    expire_lease(database)
    assert get(database).problem is None
    assert make_reader(GOOD).read_next() is True
    assert (get(database).state, get(database).text) == ("read", REGIONS[1].text)


def test_an_answer_that_ends_early_is_asked_for_again(database: Database, blobs: FolderBlobStore, make_reader):
    ask(database, blobs)
    assert make_reader([REGIONS[0]]).read("q-1") is False
    assert (get(database).state, get(database).regions) == ("waiting", [])
    expire_lease(database)
    assert make_reader(GOOD).read_next() is True


def test_a_leased_question_is_left_to_its_reader(database: Database, blobs: FolderBlobStore, make_reader):
    ask(database, blobs)
    other = ScriptedOcr(GOOD)
    second = make_reader(ocr=other)
    tries: list[bool] = []

    class Slow:
        def events(self, data: bytes) -> Iterator[Region | Reading]:
            yield GOOD[0]
            tries.extend([second.read("q-1"), second.read_next()])
            yield from GOOD[1:]

    assert make_reader(ocr=Slow()).read("q-1") is True
    assert tries == [False, False]
    assert other.pictures == []
    assert (get(database).state, get(database).attempts) == ("read", 1)


def test_a_dead_readers_question_is_taken_over_when_its_lease_is_over(
    database: Database, blobs: FolderBlobStore, make_reader
):  # fmt: skip
    ask(database, blobs, state="reading", lease_until=utc_now() + timedelta(seconds=60), attempts=1)
    reader = make_reader(GOOD)
    assert reader.read_next() is False
    assert get(database).state == "reading"
    expire_lease(database)
    assert reader.read_next() is True
    assert (get(database).state, get(database).attempts) == ("read", 2)


def test_whoever_lost_the_lease_no_longer_moves_the_question(database: Database, blobs: FolderBlobStore, make_reader):
    """A reader held up past its lease fails late: the one that has taken over keeps the question."""
    ask(database, blobs)
    entered, finish = threading.Event(), threading.Event()

    class Second:
        def events(self, data: bytes) -> Iterator[Region | Reading]:
            entered.set()
            assert finish.wait(30)
            yield from GOOD

    second = make_reader(ocr=Second())

    class HeldUp:
        def events(self, data: bytes) -> Iterator[Region | Reading]:
            yield GOOD[0]
            expire_lease(database)
            futures.append(second.submit("q-1"))
            assert entered.wait(30)
            raise ReaderDown("timed out")

    futures: list[Any] = []
    try:
        make_reader(ocr=HeldUp()).read("q-1")
        between = get(database)
        third = ScriptedOcr(GOOD)
        taken = make_reader(ocr=third).read_next()
    finally:
        finish.set()
        futures[0].result(30)
    assert between.state == "reading"
    assert between.lease_until is not None
    assert taken is False
    assert third.pictures == []
    assert get(database).state == "read"


def test_an_unforeseen_error_loses_nothing(database: Database, blobs: FolderBlobStore, make_reader):
    ask(database, blobs)
    broken = make_reader([REGIONS[0], RuntimeError("out of memory")])
    with pytest.raises(RuntimeError, match="out of memory"):
        broken.read("q-1")
    question = get(database)
    assert question.state in ("waiting", "reading")
    assert question.picture_id == "a-q-1"
    expire_lease(database)
    assert make_reader(GOOD).read_next() is True
    assert get(database).regions == [region.to_dict() for region in REGIONS]


def test_an_unforeseen_error_in_the_background_is_survived(
    database: Database, blobs: FolderBlobStore, make_reader, caplog: pytest.LogCaptureFixture
):  # fmt: skip
    ask(database, blobs)
    reader = make_reader([RuntimeError("out of memory")], GOOD)
    reader.submit("q-1").result(30)
    assert "stays in the queue" in caplog.text
    expire_lease(database)
    reader.submit("q-1").result(30)
    assert get(database).state == "read"


def test_a_picture_that_kills_every_reader_is_given_up_with_advice(
    database: Database, blobs: FolderBlobStore, make_reader
):  # fmt: skip
    ask(database, blobs)
    ocr = ScriptedOcr([RuntimeError("killed")])
    reader = make_reader(ocr=ocr)
    for attempt in range(1, 6):
        with pytest.raises(RuntimeError):
            reader.read_next()
        assert get(database).attempts == attempt
        expire_lease(database)
    reader.read_next()
    question = get(database)
    assert (question.state, question.lease_until) == ("failed", None)
    assert question.problem is not None
    assert question.problem["code"] == "unreadable"
    assert "重新拍一张" in question.problem["message"]
    assert len(ocr.pictures) == 5
    assert reader.read_next() is False


def test_a_question_whose_photograph_is_gone_says_so(database: Database, blobs: FolderBlobStore, make_reader):
    ask(database, blobs)
    with database.transaction() as session:
        session.get_one(Attachment, "a-q-1").delete_after = utc_now() - timedelta(seconds=1)
    delete_expired_photos(database, blobs)
    ocr = ScriptedOcr(GOOD)
    make_reader(ocr=ocr).read_next()
    question = get(database)
    assert question.state == "failed"
    assert question.problem is not None
    assert question.problem["code"] == "photo_gone"
    assert ocr.pictures == []


def test_a_question_that_is_deleted_meanwhile_stays_deleted(database: Database, blobs: FolderBlobStore, make_reader):
    ask(database, blobs)

    class Deleting:
        def events(self, data: bytes) -> Iterator[Region | Reading]:
            with database.transaction() as session:
                session.delete(session.get_one(Question, "q-1"))
            yield from GOOD

    make_reader(ocr=Deleting()).read("q-1")
    with database.reading() as session:
        assert session.get(Question, "q-1") is None
    assert make_reader(GOOD).read("q-1") is False
