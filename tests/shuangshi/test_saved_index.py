"""The saved content index is a cache: what is wrong with it is said, and it is made again from the database."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.encoder import Vectors
from recommender.content_index import ContentIndex
from recommender.items import AnswerItem, ItemChange
from shuangshi.engine import _open_index
from store.catalogue import record_change
from store.database import Database
from store.installation import get_installation_id


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
    index = _open_index(saved, OneEncoder(), fresh_database)
    assert (index.sequence, len(index)) == (3, 1)
    assert caplog.text == ""
    assert saved.exists()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"garbage"])
def test_a_damaged_index_is_made_again(
    saved: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture, damage: bytes
):
    saved.write_bytes(damage)
    assert _open_index(saved, OneEncoder(), fresh_database).sequence == 0
    assert "unreadable" in caplog.text
    assert not saved.exists()


def test_an_index_ahead_of_a_restored_database_is_made_again(
    saved: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture
):
    """It would pass over the changes to come, and show what the restored database does not hold."""
    save(saved, ContentIndex.load(saved, OneEncoder()).source, 4)
    index = _open_index(saved, OneEncoder(), fresh_database)
    assert (index.sequence, len(index)) == (0, 0)
    assert "ahead of the database" in caplog.text
    assert not saved.exists()


def test_another_databases_or_encoders_index_is_made_again(
    saved: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture
):
    assert _open_index(saved, OneEncoder("two"), fresh_database).sequence == 0
    assert "another encoder" in caplog.text
    save(saved, "elsewhere", 3)
    index = _open_index(saved, OneEncoder(), fresh_database)
    assert index.sequence == 0
    assert index.source not in ("", "elsewhere")
    assert "another database" in caplog.text


def test_no_index_is_no_fault(tmp_path: Path, fresh_database: Database, caplog: pytest.LogCaptureFixture):
    assert _open_index(tmp_path / "content.npz", OneEncoder(), fresh_database).sequence == 0
    assert caplog.text == ""
