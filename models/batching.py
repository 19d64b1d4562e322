"""Encodes the texts of concurrent requests together, whenever the encoder is free; a lone request never waits."""

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future

from models.encoder import TextEncoder, Vectors

__all__ = ["BatchingEncoder"]

_MOST_TEXTS = 32


class BatchingEncoder:
    """A `TextEncoder` in front of another one, for many threads."""

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self._waiting: deque[tuple[list[str], Future[Vectors]]] = deque()
        self._arrived = threading.Condition()
        threading.Thread(target=self._serve, name="encoder", daemon=True).start()

    @property
    def hash(self) -> str:
        """Of the encoder behind."""
        return self._encoder.hash

    @property
    def dimension(self) -> int:
        """Of the encoder behind."""
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encodes together with what other threads ask for meanwhile."""
        future: Future[Vectors] = Future()
        with self._arrived:
            self._waiting.append((list(texts), future))
            self._arrived.notify()
        return future.result()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Bulk work: passed on as it is."""
        return self._encoder.encode_passages(texts)

    def _serve(self) -> None:
        while True:
            with self._arrived:
                while not self._waiting:
                    self._arrived.wait()
                batch = [self._waiting.popleft()]
                while self._waiting and sum(len(texts) for texts, _ in batch) < _MOST_TEXTS:
                    batch.append(self._waiting.popleft())
            try:
                vectors = self._encoder.encode_queries([text for texts, _ in batch for text in texts])
            except Exception as error:  # noqa: BLE001 - handed to whoever asked
                for _, future in batch:
                    future.set_exception(error)
                continue
            start = 0
            for texts, future in batch:
                future.set_result(vectors[start : start + len(texts)])
                start += len(texts)
