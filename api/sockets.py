"""WebSockets of pages, as `sessions` wants them."""

from fastapi import WebSocket, WebSocketDisconnect

from sessions.page_channel import ClosedError

__all__ = ["WebSocketChannel"]


class WebSocketChannel:
    """See `sessions.page_channel.Channel`."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def receive(self) -> str:
        """The next frame."""
        try:
            return await self._websocket.receive_text()
        except (WebSocketDisconnect, RuntimeError, KeyError) as error:  # closed, or bytes
            raise ClosedError from error

    async def send(self, frame: str) -> None:
        """Sends a frame."""
        try:
            await self._websocket.send_text(frame)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ClosedError from error

    async def close(self, code: int) -> None:
        """Closes it; nothing happens where it is closed."""
        try:
            await self._websocket.close(code)
        except (WebSocketDisconnect, RuntimeError):  # closed by the other side
            return
