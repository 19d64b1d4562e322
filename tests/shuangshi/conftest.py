"""A fresh database and a folder of files, for what the worker does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.accounts import Account
from store.blobs import FolderBlobStore
from store.database import Database
from tests.shuangshi.stored import STUDENT


@pytest.fixture
def fresh_database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    with database.transaction() as session:
        session.add(Account(id=STUDENT, role="student"))
    yield database
    database.close()


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobStore:
    return FolderBlobStore(tmp_path / "blobs")
