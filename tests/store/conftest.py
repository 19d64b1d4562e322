"""A database without tables for each test, on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from store.database import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    else:
        url = make_url(request.getfixturevalue("postgres_url"))
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("drop database if exists empty"))
            connection.execute(text("create database empty"))
        server.dispose()
        database = Database(url.set(database="empty").render_as_string(hide_password=False))
    yield database
    database.close()
