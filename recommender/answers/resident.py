"""What a search reads of its candidates, in memory: a disk that is asked for three hundred rows among a million takes
longer than everything else.

A row is never altered, and new ones have greater numbers. So each range of numbers that is full has a file, from which
memory is filled again at start; made anew from the database where it is lost, or where a row of it has gone.
"""

import logging
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_graph.atomic_file import replace_file
from recommender.answers.features import Features, Rows, unpack_features
from recommender.answers.store import AnswerStore, PackedRow

__all__ = ["ResidentRows"]

log = logging.getLogger(__name__)

_RANGE = 2**14  # row numbers of a file


class ResidentRows:
    """All rows of a store. Many may read while one adds.

    Memory is filled in the background, once `load` says so; what is not there yet is read from the database.

    Args:
        store: Whose rows.
        folder: Of the files.
    """

    def __init__(self, store: AnswerStore, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._full: list[_FullRange | None] = [None] * ((store.last_row() + 1) // _RANGE)
        self._recent: dict[int, PackedRow] = {}
        self._gone: set[int] = set()
        self._last = len(self._full) * _RANGE - 1
        for other in set(folder.glob("rows-*.npy")) - set(folder.glob(f"rows-{store.identity}-*.npy")):
            other.unlink()
        self.catch_up()
        self._closing = threading.Event()
        self._loading = threading.Thread(target=self._load_all, name="answers-in-memory", daemon=True)

    def load(self) -> None:
        """Begins to fill memory; once."""
        self._loading.start()

    def wait(self) -> None:
        """Returns when everything is in memory."""
        self._loading.join()

    def close(self) -> None:
        """Stops what goes on in the background."""
        self._closing.set()
        self._loading.join()

    def catch_up(self) -> None:
        """Reads the newest rows that the store has and memory has not."""
        for rows in self._store.packed_after(self._last):
            self.add(rows)

    def add(self, rows: Iterable[PackedRow]) -> None:
        """Takes new rows, ascending, all of them greater than those before."""
        for row in rows:
            self._fill_ranges(before=row.row)
            self._recent[row.row] = row
            self._last = row.row
        self._fill_ranges(before=self._last + 1)

    def remove(self, rows: Rows) -> None:
        """Lets go of rows; files that hold any of them are deleted."""
        for row in rows.tolist():
            if self._recent.pop(row, None) is None and row < len(self._full) * _RANGE:
                self._gone.add(row)
                self._path(row // _RANGE).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Writes the files again from which rows have gone."""
        self.wait()
        for number in sorted({row // _RANGE for row in self._gone}):
            full = self._full[number]
            if full is not None:
                kept = full.without(self._gone)
                kept.save(self._path(number))
                self._full[number] = kept
        self._gone.clear()

    def read(self, rows: Rows) -> tuple[Features, dict[int, str]]:
        """Features of those of these rows that are known, and the same rows' items as JSON."""
        found, elsewhere = [], []
        for row in rows.tolist():
            if row in self._gone:
                continue
            known = self._find(row)
            if known is None:
                elsewhere.append(row)
            else:
                found.append(known)
        if elsewhere:
            found = sorted([*found, *self._store.packed(np.array(elsewhere, np.int64))])
        return unpack_features([row[:3] for row in found]), {row.row: row.item for row in found}

    def _find(self, row: int) -> PackedRow | None:
        """A row that is in memory. One that is moved is for a moment in both places."""
        known = self._recent.get(row)
        if known is None and (number := row // _RANGE) < len(self._full):
            full = self._full[number]
            known = full.read(row) if full else None
        return known

    def _fill_ranges(self, before: int) -> None:
        """Moves ranges that end before a row number out of the recent rows, into files of their own."""
        while (start := len(self._full) * _RANGE) + _RANGE <= before:
            rows = [row for number in range(start, start + _RANGE) if (row := self._recent.get(number))]
            full = _FullRange.of(rows)
            full.save(self._path(len(self._full)))
            self._full.append(full)
            for row in rows:
                self._recent.pop(row.row, None)

    def _load_all(self) -> None:
        missing = [number for number, full in enumerate(self._full) if full is None]
        for number in missing:
            if self._closing.is_set():
                return
            try:
                self._full[number] = self._load(number)
            except Exception:  # what is not in memory is read from the database
                log.exception("rows %d and on of the answer index stay out of memory", number * _RANGE)

    def _load(self, number: int) -> "_FullRange":
        path, start = self._path(number), number * _RANGE
        try:
            full = _FullRange.load(path)
            if np.array_equal(full.numbers, self._store.rows_between(start, start + _RANGE - 1)):
                return full
            log.debug("%s is of an earlier state; made again", path)
        except FileNotFoundError:
            log.debug("%s is made again", path)
        except (OSError, ValueError, EOFError) as error:
            log.warning("%s is unreadable (%s); made again from the database", path, error)
        found = self._store.packed_after(start - 1, upto=start + _RANGE - 1)
        full = _FullRange.of([row for rows in found for row in rows])
        full.save(path)
        return full

    def _path(self, number: int) -> Path:
        """Named after the database too: row numbers of another one mean other answers."""
        return self._folder / f"rows-{self._store.identity}-{number:05}.npy"


@dataclass(frozen=True)
class _FullRange:
    """The rows of a range of numbers, packed one after another.

    Attributes:
        numbers: Of the rows that are there, ascending, shape (rows,).
        ends: Where each row's vector, wording and item end, shape (rows, 3).
        packed: All of them, as bytes.
    """

    numbers: NDArray[np.int64]
    ends: NDArray[np.int64]
    packed: NDArray[np.uint8]

    @classmethod
    def of(cls, rows: Sequence[PackedRow]) -> "_FullRange":
        parts = [part for row in rows for part in (row.vector, row.wording, row.item.encode())]
        ends = np.cumsum([len(part) for part in parts], dtype=np.int64).reshape(-1, 3)
        return cls(np.array([row.row for row in rows], np.int64), ends, np.frombuffer(b"".join(parts), np.uint8))

    def read(self, row: int) -> PackedRow | None:
        place = int(np.searchsorted(self.numbers, row))
        if place == len(self.numbers) or self.numbers[place] != row:
            return None
        start = int(self.ends[place - 1, 2]) if place else 0
        vector_end, wording_end, end = self.ends[place].tolist()
        packed = self.packed
        return PackedRow(
            row, packed[start:vector_end].tobytes(), packed[vector_end:wording_end].tobytes(),
            packed[wording_end:end].tobytes().decode(),
        )  # fmt: skip

    def without(self, gone: Collection[int]) -> "_FullRange":
        return self.of([row for number in self.numbers.tolist() if number not in gone and (row := self.read(number))])

    def save(self, path: Path) -> None:
        with replace_file(path) as file:
            for part in (self.numbers, self.ends, self.packed):
                np.save(file, part)

    @classmethod
    def load(cls, path: Path) -> "_FullRange":
        with path.open("rb") as file:
            numbers, ends, packed = (np.load(file, allow_pickle=False) for _ in range(3))
        if ends.shape != (len(numbers), 3) or (len(numbers) and ends[-1, 2] != len(packed)):
            raise ValueError(f"it has {len(packed)} bytes for {len(numbers)} rows")
        return cls(numbers, ends, packed)
