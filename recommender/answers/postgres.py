"""Answered questions in PostgreSQL with pgvector: one index for all engine replicas.

Everything lives in a schema of its own, a cache of the change log that may be dropped at any time: vectors under HNSW
(Malkov and Yashunin 2018), trigrams as hashed integers under GIN. A change, the sequence it brings the index to and the
background drawn anew are one transaction under the lock of the state's only row: replicas take turns, and whoever
searches sees the state before a change or after it.
"""

import threading
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from models.encoder import EncoderMismatchError, Vectors
from recommender.answers.background import SAMPLE_SIZE, Background, is_outdated
from recommender.answers.features import Features, Rows, pack_wording, unpack_features, unpack_wording
from recommender.answers.index import CANDIDATES, IndexedAnswer
from recommender.answers.trigrams import LONG_LIST, MOST_POSTINGS, nearest_by_trigrams, rarest_trigrams, trigrams_of
from recommender.items import AnswerItem, facets_of
from recommender.wording import BUCKETS, document_frequencies, wording_features

__all__ = ["PostgresAnswers", "SharedIndexError", "SharedState", "read_state"]

_FORMAT = 1  # of the tables, raised with what their rows hold
_LOCK = 7_305_117  # of whoever makes the tables
_TRIGRAMS_AT_ONCE = 16  # lists read in one query
_SEED = 5

_TABLES = """
CREATE SCHEMA answer_index;
CREATE TABLE answer_index.state (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    format integer NOT NULL, source text NOT NULL, encoder_hash text NOT NULL,
    sequence bigint NOT NULL DEFAULT 0, answers bigint NOT NULL DEFAULT 0, pending bigint NOT NULL DEFAULT 0
);
CREATE TABLE answer_index.background (
    number bigserial PRIMARY KEY, upto bigint NOT NULL, dump bytea NOT NULL
);
CREATE TABLE answer_index.answer (
    row bigserial PRIMARY KEY, id text UNIQUE NOT NULL, facets text[] NOT NULL, vector halfvec({dimension}) NOT NULL,
    wording bytea NOT NULL, item text NOT NULL
);
CREATE TABLE answer_index.trigram (
    row bigint PRIMARY KEY REFERENCES answer_index.answer ON DELETE CASCADE, facets text[] NOT NULL,
    hashes integer[] NOT NULL
);
CREATE INDEX answer_facet ON answer_index.answer USING gin (facets);
CREATE INDEX answer_vector ON answer_index.answer USING hnsw (vector halfvec_ip_ops);
CREATE INDEX trigram_hash ON answer_index.trigram USING gin (hashes) WITH (fastupdate = off);
"""
_NEAREST = """
SELECT row FROM answer_index.answer WHERE facets && :facets ORDER BY vector <#> CAST(:vector AS halfvec) LIMIT :most
"""
_WITH_TRIGRAMS = """
SELECT wanted.place, found.row FROM unnest(CAST(:hashes AS integer[])) WITH ORDINALITY AS wanted (hash, place),
LATERAL (
    SELECT row FROM answer_index.trigram WHERE hashes @> ARRAY[wanted.hash] AND facets && :facets LIMIT :most
) AS found
"""
_FEATURES = """
SELECT row, halfvec_send(vector), wording FROM answer_index.answer WHERE row = ANY(:rows) ORDER BY row
"""
_SAMPLE = "SELECT row FROM answer_index.answer ORDER BY hashint8extended(row, :seed) LIMIT :most"
_STATE = "SELECT format, source, encoder_hash, sequence, answers, pending FROM answer_index.state"
_STATE_TO_CHANGE = _STATE + " FOR UPDATE"


class SharedIndexError(RuntimeError):
    """PostgreSQL cannot hold the index; says what would let it."""


@dataclass(frozen=True)
class SharedState:
    """How far the shared index is.

    Attributes:
        format: Of the tables.
        source: Names the change log it follows.
        encoder_hash: Of the encoder that its vectors come from.
        sequence: How far it has followed.
        answers: How many it holds.
        pending: Changes since the background was drawn.
    """

    format: int
    source: str
    encoder_hash: str
    sequence: int
    answers: int
    pending: int


def read_state(engine: Engine) -> SharedState | None:
    """That of the shared index in a database, where there is one."""
    with engine.connect() as connection:
        return _read_state(connection) if _has_tables(connection) else None


