"""Of the shared index alone: replicas take turns, a failed change leaves nothing, and what it needs is said."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy import text as sql

from models.encoder import EncoderMismatchError
from recommender.answers import postgres
from recommender.answers.postgres import PostgresAnswers, SharedIndexError, read_state
from tests.recommender.answers.writer import change, kept_at, numbered
from tests.store.conftest import make_database


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(make_database(postgres_url, "replicas"))
    yield engine
    engine.dispose()


def replica(engine: Engine, encoder_hash: str = "hash") -> PostgresAnswers:
    return PostgresAnswers(engine, encoder_hash, 16, "log")


def check_is_whole(index: PostgresAnswers, sequence: int) -> None:
    kept = kept_at(sequence)
    assert (index.sequence, len(index)) == (sequence, len(kept))
    for number in kept:
        answer = numbered(number)
        assert index.search(answer.vector[None], answer.text, {"数学"})[0][0] == answer.item


def test_replicas_that_follow_the_same_log_at_once_make_one_index(engine: Engine):
    indexes = [replica(engine) for _ in range(4)]

    def follow(index: PostgresAnswers) -> None:
        for sequence in range(1, 13):
            change(index, sequence)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(follow, indexes))
    for index in indexes:
        check_is_whole(index, 12)


def test_replicas_that_start_at_once_make_the_tables_once(engine: Engine):
    with ThreadPoolExecutor(4) as pool:
        indexes = list(pool.map(lambda _: replica(engine), range(4)))
    change(indexes[0], 1)
    check_is_whole(indexes[3], 1)


def test_a_failed_change_leaves_nothing_behind(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    index = replica(engine)
    change(index, 1)

    def explode(*_args: object) -> None:
        raise OSError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(postgres, "_draw_background", explode)
        with pytest.raises(OSError, match="gone"):
            change(index, 2)
    check_is_whole(index, 1)
    change(index, 2)
    check_is_whole(index, 2)


def test_the_background_is_counted_on_beyond_a_sample(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgres, "SAMPLE_SIZE", 12)
    index = replica(engine)
    index.apply([numbered(number) for number in range(5, 45)], [], 1)
    change(index, 10)
    state = read_state(engine)
    assert state is not None
    assert state.pending == 0
    with engine.connect() as connection:
        background = index._load_background(connection)
    assert (len(background.vectors), background.texts) == (12, 40)
    assert background.frequencies.max() == 45  # what every text has; those gone stay counted


def test_two_encoders_do_not_mix(engine: Engine):
    old = replica(engine)
    change(old, 1)
    new = replica(engine, "other")
    assert new.encoder_hash == "hash"  # whoever opens it sees that it is of no use
    new.clear("other", "log")
    with pytest.raises(EncoderMismatchError, match="same encoder"):
        change(old, 2)
    assert len(new) == 0


def test_an_older_format_is_begun_anew(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    change(replica(engine), 1)
    monkeypatch.setattr(postgres, "_FORMAT", 99)
    assert len(replica(engine)) == 0


def test_a_database_without_pgvector_says_what_to_do(postgres_url: str):
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for statement in ("DROP DATABASE IF EXISTS bare", "DROP ROLE IF EXISTS plain", "CREATE ROLE plain LOGIN",
                          "CREATE DATABASE bare OWNER plain"):  # fmt: skip
            connection.execute(sql(statement))
    server.dispose()
    engine = create_engine(make_url(postgres_url).set(database="bare", username="plain"))
    assert read_state(engine) is None
    with pytest.raises(SharedIndexError, match="CREATE EXTENSION vector"):
        replica(engine)
    engine.dispose()
