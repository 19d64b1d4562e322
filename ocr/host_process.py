"""The OCR host as a subprocess of this one: for tests, benchmarks and whoever wants a private reader."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ocr.client import OcrClient, ReaderDown

__all__ = ["HostProcess"]


class HostProcess:
    """Starts `python -m ocr.host` on entering and ends it on leaving.

    Args:
        cache: The cache folder for weights.
        wait: Seconds to wait for the worker to be ready; 0 returns as soon as the host answers.
        options: Further options of the host by their long names, such as `memory_mb=1500`.

    Attributes:
        socket: The Unix socket.
        process: The running host.
    """

    def __init__(self, cache: Path, wait: float = 600, **options: Any) -> None:
        self._cache = cache
        self._wait = wait
        self._options = options
        self._folder = Path(tempfile.mkdtemp(prefix="ocr-"))
        self.socket = self._folder / "s"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "ocr.host", "--socket", str(self.socket), "--cache", str(self._cache)]
        for name, value in self._options.items():
            command += [f"--{name.replace('_', '-')}", str(value)]
        root = str(Path(__file__).resolve().parent.parent)
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        self.process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path})
        try:
            self._wait_until_up()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """SIGTERM, and SIGKILL after ten seconds."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wait_until_up(self) -> None:
        assert self.process is not None
        end = time.monotonic() + max(10, self._wait)
        with OcrClient(self.socket) as client:
            while time.monotonic() < end:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the OCR host ended with status {self.process.returncode}")
                try:
                    health = client.health()
                except ReaderDown:
                    health = {}
                if health and (self._wait == 0 or health["state"] == "ready"):
                    return
                if health.get("error"):
                    raise RuntimeError(f"the OCR worker does not start: {health['error']}")
                time.sleep(0.02)
        raise RuntimeError(f"the OCR host was not ready after {self._wait:.0f} s")