class PostgresAnswers:
    """The `AnswerIndex` in PostgreSQL.

    Args:
        engine: Of the database, which may hold other things as well.
        encoder_hash: Of the encoder that its vectors come from.
        dimension: Of the vectors.
        source: Names the change log that a new index follows.

    Attributes:
        source: Names the change log it follows.
        encoder_hash: Of the encoder that made it, which may be another than was asked for: then it is of no use.

    Raises:
        SharedIndexError: The database has no pgvector.
    """

    def __init__(self, engine: Engine, encoder_hash: str, dimension: int, source: str) -> None:
        self._engine = engine
        self._loading = threading.Lock()
        self._background = 0, Background.of_nothing(dimension)
        self._dimension = dimension
        with self._engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            if not _has_tables(connection) or _read_state(connection).format != _FORMAT:
                _make_tables(connection, encoder_hash, dimension, source)
            state = _read_state(connection)
        self.source, self.encoder_hash = state.source, state.encoder_hash

    @property
    def sequence(self) -> int:
        """How far it has followed the change log."""
        with self._reading() as connection:
            return _read_state(connection).sequence

    def __len__(self) -> int:
        with self._reading() as connection:
            return _read_state(connection).answers

    def close(self) -> None:
        """Lets go of nothing: connections are the engine's."""

    def clear(self, encoder_hash: str, source: str) -> None:
        """Forgets everything, to follow a change log from its start with an encoder."""
        with self._engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            _make_tables(connection, encoder_hash, self._dimension, source)
        self.source, self.encoder_hash = source, encoder_hash

    def find(self, item_id: str) -> AnswerItem | None:
        """The answer with this id, where it is in the index."""
        with self._reading() as connection:
            found = connection.execute(text("SELECT item FROM answer_index.answer WHERE id = :id"), {"id": item_id})
            item = found.scalar_one_or_none()
        return AnswerItem.model_validate_json(item) if item is not None else None

    def search(self, vector: Vectors, text: str, facets: Collection[str]) -> list[tuple[AnswerItem, float]]:
        """See `AnswerIndex`: candidates by meaning and by wording, their union scored by both."""
        with self._reading() as connection:
            background = self._load_background(connection)
            by_meaning = _nearest_by_meaning(connection, vector, facets)
            by_wording = _nearest_by_wording(connection, text, facets, background)
            features = _read_features(connection, np.union1d(by_meaning, by_wording))
            ranked = background.rank(np.asarray(vector, np.float32), text, features)
            items = _read_items(connection, np.array([row for row, _ in ranked], np.int64))
        return [(items[row], score) for row, score in ranked]

    def apply(self, put: Sequence[IndexedAnswer], withdrawn: Collection[str], sequence: int) -> None:
        """See `AnswerIndex`. Where another replica has been quicker, nothing is left to do.

        Raises:
            EncoderMismatchError: Another replica has begun the index anew with another encoder.
        """
        with self._engine.begin() as connection:
            state = _read_state(connection, _STATE_TO_CHANGE)
            if state.encoder_hash != self.encoder_hash:
                raise EncoderMismatchError(
                    f"another engine replica has begun the shared index anew with encoder {state.encoder_hash[:12]};"
                    f" this one has {self.encoder_hash[:12]}: give all replicas the same encoder"
                )
            if sequence <= state.sequence:
                return
            gone = connection.execute(
                text("DELETE FROM answer_index.answer WHERE id = ANY(:ids)"),
                {"ids": [*withdrawn, *(answer.item.id for answer in put)]},
            ).rowcount
            _insert(connection, put)
            answers, pending = state.answers - gone + len(put), state.pending + gone + len(put)
            if is_outdated(pending, answers):
                _draw_background(connection, answers, self._dimension)
                pending = 0
            connection.execute(
                text("UPDATE answer_index.state SET sequence = :sequence, answers = :answers, pending = :pending"),
                {"sequence": sequence, "answers": answers, "pending": pending},
            )

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """What is read inside is of one moment."""
        with self._engine.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def _load_background(self, connection: Connection) -> Background:
        """The one that stands in the database, read where it is not the one at hand."""
        newest = connection.execute(text("SELECT max(number) FROM answer_index.background")).scalar_one() or 0
        with self._loading:
            if newest != self._background[0]:
                dump = connection.execute(
                    text("SELECT dump FROM answer_index.background WHERE number = :number"), {"number": newest}
                )
                self._background = newest, Background.read(dump.scalar_one())
            return self._background[1]


def _has_tables(connection: Connection) -> bool:
    return connection.execute(text("SELECT to_regclass('answer_index.state')")).scalar_one() is not None


def _read_state(connection: Connection, query: str = _STATE) -> SharedState:
    return SharedState(**connection.execute(text(query)).one()._mapping)


def _make_tables(connection: Connection, encoder_hash: str, dimension: int, source: str) -> None:
    try:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
    except DBAPIError as error:
        raise SharedIndexError(
            f"PostgreSQL has no pgvector here ({str(error.orig).splitlines()[0]}): install pgvector 0.8 or newer and"
            " have a superuser run CREATE EXTENSION vector in this database, or leave SHUANGSHI_SHARED_INDEX unset"
        ) from error
    connection.execute(text("DROP SCHEMA IF EXISTS answer_index CASCADE"))
    for statement in _TABLES.format(dimension=dimension).split(";"):
        if statement.strip():
            connection.execute(text(statement))
    connection.execute(
        text("INSERT INTO answer_index.state (format, source, encoder_hash) VALUES (:format, :source, :encoder_hash)"),
        {"format": _FORMAT, "source": source, "encoder_hash": encoder_hash},
    )


