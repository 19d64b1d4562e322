"""A page's line that is cut from the other side."""

import asyncio
from typing import Any

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api.sockets import WebSocketChannel


@pytest.mark.parametrize("error", [OSError, RuntimeError])
def test_closing_what_is_cut_already_is_no_error(error: type[Exception]):
    async def cut(_message: Any) -> None:
        raise error  # starlette makes a WebSocketDisconnect of an OSError

    async def run() -> None:
        socket = WebSocket({"type": "websocket"}, receive=cut, send=cut)  # type: ignore[arg-type]
        socket.client_state = socket.application_state = WebSocketState.CONNECTED
        await WebSocketChannel(socket).close(1000)
        socket.application_state = WebSocketState.CONNECTED
        with pytest.raises((WebSocketDisconnect, RuntimeError)):
            await socket.close(1000)

    asyncio.run(run())
