"""Answered questions in one SQLite file: items, texts, vectors, and an inverted index of character trigrams.

The file is the truth: a change and the sequence it brings the index to are one transaction, so a crash leaves the state
before or after it. The inverted index is FTS5 without contents or positions, read one trigram at a time: FTS5's own
ranking scores every text that has any of them, which takes seconds for a long question among a million.
"""

import json
import sqlite3
import threading
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.answers.features import Features, Rows, pack_wording, stack_vectors, unpack_features
from recommender.answers.index import IndexedAnswer
from recommender.items import AnswerItem, facets_of
from recommender.wording import wording_features

__all__ = ["AnswerStore", "PackedRow", "Written"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facet (code INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS answer (
    row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, facet INTEGER NOT NULL, text TEXT NOT NULL,
    item TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS answer_facet ON answer (facet);
CREATE TABLE IF NOT EXISTS feature (row INTEGER PRIMARY KEY, vector BLOB NOT NULL, wording BLOB NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS wording USING fts5 (text, tokenize = 'trigram', detail = none, content = '',
    columnsize = 0);
"""
_PACKED = """
SELECT row, vector, wording, item FROM feature JOIN answer USING (row)
WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row
"""
_PACKED_AFTER = """
SELECT row, vector, wording, item FROM feature JOIN answer USING (row)
WHERE row > ? AND (? IS NULL OR row <= ?) ORDER BY row LIMIT ?
"""
_FORMAT = 1  # of the file, raised with what its rows hold
_MERGED_PAGES = 500  # at once, while other writers wait
_MERGE_WORKED = 2  # changes from which on SQLite has merged something
_AND = "|"  # between the facets of a row that has several


class PackedRow(NamedTuple):
    """What search reads of a row.

    Attributes:
        vector: In half precision.
        wording: As `pack_wording` gives it.
        item: The answer as JSON.
    """

    row: int
    vector: bytes
    wording: bytes
    item: str


@dataclass(frozen=True)
class Written:
    """What a transaction has done.

    Attributes:
        gone: Rows that are no more.
        added: Rows that are new, ascending.
        packed: The new rows.
        facets: Codes of their facets.
    """

    gone: Features
    added: Features
    packed: list[PackedRow]
    facets: NDArray[np.uint16]


class AnswerStore:
    """Rows of answers. A changed answer gets a new row, so that a row number means one state for ever.

    Args:
        path: The file; made where there is none.

    Attributes:
        identity: Of this store among all that ever were.

    Raises:
        sqlite3.DatabaseError: The file is something else, or of another version's format.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._writing = threading.Lock()
        self._connection.executescript(_SCHEMA)
        self._check_format()
        self._connection.execute("INSERT OR IGNORE INTO setting VALUES ('identity', ?)", (uuid.uuid4().hex,))
        self.identity = str(self.get_setting("identity"))

    def _check_format(self) -> None:
        found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if not found and not self.count():
            self._connection.execute(f"PRAGMA user_version = {_FORMAT}")
        elif found != _FORMAT:
            self.close()
            raise sqlite3.DatabaseError(f"of format {found}, not {_FORMAT}")

    def close(self) -> None:
        """Closes the connections of all threads; nobody may be using them."""
        while self._open:
            self._open.pop().close()
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What this thread reads inside is of one moment."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    def get_setting(self, name: str) -> str | bytes | int | None:
        """A named value; None where there is none."""
        found = self._connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def put_settings(self, **values: str | bytes | int) -> None:
        """Sets named values, in one transaction."""
        with self._transaction():
            self._put_settings(values)

    def find(self, item_id: str) -> AnswerItem | None:
        """The answer with this id."""
        found = self._connection.execute("SELECT item FROM answer WHERE id = ?", (item_id,)).fetchone()
        return AnswerItem.model_validate_json(found[0]) if found else None

    def codes_of(self, facets: Collection[str]) -> list[int]:
        """Codes of rows of any of these facets."""
        return [code for name, code in self._codes().items() if not set(facets).isdisjoint(name.split(_AND))]

    def facets_by_row(self) -> NDArray[np.uint16]:
        """Code of each row's facet, at the row's number; 0 where no row is."""
        found = chain.from_iterable(self._connection.execute("SELECT row, facet FROM answer"))
        pairs = np.fromiter(found, np.int64).reshape(-1, 2)
        facets = np.zeros(int(pairs[:, 0].max(initial=0)) + 1, np.uint16)
        facets[pairs[:, 0]] = pairs[:, 1]
        return facets

    def items(self, rows: Rows) -> dict[int, AnswerItem]:
        """The answers of those of these rows that are there."""
        found = self._connection.execute(
            "SELECT row, item FROM answer WHERE row IN (SELECT value FROM json_each(?))", (_listed(rows),)
        )
        return {row: AnswerItem.model_validate_json(item) for row, item in found}

    def features(self, rows: Rows) -> Features:
        """Those of these rows that are there."""
        query = "SELECT * FROM feature WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row"
        return unpack_features(self._connection.execute(query, (_listed(rows),)).fetchall())

    def features_after(self, row: int, at_once: int = 5000) -> Iterator[Features]:
        """Those of all rows after one, in order, some at once."""
        query = "SELECT * FROM feature WHERE row > ? ORDER BY row LIMIT ?"
        while found := self._connection.execute(query, (row, at_once)).fetchall():
            yield unpack_features(found)
            row = found[-1][0]

    def packed_after(self, row: int, upto: int | None = None, at_once: int = 5000) -> Iterator[list[PackedRow]]:
        """All rows after one, as far as another one where it is given, in order, some at once."""
        while found := self._connection.execute(_PACKED_AFTER, (row, upto, upto, at_once)).fetchall():
            yield [PackedRow(*one) for one in found]
            row = found[-1][0]

    def packed(self, rows: Rows) -> list[PackedRow]:
        """Those of these rows that are there, in order."""
        return [PackedRow(*one) for one in self._connection.execute(_PACKED, (_listed(rows),))]

    def rows_between(self, first: int, last: int) -> Rows:
        """Numbers of the rows that are there, ascending."""
        found = self._connection.execute("SELECT row FROM answer WHERE row BETWEEN ? AND ? ORDER BY row", (first, last))
        return np.fromiter(chain.from_iterable(found), np.int64)

    def rows_with(self, trigram: str, most: int) -> Rows:
        """The first rows whose text has a trigram, whatever its case; among them rows that are gone, maybe."""
        quoted = '"' + trigram.replace('"', '""') + '"'
        found = self._connection.execute("SELECT rowid FROM wording WHERE wording MATCH ? LIMIT ?", (quoted, most))
        return np.fromiter(chain.from_iterable(found.fetchall()), np.int64)

    def merge_postings(self) -> None:
        """Puts the inverted index in one piece, a little at a time, so that a trigram is looked up once."""
        pages = -_MERGED_PAGES
        while True:
            before = self._connection.total_changes
            self._connection.execute("INSERT INTO wording (wording, rank) VALUES ('merge', ?)", (pages,))
            if self._connection.total_changes - before < _MERGE_WORKED:
                return
            pages = _MERGED_PAGES

    def count(self) -> int:
        """How many answers there are."""
        return int(self._connection.execute("SELECT count(*) FROM answer").fetchone()[0])

    def last_row(self) -> int:
        """The greatest row number ever given; 0 before there is one."""
        found = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'answer'").fetchone()
        return int(found[0]) if found else 0

    def sequence(self) -> int:
        """How far the store has followed its change log."""
        return int(self.get_setting("sequence") or 0)

    def write(
        self, put: Sequence[IndexedAnswer], withdrawn: Collection[str], since: int, sequence: int
    ) -> Written | None:  # fmt: skip
        """Adds or changes answers, withdraws others and notes the sequence, in one transaction.

        Returns:
            What it has done; None, and nothing is done, where the store is at another sequence than `since`.
        """
        wording = wording_features([answer.text for answer in put])
        with self._transaction() as connection:
            if self.sequence() != since:
                return None
            gone = self._remove([*withdrawn, *(answer.item.id for answer in put)])
            codes = self._name_facets({_facet_name(answer.item) for answer in put})
            facets = [codes[_facet_name(answer.item)] for answer in put]
            items = [answer.item.model_dump_json() for answer in put]
            rows = [
                connection.execute(
                    "INSERT INTO answer (id, facet, text, item) VALUES (?, ?, ?, ?)",
                    (answer.item.id, facet, answer.text, item),
                ).lastrowid or 0 for answer, item, facet in zip(put, items, facets, strict=True)
            ]  # fmt: skip
            added = Features(np.array(rows, np.int64), stack_vectors(put), wording)
            packed = _pack(added, items)
            connection.executemany("INSERT INTO feature VALUES (?, ?, ?)", [row[:3] for row in packed])
            texts = [(row, answer.text) for row, answer in zip(rows, put, strict=True)]
            connection.executemany("INSERT INTO wording (rowid, text) VALUES (?, ?)", texts)
            self._put_settings({"sequence": sequence})
        return Written(gone, added, packed, np.array(facets, np.uint16))

    def _remove(self, ids: Sequence[str]) -> Features:
        connection = self._connection
        found = connection.execute(
            "SELECT row, text FROM answer WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        ).fetchall()
        rows = np.array([row for row, _ in found], np.int64)
        gone = self.features(rows)
        connection.executemany("INSERT INTO wording (wording, rowid, text) VALUES ('delete', ?, ?)", found)
        connection.execute("DELETE FROM feature WHERE row IN (SELECT value FROM json_each(?))", (_listed(rows),))
        connection.execute("DELETE FROM answer WHERE row IN (SELECT value FROM json_each(?))", (_listed(rows),))
        return gone

    def _name_facets(self, names: Collection[str]) -> dict[str, int]:
        self._connection.executemany("INSERT OR IGNORE INTO facet (name) VALUES (?)", [(name,) for name in names])
        return self._codes()

    def _codes(self) -> dict[str, int]:
        return dict(self._connection.execute("SELECT name, code FROM facet"))

    def _put_settings(self, values: dict[str, str | bytes | int]) -> None:
        self._connection.executemany("INSERT OR REPLACE INTO setting VALUES (?, ?)", list(values.items()))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        with self._writing:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's own."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes, the change log gives again
            connection.execute("PRAGMA cache_size = -32000")  # KiB
            self._local.connection = connection
            self._open.append(connection)
        return connection


def _facet_name(item: AnswerItem) -> str:
    return _AND.join(sorted(facets_of(item)))


def _listed(rows: Rows) -> str:
    return json.dumps(rows.tolist())


def _pack(features: Features, items: Sequence[str]) -> list[PackedRow]:
    vectors = [vector.tobytes() for vector in features.vectors.astype(np.float16)]
    return [*map(PackedRow, features.rows.tolist(), vectors, pack_wording(features.wording), items)]
