"""A database with a district and a school."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import Database
from store.organisations import District, School


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    with database.transaction() as session:
        session.add(District(id="d", name="区"))
        session.flush()
        session.add(School(id="s", name="校", district_id="d", contact=None))
    yield database
    database.close()
