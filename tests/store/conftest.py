"""A database without tables for each test, on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from store.database import Database
from store.organisations import District, School


def make_database(server_url: str, name: str) -> str:
    """The URL of a new database of the server; an older one of the name is dropped."""
    url = make_url(server_url)
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"drop database if exists {name}"))
        connection.execute(text(f"create database {name}"))
    server.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    else:
        database = Database(make_database(request.getfixturevalue("postgres_url"), "empty"))
    yield database
    database.close()


@pytest.fixture
def with_school(empty: Database) -> Database:
    """Its tables, and the school `s` in the district `d`."""
    empty.migrate()
    with empty.transaction() as session:
        session.add(District(id="d", name="区"))
        session.flush()
        session.add(School(id="s", name="校", district_id="d", contact=None))
    return empty
