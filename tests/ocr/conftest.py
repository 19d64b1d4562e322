import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eval.rendering import FontMissingError, find_fonts, render_question, to_jpeg
from ocr.engine import PictureReader
from ocr.host_process import HostProcess


@pytest.fixture(scope="session")
def reader(cache: Path) -> PictureReader:
    return PictureReader(cache)


@pytest.fixture(scope="session")
def fonts() -> tuple[Path, ...]:
    try:
        return find_fonts()
    except FontMissingError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def question_jpeg(fonts: tuple[Path, ...]) -> bytes:
    return to_jpeg(render_question("1. 已知一元二次方程x²-5x+6=0，求它的两个根。", seed=1).image)


@pytest.fixture(scope="session")
def huge_png() -> bytes:
    """400 megapixels in less than 50 kB."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * 2501 * 500) for _ in range(40)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def start_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., HostProcess]]:
    """Starts hosts whose worker is `fake_worker`: real processes, no recogniser."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    started: list[HostProcess] = []

    def start(**options: object) -> HostProcess:
        host = HostProcess(tmp_path, wait=20, worker="fake_worker", **options)
        started.append(host)
        return host.__enter__()

    yield start
    for host in started:
        host.stop()


@pytest.fixture
def alive() -> Callable[[int], bool]:
    def is_alive(pid: int) -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return False
        return state != "Z"

    if sys.platform != "linux":
        pytest.skip("needs /proc")
    return is_alive
