"""Remembers vectors on disk: passages, so that starting is quick; queries, so that heads share them in training.

A new vector is rounded as the file rounds it before anybody sees it: a first run and a later one give the same bytes.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from models.encoder import TextEncoder, Vectors
from models.tracking import Track, untracked
from models.vector_file import VectorFileError, read_vectors, round_vectors, text_key, write_vectors

__all__ = ["SHIPPED_PASSAGES", "CachedEncoder"]

SHIPPED_PASSAGES = Path(__file__).parent / "shipped" / "passages.safetensors"
"""Vectors of the curriculum and the demo region under the default encoder; `shuangshi train vectors` makes them."""

log = logging.getLogger(__name__)

_CHUNK = 256
_CHUNKS_BETWEEN_SAVES = 16  # an interrupted run loses at most so many


class CachedEncoder:
    """A `TextEncoder` in front of another one, which remembers one kind of its vectors.

    Args:
        encoder: Encodes what is not known yet.
        kind: Which vectors are remembered; the other kind is passed on.
        folder: Where new vectors are kept.
        shipped: A read-only file to look into first.
        track: Shows progress over chunks of new texts.
    """

    def __init__(
        self, encoder: TextEncoder, kind: Literal["query", "passage"], folder: Path, shipped: Path | None = None,
        track: Track = untracked,
    ) -> None:  # fmt: skip
        self._encoder = encoder
        self._kind = kind
        self._path = folder / f"{kind}-vectors-{encoder.hash[:16]}.safetensors"
        self._track = track
        self._shipped = self._read(shipped, ours=False) if shipped else {}
        self._own = self._read(self._path, ours=True)

    @property
    def hash(self) -> str:
        """Of the encoder behind."""
        return self._encoder.hash

    @property
    def dimension(self) -> int:
        """Of the encoder behind."""
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors for texts that look for something."""
        encode = self._encoder.encode_queries
        return self._remember(texts, encode) if self._kind == "query" else encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors for texts that are looked for."""
        encode = self._encoder.encode_passages
        return self._remember(texts, encode) if self._kind == "passage" else encode(texts)

    def _read(self, path: Path, ours: bool) -> dict[str, Vectors]:
        try:
            vectors = read_vectors(path, self.hash)
            if any(len(vector) != self.dimension for vector in vectors.values()):
                raise VectorFileError(f"{path}: its vectors have not {self.dimension} components")
        except VectorFileError as error:
            remedy = "encoding again" if ours else "install the package again; encoding meanwhile"
            log.warning("remembered vectors are unreadable (%s): %s", error, remedy)
            if ours:
                path.unlink(missing_ok=True)
            return {}
        return vectors

    def _remember(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        keys = [text_key(text) for text in texts]
        known = self._shipped.keys() | self._own.keys()
        new = list({key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items())
        starts = range(0, len(new), _CHUNK)
        for done, start in enumerate(self._track(starts, "encoding", len(starts)) if new else (), start=1):
            chunk = new[start : start + _CHUNK]
            vectors = round_vectors(encode([text for _, text in chunk]))
            self._own.update({key: vector for (key, _), vector in zip(chunk, vectors, strict=True)})
            if done % _CHUNKS_BETWEEN_SAVES == 0 or start + _CHUNK >= len(new):
                write_vectors(self._path, self._own, self.hash)
        return np.stack([self._shipped[key] if key in self._shipped else self._own[key] for key in keys])
