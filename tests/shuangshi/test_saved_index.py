"""The saved content index is a cache: what is wrong with it is said, and it is made again from the database."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from models.encoder import Vectors
from recommender.answers.disk import STORE_FILE, DiskAnswers
from recommender.answers.postgres import PostgresAnswers, SharedIndexError
from recommender.content_index import ContentIndex
from recommender.items import AnswerItem, ItemChange
from shuangshi.saved_index import IndexPlace, choose_place, open_index
from shuangshi.settings import Settings
from store.catalogue import record_change
from store.database import Database
from store.installation import get_installation_id
from tests.store.conftest import make_database


class OneEncoder:
    """Every text is the same to it."""

    dimension = 4

    def __init__(self, name: str = "one") -> None:
        self.hash = name

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), 4), 0.5, np.float32)

    encode_passages = encode_queries


@pytest.fixture
def saved(tmp_path: Path, fresh_database: Database) -> Path:
    """An index that has followed the three changes of the database."""
    with fresh_database.transaction() as session:
        for _ in range(3):
            record_change(session, "answer", "roots")
        source = get_installation_id(session)
    save(tmp_path / "content.npz", source, 3)
    return tmp_path / "content.npz"


def save(path: Path, source: str, sequence: int) -> None:
    answer = AnswerItem(id="roots", title="根", subject="数学", points=(), level="B1", difficulty=0.5, question="根")
    index = ContentIndex(OneEncoder(), source)
    index.apply([ItemChange(sequence=sequence, kind="answer", item_id="roots", item=answer)])
    index.save(path)


def test_a_sound_index_is_taken(saved: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture):
    index = open_index(IndexPlace(saved), OneEncoder(), fresh_database)
    assert (index.sequence, len(index)) == (3, 1)
    assert caplog.text == ""
    assert saved.exists()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"garbage"])
def test_a_damaged_index_is_made_again(
    saved: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture, damage: bytes
):
    saved.write_bytes(damage)
    assert open_index(IndexPlace(saved), OneEncoder(), fresh_database).sequence == 0
    assert "unreadable" in caplog.text
    assert not saved.exists()


def test_an_index_ahead_of_a_restored_database_is_made_again(
    saved: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture
):
    """It would pass over the changes to come, and show what the restored database does not hold."""
    save(saved, ContentIndex.load(saved, OneEncoder()).source, 4)
    index = open_index(IndexPlace(saved), OneEncoder(), fresh_database)
    assert (index.sequence, len(index)) == (0, 0)
    assert "ahead of the database" in caplog.text
    assert not saved.exists()


def test_another_databases_or_encoders_index_is_made_again(
    saved: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture
):
    assert open_index(IndexPlace(saved), OneEncoder("two"), fresh_database).sequence == 0
    assert "another encoder" in caplog.text
    save(saved, "elsewhere", 3)
    index = open_index(IndexPlace(saved), OneEncoder(), fresh_database)
    assert index.sequence == 0
    assert index.source not in ("", "elsewhere")
    assert "another database" in caplog.text


def test_no_index_is_no_fault(tmp_path: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture):
    assert open_index(IndexPlace(tmp_path / "content.npz"), OneEncoder(), fresh_database).sequence == 0
    assert caplog.text == ""


@pytest.fixture
def on_disk(saved: Path, fresh_database: Database) -> IndexPlace:
    """The same with answered questions on disk."""
    place = IndexPlace(saved.with_name("content-without-answers.npz"), saved.with_name("answers"))
    follow(place, fresh_database, OneEncoder())
    return place


def follow(place: IndexPlace, database: Database, encoder: OneEncoder, sequence: int = 3) -> None:
    answer = AnswerItem(id="roots", title="根", subject="数学", points=(), level="B1", difficulty=0.5, question="根")
    index = open_index(place, encoder, database)
    index.apply([ItemChange(sequence=sequence, kind="answer", item_id="roots", item=answer)])
    index.save(place.file)
    close(index)


def close(index: ContentIndex) -> None:
    assert isinstance(index._answers, DiskAnswers | PostgresAnswers)
    index._answers.close()


def test_answers_on_disk_are_taken(
    on_disk: IndexPlace, fresh_database: Database, caplog: pytest.LogCaptureFixture
):  # fmt: skip
    index = open_index(on_disk, OneEncoder(), fresh_database)
    assert (index.sequence, len(index)) == (3, 1)
    assert index.get("roots").id == "roots"
    assert caplog.text == ""
    close(index)


def test_damaged_answers_on_disk_are_made_again(
    on_disk: IndexPlace, fresh_database: Database, caplog: pytest.LogCaptureFixture
):
    assert on_disk.answers is not None
    (on_disk.answers / STORE_FILE).write_bytes(b"something else" * 1000)
    index = open_index(on_disk, OneEncoder(), fresh_database)
    assert "unreadable" in caplog.text
    assert (index.sequence, len(index)) == (0, 0)
    close(index)


def test_answers_on_disk_of_another_encoder_or_ahead_are_made_again(
    on_disk: IndexPlace, fresh_database: Database, caplog: pytest.LogCaptureFixture
):
    index = open_index(on_disk, OneEncoder("two"), fresh_database)
    assert "index of answered questions was made with another encoder" in caplog.text
    assert (index.sequence, len(index)) == (0, 0)
    close(index)
    follow(on_disk, fresh_database, OneEncoder("two"), 4)
    index = open_index(on_disk, OneEncoder("two"), fresh_database)
    assert "index of answered questions is at 4, ahead of the database" in caplog.text
    assert (index.sequence, len(index)) == (0, 0)
    close(index)


def test_the_number_of_answers_chooses_the_place(
    tmp_path: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level("INFO"):
        assert choose_place(Settings(home=tmp_path), fresh_database).answers is None
        assert caplog.text == ""
        place = choose_place(Settings(home=tmp_path, disk_index_from=0), fresh_database)
    assert place.answers == tmp_path / "indexes" / "answers"
    assert "searched on disk" in caplog.text


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Database]:
    database = Database(make_database(postgres_url, "saved_index"))
    database.migrate()
    with database.transaction() as session:
        for _ in range(3):
            record_change(session, "answer", "roots")
    yield database
    database.close()


def test_shared_answers_are_found_by_every_replica(
    tmp_path: Path, on_postgres: Database, caplog: pytest.LogCaptureFixture
):
    settings = Settings(home=tmp_path, shared_index=True)
    place = choose_place(settings, on_postgres)
    follow(place, on_postgres, OneEncoder())
    other = choose_place(settings.model_copy(update={"home": tmp_path / "other"}), on_postgres)
    index = open_index(other, OneEncoder(), on_postgres)
    assert index.get("roots").id == "roots"
    assert index.sequence == 0  # it has not followed what is its own yet
    assert caplog.text == ""


def test_what_another_replica_has_put_there_is_not_encoded_again(tmp_path: Path, on_postgres: Database):
    place = choose_place(Settings(home=tmp_path, shared_index=True), on_postgres)
    follow(place, on_postgres, OneEncoder())
    encoder = OneEncoder()
    encoder.encode_passages = lambda texts: pytest.fail("encoded") if texts else np.zeros((0, 4), np.float32)
    index = open_index(IndexPlace(tmp_path / "new.npz", is_shared=True), encoder, on_postgres)
    answer = AnswerItem(id="roots", title="根", subject="数学", points=(), level="B1", difficulty=0.5, question="根")
    index.apply([ItemChange(sequence=3, kind="answer", item_id="roots", item=answer)])
    assert (index.sequence, len(index)) == (3, 1)


def test_shared_answers_of_another_encoder_or_ahead_are_made_again(
    tmp_path: Path, on_postgres: Database, caplog: pytest.LogCaptureFixture
):
    place = choose_place(Settings(home=tmp_path, shared_index=True), on_postgres)
    follow(place, on_postgres, OneEncoder())
    assert len(open_index(place, OneEncoder("two"), on_postgres)) == 0
    assert "shared index of answered questions was made with another encoder" in caplog.text
    follow(place, on_postgres, OneEncoder("two"), 4)
    assert len(open_index(place, OneEncoder("two"), on_postgres)) == 0
    assert "shared index of answered questions is at 4, ahead of the database" in caplog.text


def test_sharing_needs_postgresql(tmp_path: Path, fresh_database: Database):
    with pytest.raises(SharedIndexError, match="SHUANGSHI_DATABASE_URL"):
        choose_place(Settings(home=tmp_path, shared_index=True), fresh_database)
