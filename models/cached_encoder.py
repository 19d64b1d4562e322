"""Remembers query vectors on disk, so that heads which share texts encode them once."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from knowledge_graph.atomic_file import replace_file
from models.encoder import TextEncoder, Vectors

__all__ = ["CachedEncoder"]

_CHUNK = 256


class CachedEncoder:
    """A `TextEncoder` in front of another one; its file belongs to that encoder's hash.

    Args:
        encoder: Encodes what is not known yet.
        folder: Where the file lies.
        advance: Told how many texts are done, for a progress bar.
    """

    def __init__(self, encoder: TextEncoder, folder: Path, advance: Callable[[int], object] | None = None) -> None:
        self._encoder = encoder
        self._path = folder / f"query-vectors-{encoder.hash[:16]}.npz"
        self._advance = advance or (lambda _count: None)
        self._known: dict[str, Vectors] = {}
        if self._path.is_file():
            with np.load(self._path) as file:
                self._known = dict(zip(file["keys"].tolist(), file["vectors"].astype(np.float32), strict=True))

    @property
    def hash(self) -> str:
        """Of the encoder behind."""
        return self._encoder.hash

    @property
    def dimension(self) -> int:
        """Of the encoder behind."""
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors, from the file where they are known; new ones are saved."""
        keys = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
        new = list({key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}.items())
        self._advance(len(texts) - len(new))
        for start in range(0, len(new), _CHUNK):
            chunk = new[start : start + _CHUNK]
            vectors = self._encoder.encode_queries([text for _, text in chunk])
            self._known.update({key: vector for (key, _), vector in zip(chunk, vectors, strict=True)})
            self._advance(len(chunk))
        if new:
            self._save()
        return np.stack([self._known[key] for key in keys]) if keys else np.zeros((0, self.dimension), np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Passed on; passages have caches of their own."""
        return self._encoder.encode_passages(texts)

    def _save(self) -> None:
        vectors = np.stack(list(self._known.values())).astype(np.float16)
        with replace_file(self._path) as file:
            np.savez(file, keys=np.array(list(self._known)), vectors=vectors)
