"""A connection to a page, whatever carries it."""

from typing import Protocol

__all__ = ["Channel", "ClosedError"]


class ClosedError(RuntimeError):
    """The other side has gone."""


class Channel(Protocol):
    """A WebSocket, or what stands for one in a test."""

    async def receive(self) -> str:
        """The next frame; raises `ClosedError`."""

    async def send(self, frame: str) -> None:
        """Sends a frame; raises `ClosedError`."""

    async def close(self, code: int) -> None:
        """Closes it; nothing happens where it is closed."""
