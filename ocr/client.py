"""Talks to the OCR host over its Unix socket. Light: API workers import this and never the recogniser."""

import json
import socket as sockets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from ocr.reading import ReadError, Reading, Region

__all__ = ["OcrClient", "ReaderBusy", "ReaderDown"]

_URL = "http://ocr"
_HEALTH_S = 2.0  # whoever asks for it waits for the answer; a host that hangs is down


class ReaderBusy(Exception):  # noqa: N818  a state to be handled, not a fault
    """The queue of the OCR process is full.

    Attributes:
        waiting: Pictures waiting in front.
    """

    def __init__(self, waiting: int) -> None:
        super().__init__(f"识别服务正忙，前面还有 {waiting} 张图片，请稍候。")
        self.code = "queue_full"
        self.waiting = waiting


class ReaderDown(Exception):  # noqa: N818
    """The OCR process does not answer, or its worker cannot be started."""

    def __init__(self, detail: str) -> None:
        super().__init__("识别服务暂时不可用，请稍后再试，或直接输入题目。")
        self.code = "reader_down"
        self.detail = detail


class OcrClient:
    """A `Reader` behind a socket, for callers of both kinds: `read`/`events` block, `read_async`/`events_async` do not.

    Args:
        socket: The host's Unix socket.
        timeout: Seconds without a sign of life after which the host counts as down; it gives one every ten seconds,
            while a picture waits in the queue too.
    """

    def __init__(self, socket: Path, timeout: float = 120) -> None:
        self._socket = socket
        self._timeout = httpx.Timeout(timeout, connect=2)
        self._blocking = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(socket)), base_url=_URL, timeout=self._timeout
        )
        self._async: httpx.AsyncClient | None = None

    def read(self, data: bytes) -> Reading:
        """The text of the picture.

        Raises:
            ReadError: The picture is unusable or holds no text (`no_text`).
            ReaderBusy: The queue is full.
            ReaderDown: The OCR process does not answer.
        """
        for event in self.events(data):
            if isinstance(event, Reading):
                return event
        raise ReaderDown("the answer ended early")

    def events(self, data: bytes) -> Iterator[Region | Reading]:
        """The questions as they are ready, then the whole reading; raises as `read` does."""
        self._check_listening()
        try:
            with self._blocking.stream("POST", "/read", content=data) as answer:
                if answer.status_code != httpx.codes.OK:
                    answer.read()
                    raise _refusal(answer)
                for line in answer.iter_lines():
                    if line:
                        yield _event(line)
        except httpx.TransportError as error:
            raise ReaderDown(f"{type(error).__name__}: {error}") from error

    def health(self) -> dict[str, Any]:
        """State and counters of the host: state, waiting, read, recycled, died, rss_mb, pid, error.

        Raises:
            ReaderDown: The OCR process does not answer within two seconds, or not as it should.
        """
        self._check_listening()
        try:
            return _health(self._blocking.get("/health", timeout=_HEALTH_S))
        except httpx.TransportError as error:
            raise ReaderDown(f"{type(error).__name__}: {error}") from error

    async def read_async(self, data: bytes) -> Reading:
        """As `read`, without blocking the event loop."""
        async for event in self.events_async(data):
            if isinstance(event, Reading):
                return event
        raise ReaderDown("the answer ended early")

    async def events_async(self, data: bytes) -> AsyncIterator[Region | Reading]:
        """As `events`, without blocking the event loop."""
        self._check_listening()
        try:
            async with self._asynchronous().stream("POST", "/read", content=data) as answer:
                if answer.status_code != httpx.codes.OK:
                    await answer.aread()
                    raise _refusal(answer)
                async for line in answer.aiter_lines():
                    if line:
                        yield _event(line)
        except httpx.TransportError as error:
            raise ReaderDown(f"{type(error).__name__}: {error}") from error

    async def health_async(self) -> dict[str, Any]:
        """As `health`, without blocking the event loop."""
        self._check_listening()
        try:
            return _health(await self._asynchronous().get("/health", timeout=_HEALTH_S))
        except httpx.TransportError as error:
            raise ReaderDown(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Close the blocking connections."""
        self._blocking.close()

    async def aclose(self) -> None:
        """Close all connections."""
        self.close()
        if self._async is not None:
            await self._async.aclose()
            self._async = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_listening(self) -> None:
        """Fail early where nobody listens: httpcore would leave its socket open then."""
        with sockets.socket(sockets.AF_UNIX) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self._socket))
            except OSError as error:
                raise ReaderDown(f"{type(error).__name__}: {error}") from error

    def _asynchronous(self) -> httpx.AsyncClient:
        if self._async is None:
            self._async = httpx.AsyncClient(
                transport=httpx.AsyncHTTPTransport(uds=str(self._socket)), base_url=_URL, timeout=self._timeout
            )
        return self._async


def _health(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise ReaderDown(f"HTTP {answer.status_code}, not JSON") from error
    if not isinstance(found, dict) or "state" not in found:
        raise ReaderDown(f"HTTP {answer.status_code}, not a state")
    return found


def _event(line: str) -> Region | Reading:
    values = json.loads(line)
    if values["event"] == "region":
        return Region.from_dict(values)
    if values["event"] == "done":
        return Reading.from_dict(values["reading"])
    if values["code"] in ("reader_down", "stopping"):
        raise ReaderDown(values["message"])
    raise ReadError(values["code"], values["message"])


def _refusal(answer: httpx.Response) -> Exception:
    try:
        values: dict[str, Any] = answer.json()
    except ValueError:
        return ReaderDown(f"HTTP {answer.status_code}")
    if values.get("code") == "queue_full":
        return ReaderBusy(int(values["waiting"]))
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return ReaderDown(str(values.get("detail") or values.get("message")))
    return ReadError(str(values["code"]), str(values["message"]))
