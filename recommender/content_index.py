"""All items of the engine, found by their texts.

The index follows a change log: put, changed, withdrawn. It is saved as one file, atomically, together
with the last sequence it has seen and the encoder's hash; a file of another encoder is refused. Where there are very
many answered questions, they are kept in an `AnswerIndex` instead, which saves itself.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from knowledge_graph.atomic_file import replace_file
from models.encoder import TextEncoder, Vectors, check_encoder_hash
from models.plain_text import plain_text
from recommender.answers.index import AnswerIndex, IndexedAnswer
from recommender.items import AnswerItem, Item, ItemChange, MicroCourseItem, TeacherItem, facets_of
from recommender.text_index import TextIndex
from recommender.wording import wording_features, wording_idf

__all__ = ["ContentIndex", "IndexFileError", "SavedIndex", "item_text", "read_saved_index"]

_ITEMS: TypeAdapter[list[Item]] = TypeAdapter(list[Item])


class IndexFileError(ValueError):
    """The saved index is damaged, or is something else."""


@dataclass(frozen=True)
class SavedIndex:
    """What the file of an index holds.

    Attributes:
        encoder_hash: Of the encoder its vectors come from.
        source: Names the change log it follows.
        sequence: How far it has followed.
        vectors: Of the items with text, by id.
    """

    encoder_hash: str
    source: str
    sequence: int
    items: list[Item]
    vectors: dict[str, NDArray[np.float32]]


def read_saved_index(path: Path) -> SavedIndex:
    """Reads the file of an index, which needs no encoder.

    Raises:
        IndexFileError: It cannot be read.
    """
    try:
        with path.open("rb") as stream, np.load(stream) as file:  # np.load leaves a damaged file open
            header = json.loads(file["header"].tobytes())
            items = _ITEMS.validate_json(file["items"].tobytes())
            vectors = dict(zip(header["ids"], np.asarray(file["vectors"], np.float32), strict=True))
        return SavedIndex(header["encoder_hash"], header["source"], int(header["sequence"]), items, vectors)
    except Exception as error:  # a damaged archive fails in any way: BadZipFile, EOFError, zlib.error, struct.error…
        raise IndexFileError(f"{path}: {type(error).__name__}: {error}") from error


class ContentIndex:
    """All items the engine can recommend, searchable by text where they have one.

    Args:
        encoder: Encodes the items' texts.
        source: Names the change log it follows.
        answers: Keeps the answered questions; they are kept here, and compared one and all, where it is not given.

    Attributes:
        source: Names the change log it follows; an index of another log is of no use.
    """

    def __init__(self, encoder: TextEncoder, source: str = "", answers: AnswerIndex | None = None) -> None:
        self._encoder = encoder
        self.source = source
        self._sequence = 0
        self._answers = answers
        self._items: dict[str, Item] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._rebuild()

    @property
    def sequence(self) -> int:
        """How far it has followed."""
        return self._sequence if self._answers is None else min(self._sequence, self._answers.sequence)

    def __len__(self) -> int:
        return len(self._items) + (len(self._answers) if self._answers is not None else 0)

    def get(self, item_id: str) -> Item:
        """The item with this id.

        Raises:
            KeyError: It is not in the index (any more).
        """
        found = self.find(item_id)
        if found is None:
            raise KeyError(item_id)
        return found

    def find(self, item_id: str) -> Item | None:
        """The item with this id, where it is in the index."""
        found = self._items.get(item_id)
        return self._answers.find(item_id) if found is None and self._answers is not None else found

    def items(self, kind: str) -> list[Item]:
        """All items of a kind that are kept here."""
        return [item for item in self._items.values() if item.kind == kind]

    def with_changes(self, changes: Iterable[ItemChange]) -> "ContentIndex":
        """A copy that has followed the changes; this index stays as it is for whoever is searching it."""
        copy = ContentIndex.__new__(ContentIndex)
        copy.__dict__.update(self.__dict__)
        copy._items, copy._vectors = dict(self._items), dict(self._vectors)
        copy.apply(changes)
        return copy

    def apply(self, changes: Iterable[ItemChange]) -> int:
        """Follows changes in order; those already seen are passed over. Not while another thread searches.

        Returns:
            How many changes were new.
        """
        followed = self.sequence  # a shared index asks its database
        fresh = [change for change in changes if change.sequence > followed]
        if not fresh:
            return 0
        latest = {change.item_id: change for change in fresh}
        put = [change.item for change in latest.values() if change.item is not None]
        seen = self._answers.sequence if self._answers is not None else 0  # what another replica has put there already
        with_text = [
            item for item in put
            if not isinstance(item, TeacherItem) and (item.kind != "answer" or latest[item.id].sequence > seen)
        ]  # fmt: skip
        texts = [item_text(item) for item in with_text]
        vectors = self._encoder.encode_passages(texts)
        if self._answers is not None:
            indexed = [
                IndexedAnswer(item, text, vector)
                for item, text, vector in zip(with_text, texts, vectors, strict=True) if isinstance(item, AnswerItem)
            ]  # fmt: skip
            withdrawn = [id_ for id_, change in latest.items() if change.kind == "answer" and change.item is None]
            self._answers.apply(indexed, withdrawn, fresh[-1].sequence)
        kept = {id_ for id_, change in latest.items() if change.kind != "answer" or self._answers is None}
        for item_id in kept:
            self._items.pop(item_id, None)
            self._vectors.pop(item_id, None)
        self._items.update({item.id: item for item in put if item.id in kept})
        by_id = {item.id: vector for item, vector in zip(with_text, vectors, strict=True)}
        self._vectors.update({item_id: vector for item_id, vector in by_id.items() if item_id in kept})
        self._sequence = fresh[-1].sequence
        if kept:
            self._rebuild()
        return len(fresh)

    def search(self, kind: str, vector: Vectors, text: str, facets: Collection[str]) -> list[tuple[Item, float]]:
        """Items of a kind with their fused similarity to one text, best first.

        Args:
            kind: `micro_course` or `answer`.
            vector: The encoded text, shape (1, dimension).
            text: The same text, plain.
            facets: Items of any of these are wanted; as `facets_of` names them.

        Returns:
            All of these facets, or the nearest where they are very many; similarity is in standard deviations over all
            items of the kind.
        """
        if kind == "answer" and self._answers is not None:
            return [*self._answers.search(vector, text, facets)]
        wanted = frozenset(facets)
        scores = self._texts[kind].search(vector, text)
        found = [(self._items[item_id], scores[item_id]) for item_id in sorted(scores, key=lambda i: -scores[i])]
        return [
            (item, score) for item, score in found if not isinstance(item, TeacherItem) and facets_of(item) & wanted
        ]

    def save(self, path: Path) -> None:
        """Writes everything as one file, replacing an older one atomically."""
        ids = list(self._vectors)
        header = {"encoder_hash": self._encoder.hash, "sequence": self._sequence, "source": self.source,
                  "ids": ids}  # fmt: skip
        items = _ITEMS.dump_json(list(self._items.values()))
        vectors = np.stack([self._vectors[i] for i in ids]) if ids else np.zeros((0, self._encoder.dimension))
        with replace_file(path) as file:
            np.savez(
                file, header=np.frombuffer(json.dumps(header).encode(), np.uint8),
                items=np.frombuffer(items, np.uint8), vectors=vectors.astype(np.float32),
            )  # fmt: skip

    @classmethod
    def load(cls, path: Path, encoder: TextEncoder, answers: AnswerIndex | None = None) -> "ContentIndex":
        """Reads a saved index; one that was saved with an `AnswerIndex` needs it again, another must not have it.

        Raises:
            EncoderMismatchError: It was made with another encoder.
            IndexFileError: It cannot be read.
        """
        saved = read_saved_index(path)
        check_encoder_hash("the content index", saved.encoder_hash, encoder, f"delete {path}")
        if any(vector.shape != (encoder.dimension,) for vector in saved.vectors.values()):
            raise IndexFileError(f"{path}: its vectors have not {encoder.dimension} components")
        index = cls(encoder, saved.source, answers)
        index._sequence = saved.sequence
        index._items = {item.id: item for item in saved.items}
        index._vectors = saved.vectors
        index._rebuild()
        return index

    def _rebuild(self) -> None:
        ids: dict[str, list[str]] = {"micro_course": [], "answer": []}
        for item in self._items.values():
            if item.id in self._vectors:
                ids[item.kind].append(item.id)
        texts = {kind: {i: item_text(self._items[i]) for i in of_kind} for kind, of_kind in ids.items()}
        features = {kind: wording_features(list(of_kind.values())) for kind, of_kind in texts.items()}
        idf = wording_idf(*features.values())
        nothing = np.zeros((0, self._encoder.dimension), np.float32)
        self._texts = {
            kind: TextIndex(
                of_kind, np.stack([self._vectors[i] for i in of_kind]) if of_kind else nothing, features[kind], idf
            ) for kind, of_kind in texts.items()
        }  # fmt: skip


def item_text(item: Item) -> str:
    """What an item is found by.

    Raises:
        TypeError: Teachers have no text.
    """
    if isinstance(item, MicroCourseItem):
        return plain_text(item.text)[:400]
    if isinstance(item, AnswerItem):
        return plain_text(item.question)
    raise TypeError(f"{item.kind} has no text")