def _nearest_by_meaning(connection: Connection, vector: Vectors, facets: Collection[str]) -> Rows:
    for setting in ("hnsw.ef_search = 200", "hnsw.iterative_scan = relaxed_order"):
        connection.execute(text(f"SET LOCAL {setting}"))
    asked = {"facets": [*facets], "vector": _write_vector(vector[0]), "most": CANDIDATES}
    return np.array(connection.execute(text(_NEAREST), asked).scalars().all(), np.int64)


def _nearest_by_wording(
    connection: Connection, question: str, facets: Collection[str], background: Background
) -> Rows:  # fmt: skip
    rarest = [_hash(trigram) for trigram in rarest_trigrams(question, background.idf)]
    lists: list[Rows] = []
    for start in range(0, len(rarest), _TRIGRAMS_AT_ONCE):
        asked = {"hashes": rarest[start : start + _TRIGRAMS_AT_ONCE], "facets": [*facets], "most": LONG_LIST}
        found = np.array(connection.execute(text(_WITH_TRIGRAMS), asked).all(), np.int64).reshape(-1, 2)
        lists += [found[found[:, 0] == place, 1] for place in np.unique(found[:, 0])]
        if sum(map(len, lists)) >= MOST_POSTINGS:
            break
    return nearest_by_trigrams(lists, background.texts)[:CANDIDATES]


def _read_features(connection: Connection, rows: Rows) -> Features:
    return _unpack(connection.execute(text(_FEATURES), {"rows": rows.tolist()}).all())


def _read_items(connection: Connection, rows: Rows) -> dict[int, AnswerItem]:
    found = connection.execute(
        text("SELECT row, item FROM answer_index.answer WHERE row = ANY(:rows)"), {"rows": rows.tolist()}
    )
    return {row: AnswerItem.model_validate_json(item) for row, item in found}


def _insert(connection: Connection, put: Sequence[IndexedAnswer]) -> None:
    wordings = pack_wording(wording_features([answer.text for answer in put]))
    for answer, wording in zip(put, wordings, strict=True):
        facets = sorted(facets_of(answer.item))
        row = connection.execute(
            text(
                "INSERT INTO answer_index.answer (id, facets, vector, wording, item)"
                " VALUES (:id, :facets, CAST(:vector AS halfvec), :wording, :item) RETURNING row"
            ),
            {
                "id": answer.item.id, "facets": facets, "vector": _write_vector(answer.vector), "wording": wording,
                "item": answer.item.model_dump_json(),
            },
        ).scalar_one()  # fmt: skip
        connection.execute(
            text("INSERT INTO answer_index.trigram VALUES (:row, :facets, :hashes)"),
            {"row": row, "facets": facets, "hashes": sorted(map(_hash, trigrams_of(answer.text)))},
        )


def _draw_background(connection: Connection, answers: int, dimension: int) -> None:
    """A sample of what is there now. Frequencies are counted on from the last ones, for which what is gone stays
    counted, and from the start where the sample is everything.
    """
    chosen = connection.execute(text(_SAMPLE), {"seed": _SEED, "most": SAMPLE_SIZE}).scalars().all()
    sample = _read_features(connection, np.array(chosen, np.int64))
    last = connection.execute(text("SELECT upto, dump FROM answer_index.background")).one_or_none()
    if last is None or answers <= SAMPLE_SIZE:
        upto, frequencies = 0, np.zeros(BUCKETS, np.int64)
    else:
        upto, frequencies = int(last.upto), Background.read(last.dump).frequencies
    wordings = text("SELECT row, wording FROM answer_index.answer WHERE row > :upto ORDER BY row")
    for part in connection.execute(wordings, {"upto": upto}).yield_per(5000).partitions():
        frequencies += document_frequencies(unpack_wording([wording for _, wording in part]))
        upto = part[-1][0]
    background = Background.of_nothing(dimension)
    if answers:
        background = Background(sample.vectors, sample.wording, frequencies, answers)
    connection.execute(text("DELETE FROM answer_index.background"))
    connection.execute(
        text("INSERT INTO answer_index.background (upto, dump) VALUES (:upto, :dump)"),
        {"upto": upto, "dump": background.dump()},
    )


def _unpack(found: Sequence[Any]) -> Features:
    """From rows with vectors as PostgreSQL sends them: two numbers of two bytes, then half-precision components."""
    return unpack_features([(row, vector[4:], wording) for row, vector, wording in found], ">f2")


def _write_vector(vector: Vectors) -> str:
    """As pgvector reads it."""
    return f"[{','.join(f'{component:.5g}' for component in vector.tolist())}]"


def _hash(trigram: str) -> int:
    """32 bits with a sign."""
    return int(np.int32(np.uint32(zlib.crc32(trigram.encode()))))
