"""A database with two sessions that have come about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import Database
from store.organisations import District, School
from tests.tutored import add_tutoring


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    with database.transaction() as session:
        session.add(District(id="d", name="区"))
        session.flush()
        session.add(School(id="s", name="校", district_id="d", contact=None))
        session.flush()
        for name in ("a", "b"):
            add_tutoring(session, name)
    yield database
    database.close()
