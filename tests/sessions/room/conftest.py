"""A database with two sessions that have come about."""

import pytest

from store.database import Database
from tests.tutored import add_tutoring


@pytest.fixture
def rooms(place: Database) -> Database:
    with place.transaction() as session:
        for name in ("a", "b"):
            add_tutoring(session, name)
    return place
