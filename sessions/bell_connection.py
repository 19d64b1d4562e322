"""One page's connection to its person's bell: let in by a ticket, rung for, known to be there while it is heard from.

Close codes: 4400 a frame that is none, 4401 no valid ticket, or none in time, 4408 silent for too long.
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable

from sessions.bell import Bell, Ring, bell_place
from sessions.page_channel import Channel, ClosedError
from sessions.presence import BEAT_S, Presence

__all__ = ["BellConnection"]

_HELLO_WITHIN_S = 10.0
_SILENT_FOR_S = 12.0
_LASTS_S = 600.0  # then the page comes back with a new ticket
_LONGEST_FRAME = 500


class BellConnection:
    """See the module.

    Args:
        channel: To the page.
        bell: Of the process.
        presence: Of the region.
        admit: Redeems a ticket; None: it lets nobody in.
    """

    def __init__(
        self, channel: Channel, bell: Bell, presence: Presence, admit: Callable[[str], Awaitable[str | None]]
    ) -> None:  # fmt: skip
        self._channel, self._bell, self._presence, self._admit = channel, bell, presence, admit
        self._id = secrets.token_hex(6)
        self._waiting: set[Ring] = set()
        self._rung = asyncio.Event()

    async def serve(self) -> None:
        """Serves the page until it leaves."""
        account = await self._let_in()
        if account is None:
            await self._channel.close(4401)
            return
        self._bell.listen(account, self._ring)
        code = 1000
        try:
            await self._channel.send('{"t":"welcome"}')
            code = await self._stay(account)
        except ClosedError:
            pass  # nobody is there to be told
        finally:
            self._bell.leave(account, self._ring)
            await self._presence.gone(bell_place(account), self._id)
        await self._channel.close(code)

    async def _let_in(self) -> str | None:
        try:
            frame = json.loads(await asyncio.wait_for(self._receive(), _HELLO_WITHIN_S))
            ticket = frame["ticket"] if frame["t"] == "hello" else None
        except (ValueError, KeyError, TypeError, TimeoutError, ClosedError):
            return None
        return await self._admit(ticket) if isinstance(ticket, str) else None

    async def _stay(self, account: str) -> int:
        """Rings and listens; the code with which to close."""
        telling = asyncio.create_task(self._tell())
        until = asyncio.get_running_loop().time() + _LASTS_S
        try:
            while asyncio.get_running_loop().time() < until:
                await self._presence.beat(bell_place(account), self._id)
                try:
                    text = await asyncio.wait_for(self._receive(), _SILENT_FOR_S)
                except TimeoutError:
                    return 4408
                if text != '{"t":"ping"}':
                    return 4400
                await self._channel.send('{"t":"pong"}')
                await asyncio.sleep(BEAT_S / 4)  # whoever says more is heard no faster
            return 4401
        finally:
            telling.cancel()

    async def _tell(self) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            waiting, self._waiting = sorted(self._waiting), set()
            try:
                for what in waiting:
                    await self._channel.send(json.dumps({"t": "ring", "what": what}))
            except ClosedError:
                return  # whoever listens on it hears so too

    async def _receive(self) -> str:
        text = await self._channel.receive()
        return text if len(text) <= _LONGEST_FRAME else ""

    def _ring(self, what: Ring) -> None:
        self._waiting.add(what)
        self._rung.set()
