"""One worker process as the host sees it: started, asked for a picture, watched, ended."""

import asyncio
import importlib
import json
import os
import struct
import sys
from collections.abc import AsyncGenerator, Sequence
from typing import Any

__all__ = ["Child", "ChildDiedError", "ChildStartError", "PictureTimeoutError"]

psutil: Any = importlib.import_module("psutil")  # carries no types

_LINE_LIMIT = 16 * 1024 * 1024


class ChildDiedError(Exception):
    """The child ended in the middle of a picture."""


class ChildStartError(Exception):
    """The child could not load the recogniser; the message says why."""


class PictureTimeoutError(Exception):
    """The picture took longer than allowed."""


class Child:
    """A worker process that has said it is ready.

    Attributes:
        pictures: Pictures it was asked to read.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._watched = psutil.Process(process.pid)
        self.pictures = 0

    @classmethod
    async def start(cls, command: Sequence[str], time_limit: float) -> "Child":
        """Start a worker and wait until it is ready.

        Raises:
            ChildStartError: It failed, ended, or took longer than `time_limit` seconds.
        """
        environment = {"MALLOC_ARENA_MAX": "2", **os.environ}
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=sys.stderr,
            env=environment,
            limit=_LINE_LIMIT,
        )
        try:
            child = cls(process)
            async with asyncio.timeout(time_limit):
                event = await child._receive()
        except TimeoutError as error:
            await _end(process)
            raise ChildStartError(f"the worker was not ready after {time_limit:.0f} s") from error
        except (ChildDiedError, psutil.NoSuchProcess) as error:
            await _end(process)
            raise ChildStartError("the worker ended while starting; its messages are on stderr") from error
        except asyncio.CancelledError:
            await _end(process)
            raise
        if event.get("event") != "ready":
            await _end(process)
            raise ChildStartError(str(event.get("message", event)))
        return child

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.returncode is None

    def rss_mb(self) -> float:
        """Resident memory in MB, 0 when the process is gone."""
        try:
            return round(float(self._watched.memory_info().rss) / 1e6, 1)
        except psutil.NoSuchProcess:
            return 0.0

    async def read(self, data: bytes, time_limit: float, hard_limit_mb: float) -> AsyncGenerator[dict[str, Any], None]:
        """The events of one picture, the last one `done` or `error`.

        Raises:
            ChildDiedError: The process ended, or was ended for passing `hard_limit_mb` of memory.
            PictureTimeoutError: `time_limit` seconds passed; the process has been ended.
        """
        self.pictures += 1
        loop = asyncio.get_running_loop()
        deadline = loop.time() + time_limit
        await self._request(data)
        receiving = asyncio.ensure_future(self._receive())
        try:
            while True:
                done, _ = await asyncio.wait({receiving}, timeout=0.25)
                if done:
                    event = receiving.result()
                    yield event
                    if event["event"] in ("done", "error"):
                        return
                    receiving = asyncio.ensure_future(self._receive())
                elif loop.time() > deadline:
                    await self.end()
                    raise PictureTimeoutError
                elif self.rss_mb() > hard_limit_mb:
                    await self.end()
                    raise ChildDiedError
        finally:
            receiving.cancel()

    async def end(self) -> None:
        """Kill the process (it holds nothing worth saving) and wait for it."""
        await _end(self._process)

    async def _request(self, data: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(struct.pack(">I", len(data)) + data)
            await self._process.stdin.drain()
        except ConnectionError as error:
            raise ChildDiedError from error

    async def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise ChildDiedError
        event: dict[str, Any] = json.loads(line)
        return event


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        try:
            process.kill()
        except ProcessLookupError:
            return
    await process.wait()
