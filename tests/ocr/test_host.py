"""The host with real processes: its worker is `fake_worker`, which does what the picture's bytes say."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr.client import OcrClient, ReaderBusy, ReaderDown
from ocr.host_process import HostProcess
from ocr.reading import ReadError, Region

Start = Callable[..., HostProcess]


def wait_until(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def read_in_background(host: HostProcess, data: bytes) -> tuple[threading.Thread, list[object]]:
    results: list[object] = []

    def read() -> None:
        with OcrClient(host.socket) as client:
            try:
                results.append(client.read(data).text)
            except (ReadError, ReaderBusy, ReaderDown) as error:
                results.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    return thread, results


def test_regions_stream_before_the_picture_is_done(start_host: Start) -> None:
    with OcrClient(start_host().socket) as client:
        events = client.events(b"one sleep=0.5 two")
        start = time.monotonic()
        first = next(events)
        assert isinstance(first, Region)
        assert first.text == "one"
        early = time.monotonic() - start
        rest = list(events)
        assert time.monotonic() - start - early > 0.3
        assert [event.text for event in rest] == ["sleep=0.5", "two", "one sleep=0.5 two"]


def test_asynchronous_client(start_host: Start) -> None:
    host = start_host()

    async def go() -> tuple[str, str]:
        client = OcrClient(host.socket)
        try:
            return (await client.read_async(b"a b")).text, (await client.health_async())["state"]
        finally:
            await client.aclose()

    assert asyncio.run(go()) == ("a b", "ready")


def test_an_error_of_the_picture_keeps_its_code(start_host: Start) -> None:
    with OcrClient(start_host().socket) as client:
        with pytest.raises(ReadError) as caught:
            client.read(b"refuse")
        assert (caught.value.code, caught.value.message) == ("no_text", "没有文字")


def test_a_fault_in_the_recogniser_is_one_clear_error(start_host: Start) -> None:
    with OcrClient(start_host().socket) as client:
        with pytest.raises(ReadError) as caught:
            client.read(b"crash")
        assert caught.value.code == "internal"
        assert client.read(b"fine").text == "fine"
        assert client.health()["died"] == 0


def test_killed_in_the_middle_is_retried_once_without_repeating_regions(start_host: Start, tmp_path: Path) -> None:
    with OcrClient(start_host().socket) as client:
        events = list(client.events(f"one two die_once={tmp_path / 'mark'} three".encode()))
        assert [event.text for event in events[:-1]] == ["one", "two", f"die_once={tmp_path / 'mark'}", "three"]
        assert client.health()["died"] == 1


def test_killed_from_outside_in_the_middle(start_host: Start) -> None:
    host = start_host()
    with OcrClient(host.socket) as client:
        thread, results = read_in_background(host, b"one sleep=0.6 two")
        wait_until(lambda: client.health()["waiting"] == 0)
        time.sleep(0.2)
        os.kill(client.health()["pid"], signal.SIGKILL)
        thread.join(20)
        assert results == ["one sleep=0.6 two"]


def test_a_picture_that_kills_twice_is_refused_and_not_tried_again(start_host: Start) -> None:
    with OcrClient(start_host().socket) as client:
        for _ in range(3):
            with pytest.raises(ReadError) as caught:
                client.read(b"die")
            assert caught.value.code == "unreadable"
        assert client.health()["died"] == 2
        assert client.read(b"fine").text == "fine"


def test_a_picture_that_takes_too_long_ends(start_host: Start) -> None:
    with OcrClient(start_host(time_limit=0.5).socket) as client:
        with pytest.raises(ReadError) as caught:
            client.read(b"sleep=30")
        assert caught.value.code == "too_slow"
        assert client.read(b"fine").text == "fine"


def test_a_full_queue_says_how_many_wait(start_host: Start) -> None:
    host = start_host(queue=2)
    with OcrClient(host.socket) as client:
        waiting = [read_in_background(host, f"sleep=0.8 {number}".encode()) for number in range(3)]
        wait_until(lambda: client.health()["waiting"] == 2)
        with pytest.raises(ReaderBusy) as caught:
            client.read(b"late")
        assert caught.value.waiting == 2
        for thread, _ in waiting:
            thread.join(20)
        assert sorted(str(results[0]) for _, results in waiting) == [f"sleep=0.8 {number}" for number in range(3)]
        assert client.read(b"late").text == "late"


def test_recycled_after_so_many_pictures(start_host: Start, alive: Callable[[int], bool]) -> None:
    with OcrClient(start_host(recycle_after=3).socket) as client:
        first = client.health()["pid"]
        for _ in range(3):
            client.read(b"fine")
        wait_until(lambda: client.health()["recycled"] == 1)
        assert client.health()["pid"] != first
        wait_until(lambda: not alive(first))
        assert client.read(b"fine").text == "fine"


def test_recycled_above_the_memory_ceiling(start_host: Start) -> None:
    with OcrClient(start_host(memory_mb=150).socket) as client:
        client.read(b"grow=160")
        wait_until(lambda: client.health()["recycled"] == 1)
        assert client.health()["rss_mb"] < 150


def test_ended_at_once_far_above_the_ceiling(start_host: Start) -> None:
    with OcrClient(start_host(memory_mb=100).socket) as client:
        with pytest.raises(ReadError) as caught:
            client.read(b"grow=300 sleep=2")
        assert caught.value.code == "unreadable"


def test_too_large_a_body_is_refused_while_it_arrives(start_host: Start) -> None:
    with OcrClient(start_host(max_mb=0.1).socket) as client:
        with pytest.raises(ReadError) as caught:
            client.read(b"x" * 200_000)
        assert caught.value.code == "too_many_bytes"


def test_sigterm_ends_host_and_worker_cleanly(start_host: Start, alive: Callable[[int], bool]) -> None:
    host = start_host()
    with OcrClient(host.socket) as client:
        worker = client.health()["pid"]
    assert host.process is not None
    thread, results = read_in_background(host, b"sleep=20")
    time.sleep(0.3)
    host.process.terminate()
    assert host.process.wait(8) == 0
    thread.join(8)
    assert isinstance(results[0], ReaderDown)
    assert not alive(worker)
    assert not host.socket.exists()


def test_no_orphan_when_the_host_is_killed(start_host: Start, alive: Callable[[int], bool]) -> None:
    host = start_host()
    with OcrClient(host.socket) as client:
        worker = client.health()["pid"]
    assert host.process is not None
    host.process.kill()
    host.process.wait(5)
    wait_until(lambda: not alive(worker))


def test_no_orphan_when_the_parent_of_the_host_is_killed(
    tmp_path: Path, alive: Callable[[int], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", f"{here}{os.pathsep}{here.parent.parent}")
    script = (
        "import subprocess, sys, time; host = subprocess.Popen([sys.executable, '-m', 'ocr.host', '--socket', "
        f"{str(tmp_path / 's')!r}, '--cache', '.', '--worker', 'fake_worker']); print(host.pid, flush=True); "
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        host = int(parent.stdout.readline())
        with OcrClient(tmp_path / "s") as client:
            wait_until(lambda: _state(client) == "ready")
            worker = client.health()["pid"]
        parent.kill()
    wait_until(lambda: not alive(host) and not alive(worker))


def _state(client: OcrClient) -> str | None:
    try:
        return str(client.health()["state"])
    except ReaderDown:
        return None


def test_a_worker_that_cannot_start_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    with HostProcess(tmp_path / "broken", wait=0, worker="fake_worker") as host, OcrClient(host.socket) as client:
        wait_until(lambda: client.health()["error"] is not None)
        assert client.health()["state"] == "restarting"
        with pytest.raises(ReaderDown) as caught:
            client.read(b"anything")
        assert "no weights" in caught.value.detail


def test_nobody_there() -> None:
    with OcrClient(Path("/nowhere/socket")) as client:
        with pytest.raises(ReaderDown):
            client.read(b"x")
        with pytest.raises(ReaderDown):
            client.health()


@pytest.mark.parametrize(
    "module", ["ocr", "ocr.client", "ocr.picture", "ocr.reading", "ocr.layout", "ocr.plain_text", "ocr.host"]
)
def test_light_modules_stay_light(module: str) -> None:
    code = (
        f"import sys, {module}; heavy = {{'paddleocr', 'paddlex', 'onnxruntime', 'cv2', 'torch', 'numpy'}}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.stdout.strip() == "[]"
