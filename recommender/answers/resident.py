"""What a search reads of its candidates, in memory: a disk that is asked for three hundred rows among a million takes
longer than everything else.

A row is never altered, and new ones have greater numbers. So each range of numbers that is full has a file, from which
memory is filled again at start; made anew from the database where it is lost, or where a row of it has gone.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_graph.atomic_file import replace_file
from recommender.answers.features import Features, Rows, unpack_features
from recommender.answers.store import AnswerStore, PackedRow

__all__ = ["ResidentRows"]

log = logging.getLogger(__name__)

_RANGE = 2**14  # row numbers of a file
_LENGTH = 4  # bytes that say how long an item is


class ResidentRows:
    """All rows of a store. Many may read while one adds.

    Args:
        store: Whose rows; what is missing here is read there.
        folder: Of the files.
        dimension: Of the vectors.
    """

    def __init__(self, store: AnswerStore, folder: Path, dimension: int) -> None:
        self._store, self._folder, self._vector_bytes = store, folder, 2 * dimension
        self._full: list[_FullRange] = []
        self._recent: dict[int, bytes] = {}
        self._gone: set[int] = set()
        self._last = 0
        for other in set(folder.glob("rows-*.npy")) - set(folder.glob(f"rows-{store.identity}-*.npy")):
            other.unlink()
        while (path := self._path(len(self._full))).exists():
            self._full.append(self._load(path))
            self._last = len(self._full) * _RANGE - 1
        self.catch_up()

    def catch_up(self) -> None:
        """Reads the rows that the store has and memory has not."""
        for rows in self._store.packed_after(self._last):
            self.add(rows)

    def add(self, rows: Iterable[PackedRow]) -> None:
        """Takes new rows, ascending, all of them greater than those before."""
        for row in rows:
            self._fill_ranges(before=row.row)
            self._recent[row.row] = self._encode(row)
            self._last = row.row
        self._fill_ranges(before=self._last + 1)

    def remove(self, rows: Rows) -> None:
        """Lets go of rows; files that hold any of them are deleted."""
        for row in rows.tolist():
            if self._recent.pop(row, None) is None and self._find(row):
                self._gone.add(row)
                self._path(row // _RANGE).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Writes the files again from which rows have gone."""
        for number in sorted({row // _RANGE for row in self._gone}):
            full = self._full[number].without(row - number * _RANGE for row in self._gone)
            full.save(self._path(number))
            self._full[number] = full
        self._gone.clear()

    def read(self, rows: Rows) -> tuple[Features, dict[int, str]]:
        """Features of those of these rows that are known, and the same rows' items as JSON."""
        known = [self._decode(row, record) for row in rows.tolist() if (record := self._find(row))]
        return unpack_features([row[:3] for row in known]), {row.row: row.item for row in known}

    def _find(self, row: int) -> bytes:
        """A row's record; empty where there is none. A row that is moved is for a moment in both places."""
        record = self._recent.get(row)
        if record is not None:
            return record
        number, place = divmod(row, _RANGE)
        return self._full[number].record(place) if number < len(self._full) else b""

    def _fill_ranges(self, before: int) -> None:
        """Moves ranges that end before a row number out of the recent rows, into files of their own."""
        while (start := len(self._full) * _RANGE) + _RANGE <= before:
            numbers = range(start, start + _RANGE)
            full = _FullRange.of([self._recent.get(number, b"") for number in numbers])
            full.save(self._path(len(self._full)))
            self._full.append(full)
            for number in numbers:
                self._recent.pop(number, None)

    def _load(self, path: Path) -> "_FullRange":
        try:
            return _FullRange.load(path)
        except (OSError, ValueError, EOFError) as error:
            log.warning("%s is unreadable (%s); made again from the database", path, error)
        start = len(self._full) * _RANGE
        found = {
            row.row: self._encode(row)
            for rows in self._store.packed_after(start - 1, upto=start + _RANGE - 1) for row in rows
        }  # fmt: skip
        full = _FullRange.of([found.get(number, b"") for number in range(start, start + _RANGE)])
        full.save(path)
        return full

    def _path(self, number: int) -> Path:
        """Named after the database too: row numbers of another one mean other answers."""
        return self._folder / f"rows-{self._store.identity}-{number:05}.npy"

    @staticmethod
    def _encode(row: PackedRow) -> bytes:
        item = row.item.encode()
        return row.vector + len(item).to_bytes(_LENGTH, "little") + item + row.wording

    def _decode(self, row: int, record: bytes) -> PackedRow:
        start = self._vector_bytes + _LENGTH
        end = start + int.from_bytes(record[self._vector_bytes : start], "little")
        return PackedRow(row, record[: self._vector_bytes], record[end:], record[start:end].decode())


@dataclass(frozen=True)
class _FullRange:
    """Records of a range of row numbers, one after another.

    Attributes:
        starts: Of each record, and the end of the last one, shape (numbers + 1,).
        records: Bytes.
    """

    starts: NDArray[np.int64]
    records: NDArray[np.uint8]

    @classmethod
    def of(cls, records: Sequence[bytes]) -> "_FullRange":
        starts = np.array([*accumulate(map(len, records), initial=0)], np.int64)
        return cls(starts, np.frombuffer(b"".join(records), np.uint8))

    def record(self, place: int) -> bytes:
        return self.records[self.starts[place] : self.starts[place + 1]].tobytes()

    def without(self, places: Iterable[int]) -> "_FullRange":
        gone = set(places)
        return self.of([b"" if place in gone else self.record(place) for place in range(len(self.starts) - 1)])

    def save(self, path: Path) -> None:
        with replace_file(path) as file:
            np.save(file, self.starts)
            np.save(file, self.records)

    @classmethod
    def load(cls, path: Path) -> "_FullRange":
        with path.open("rb") as file:
            full = cls(np.load(file, allow_pickle=False), np.load(file, allow_pickle=False))
        if full.starts.shape != (_RANGE + 1,) or full.starts[-1] != len(full.records):
            raise ValueError(f"it has {len(full.records)} bytes for {len(full.starts) - 1} rows")
        return full
