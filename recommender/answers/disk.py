"""A million answered questions on one machine: texts and an inverted index in SQLite, vectors in lists by FAISS, and
what candidates are ranked by in memory.

SQLite is the truth. FAISS's index is a checkpoint beside it, replaced as a whole; at start, rows younger than it are
added again, and rows that are gone are masked.
"""

import logging
import sqlite3
import threading
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from models.encoder import Vectors
from recommender.answers.background import SAMPLE_SIZE, Background, is_outdated
from recommender.answers.dense import DenseIndex
from recommender.answers.features import Features, Rows
from recommender.answers.index import CANDIDATES, IndexedAnswer
from recommender.answers.resident import ResidentRows
from recommender.answers.store import AnswerStore, Written
from recommender.answers.trigrams import LONG_LIST, MOST_POSTINGS, nearest_by_trigrams, rarest_trigrams
from recommender.items import AnswerItem
from recommender.wording import BUCKETS, document_frequencies

__all__ = ["STORE_FILE", "DiskAnswers"]

log = logging.getLogger(__name__)

Mask = NDArray[np.bool_]

STORE_FILE = "answers.db"
"""SQLite's, in the folder."""

_GROWTH = 2  # until lists are learned again
_SEED = 5


class DiskAnswers:
    """The `AnswerIndex` on disk.

    Args:
        folder: Of its files; made where there is none.
        encoder_hash: Of the encoder that its vectors come from.
        dimension: Of the vectors.
        source: Names the change log that a new index follows.

    Attributes:
        store: What SQLite holds.
        source: Names the change log it follows.
        encoder_hash: Of the encoder that made it, which may be another than was asked for: then it is of no use.

    Raises:
        sqlite3.DatabaseError: The folder's database is damaged.
    """

    def __init__(self, folder: Path, encoder_hash: str, dimension: int, source: str) -> None:
        self._folder, self._dimension = folder, dimension
        self.store = AnswerStore(folder / STORE_FILE)
        if self.store.get_setting("source") is None:
            self.store.put_settings(source=source, encoder_hash=encoder_hash, sequence=0)
        self.source = str(self.store.get_setting("source"))
        self.encoder_hash = str(self.store.get_setting("encoder_hash"))
        self._changing = threading.Lock()
        self._sequence, self._fitted_for, self._pending = 0, 0, 0
        self._facets = _Facets(np.zeros(1, np.uint16))
        self._rows = ResidentRows(self.store, folder)
        self._dense = DenseIndex(dimension)
        self._frequencies = np.zeros(BUCKETS, np.int64)
        self._background = self._sample_background()
        self._open_checkpoint()
        self._catch_up()
        self._rows.load()
        self._tidy()

    @property
    def sequence(self) -> int:
        """How far it has followed the change log."""
        return self._sequence

    def __len__(self) -> int:
        return self._facets.count

    def close(self) -> None:
        """Lets go of the files."""
        self._rows.close()
        self.store.close()

    def wait_for_memory(self) -> None:
        """Returns when all that candidates are ranked by is in memory; before, searches take longer."""
        self._rows.wait()

    def find(self, item_id: str) -> AnswerItem | None:
        """The answer with this id, where it is in the index."""
        return self.store.find(item_id)

    def search(self, vector: Vectors, text: str, facets: Collection[str]) -> list[tuple[AnswerItem, float]]:
        """See `AnswerIndex`: candidates by meaning and by wording, their union scored by both."""
        mask = self.mask(facets)
        if not mask.any():
            return []
        vector = np.ascontiguousarray(vector, np.float32)
        rows = np.union1d(self.nearest_by_meaning(vector, mask), self.nearest_by_wording(text, mask))
        return self.rank(rows, vector, text)

    def mask(self, facets: Collection[str]) -> Mask:
        """Which rows are there and of any of these facets, by row number."""
        return self._facets.mask(frozenset(self.store.codes_of(facets)))

    def nearest_by_meaning(self, vector: Vectors, mask: Mask) -> Rows:
        """Rows whose vectors are nearest."""
        return self._dense.search(vector, CANDIDATES, mask)

    def nearest_by_wording(self, text: str, mask: Mask) -> Rows:
        """Rows that share most of the text's rare trigrams; none for fewer than three characters."""
        postings: list[Rows] = []
        with self.store.reading():
            for trigram in rarest_trigrams(text, self._background.idf):
                postings.append(self.store.rows_with(trigram, LONG_LIST))
                if sum(map(len, postings)) >= MOST_POSTINGS:
                    break
        rows = nearest_by_trigrams(postings, len(self))
        allowed = (rows < len(mask)) & mask[np.minimum(rows, len(mask) - 1)]
        return np.asarray(rows[allowed][:CANDIDATES])

    def rank(self, rows: Rows, vector: Vectors, text: str) -> list[tuple[AnswerItem, float]]:
        """Rows that are still there, best first, scored as an exact index scores them."""
        features, items = self._rows.read(rows)
        ranked = self._background.rank(vector, text, features)
        return [(AnswerItem.model_validate_json(items[row]), score) for row, score in ranked]

    def apply(self, put: Sequence[IndexedAnswer], withdrawn: Collection[str], sequence: int) -> None:
        """See `AnswerIndex`. Other processes may follow the same log into the same files: who is later, learns from
        there what the first has written.
        """
        with self._changing:
            while sequence > self._sequence:
                written = self.store.write(put, withdrawn, self._sequence, sequence)
                if written is None:
                    self._catch_up()
                else:
                    self._show(written, sequence)
            self._tidy()

    def _show(self, written: Written, sequence: int) -> None:
        """Brings what is in memory up to a change."""
        by_row = np.zeros(max(len(self._facets.by_row), written.added.rows.max(initial=-1) + 1), np.uint16)
        by_row[: len(self._facets.by_row)] = self._facets.by_row
        by_row[written.gone.rows] = 0
        by_row[written.added.rows] = written.facets
        self._rows.add(written.packed)
        self._add(written.added)
        self._frequencies -= document_frequencies(written.gone.wording)
        self._pending += len(written.gone.rows)
        self._facets, self._sequence = _Facets(by_row), sequence
        self._rows.remove(written.gone.rows)

    def _catch_up(self) -> None:
        """Brings what is in memory up to the store; wording of what is gone is left in the frequencies."""
        before = self._facets.by_row
        with self.store.reading():
            sequence, by_row = self.store.sequence(), self.store.facets_by_row()
            self._rows.catch_up()
            for later in self.store.features_after(len(before) - 1):
                self._add(later)
        self._facets, self._sequence = _Facets(by_row), sequence
        self._rows.remove(np.setdiff1d(np.flatnonzero(before), np.flatnonzero(by_row)))

    def _add(self, added: Features) -> None:
        self._dense.add(added.rows, added.vectors)
        self._frequencies += document_frequencies(added.wording)
        self._pending += len(added.rows)

    def _open_checkpoint(self) -> None:
        name, background = self.store.get_setting("dense_file"), self.store.get_setting("background")
        if not isinstance(background, bytes):
            return
        try:
            self._dense = DenseIndex.load(self._folder / str(name))
        except RuntimeError as error:
            log.warning("the checkpoint of the answer index is unreadable (%s); made again from its database", error)
            return
        self._facets = _Facets(np.zeros(self._setting("upto") + 1, np.uint16))
        self._fitted_for = self._setting("fitted_for")
        self._background = Background.read(background)
        self._frequencies = self._background.frequencies.copy()

    def _tidy(self) -> None:
        """Makes a checkpoint once in a while, which takes seconds and keeps nobody waiting who searches."""
        if is_outdated(self._pending, len(self)):
            with FileLock(self._folder / "checkpoint.lock"):
                self._checkpoint()

    def _checkpoint(self) -> None:
        """Learns lists again where the index has outgrown them, draws the background, and saves both; then tidies what
        lies beside them.
        """
        if len(self._dense) >= _GROWTH * self._fitted_for:
            self._fit()
        self._background = self._sample_background()
        upto = len(self._facets.by_row) - 1
        name = f"dense-{upto}-{self.sequence}.faiss"
        self._dense.save(self._folder / name)
        self.store.put_settings(
            dense_file=name, upto=upto, fitted_for=self._fitted_for, background=self._background.dump()
        )
        self._pending = 0
        for other in self._folder.glob("*.faiss"):
            if other.name != name:
                other.unlink()
        self._rows.tidy()
        self.store.merge_postings()

    def _fit(self) -> None:
        log.debug("learning the lists of %d vectors", len(self))
        generator = np.random.default_rng(_SEED)
        sample = self.store.features(self._some(DenseIndex.sample_size(len(self)), generator)).vectors
        fitted = DenseIndex(self._dimension, sample, len(self))
        self._frequencies = np.zeros(BUCKETS, np.int64)
        for features in self.store.features_after(0):
            fitted.add(features.rows, features.vectors)
            self._frequencies += document_frequencies(features.wording)
        self._dense, self._fitted_for = fitted, len(self)

    def _sample_background(self) -> Background:
        sample = self.store.features(self._some(SAMPLE_SIZE, np.random.default_rng(_SEED)))
        vectors = sample.vectors if len(sample.rows) else np.zeros((0, self._dimension), np.float32)
        return Background(vectors, sample.wording, self._frequencies.copy(), len(self))

    def _some(self, most: int, generator: np.random.Generator) -> Rows:
        rows = np.flatnonzero(self._facets.by_row)
        return rows if len(rows) <= most else np.sort(generator.choice(rows, most, replace=False))

    def _setting(self, name: str) -> int:
        value = self.store.get_setting(name)
        if not isinstance(value, int):
            raise sqlite3.DatabaseError(f"{self._folder}: the answer index lacks its {name}")
        return value


class _Facets:
    """Codes of rows' facets by row number, 0 where no row is; never altered, so that its masks are kept."""

    def __init__(self, by_row: NDArray[np.uint16]) -> None:
        self.by_row, self.count = by_row, int(np.count_nonzero(by_row))
        self._masks: dict[frozenset[int], Mask] = {}

    def mask(self, codes: frozenset[int]) -> Mask:
        if codes not in self._masks:
            self._masks[codes] = np.isin(self.by_row, [*codes])
        return self._masks[codes]
