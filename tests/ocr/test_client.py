"""The client against hosts that are not well."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr.client import OcrClient, ReaderDown
from ocr.host import _lines


@pytest.fixture
def listen(tmp_path: Path) -> Iterator[Callable[[bytes | None], Path]]:
    """A host that answers every request with these bytes, or accepts it and says nothing."""
    path = tmp_path / "s"
    server = socket.socket(socket.AF_UNIX)
    held: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve(answer: bytes | None) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            if answer is not None and connection.recv(65536):
                connection.sendall(answer)
                connection.close()
            else:
                held.append(connection)

    def start(answer: bytes | None) -> Path:
        server.bind(str(path))
        server.listen(8)
        threads.append(threading.Thread(target=serve, args=(answer,)))
        threads[0].start()
        return path

    yield start
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    for thread in threads:
        thread.join(10)
    for connection in held:
        connection.close()


def test_a_host_that_hangs_is_down_long_before_a_picture_would_be_given_up(listen, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ocr.client._HEALTH_S", 0.2)
    path = listen(None)
    with OcrClient(path, timeout=1000) as client, pytest.raises(ReaderDown) as caught:
        client.health()
    assert "Timeout" in caught.value.detail

    async def ask() -> None:
        client = OcrClient(path, timeout=1000)
        try:
            await client.health_async()
        finally:
            await client.aclose()

    with pytest.raises(ReaderDown):
        asyncio.run(ask())


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b'{"error": "?"}', b""], ids=["html", "list", "other", "empty"])
def test_an_answer_that_is_no_state_means_down(listen, body: bytes):
    path = listen(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
    with OcrClient(path) as client, pytest.raises(ReaderDown) as caught:
        client.health()
    assert "HTTP 200" in caught.value.detail


def test_a_picture_that_waits_long_is_given_signs_of_life(monkeypatch: pytest.MonkeyPatch):
    """Otherwise pictures in front that take minutes let the client give up, and the reading is done for nobody."""
    monkeypatch.setattr("ocr.host._SIGN_OF_LIFE_S", 0.02)

    async def events() -> AsyncIterator[dict[str, Any]]:
        await asyncio.sleep(0.2)
        yield {"event": "region"}
        yield {"event": "done"}

    async def collect() -> list[bytes]:
        return [line async for line in _lines(events())]

    lines = asyncio.run(collect())
    assert lines[0] == b"\n"
    assert [line for line in lines if line != b"\n"] == [b'{"event": "region"}\n', b'{"event": "done"}\n']


def test_signs_of_life_are_no_events(listen):
    done = '{"event": "done", "reading": {"text": "x", "rotation": 0, "regions": [], "width": 1, "height": 1}}'
    body = b"\n\n" + done.encode() + b"\n"
    path = listen(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
    with OcrClient(path) as client:
        assert client.read(b"picture").text == "x"
