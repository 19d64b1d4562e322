"""A bell over real Valkey: heard in every process, known to be there, and only with a ticket."""

import asyncio
from collections.abc import Callable

import pytest
from redis.asyncio import Redis

from sessions import bell_connection
from sessions.bell import Bell, bell_place
from sessions.bell_connection import BellConnection
from sessions.page_channel import ClosedError
from sessions.presence import Presence


class FakeChannel:
    """A page whose frames are put in and taken out by hand."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[str | None] = asyncio.Queue()
        self.outbox: asyncio.Queue[str] = asyncio.Queue()
        self.code: int | None = None

    async def receive(self) -> str:
        text = await self.inbox.get()
        if text is None:
            raise ClosedError
        return text

    async def send(self, frame: str) -> None:
        self.outbox.put_nowait(frame)

    async def close(self, code: int) -> None:
        self.code = code


@pytest.fixture
def run(valkey_url: str) -> Callable[..., None]:
    def run(work) -> None:
        async def whole() -> None:
            bells = [Bell(Redis.from_url(valkey_url)) for _ in range(2)]
            presence = Presence(Redis.from_url(valkey_url))
            try:
                await work(*bells, presence)
            finally:
                for one in (*bells, presence):
                    await one.close()

        asyncio.run(asyncio.wait_for(whole(), 30))

    return run


async def admit(ticket: str) -> str | None:
    return "st-1" if ticket == "good" else None


def serve(channel: FakeChannel, bell: Bell, presence: Presence) -> asyncio.Task[None]:
    return asyncio.create_task(BellConnection(channel, bell, presence, admit).serve())


def test_a_ring_is_heard_in_every_process_and_who_left_is_not_there(run):
    async def work(bell: Bell, other: Bell, presence: Presence) -> None:
        channel = FakeChannel()
        channel.inbox.put_nowait('{"t":"hello","ticket":"good"}')
        serving = serve(channel, bell, presence)
        assert await channel.outbox.get() == '{"t":"welcome"}'
        while not other._fan_out.connected or not bell._fan_out.connected:
            await asyncio.sleep(0.01)
        bell.ring("st-1", "request")
        assert await channel.outbox.get() == '{"t": "ring", "what": "request"}'
        other.ring("st-1", "session")
        assert await channel.outbox.get() == '{"t": "ring", "what": "session"}'
        other.ring("st-2", "session")
        channel.inbox.put_nowait('{"t":"ping"}')
        assert await channel.outbox.get() == '{"t":"pong"}', "nobody else's ring"
        assert await presence.find([bell_place("st-1")]) == {bell_place("st-1"): 1}
        channel.inbox.put_nowait(None)
        await serving
        assert await presence.find([bell_place("st-1")]) == {bell_place("st-1"): 0}

    run(work)


@pytest.mark.parametrize(
    "first", ['{"t":"hello","ticket":"bad"}', '{"t":"hello"}', "{", "[]", '{"t":"ping"}', "x" * 600, None]
)
def test_nobody_is_let_in_without_a_ticket(run, first: str | None):
    async def work(bell: Bell, _other: Bell, presence: Presence) -> None:
        channel = FakeChannel()
        channel.inbox.put_nowait(first)
        await serve(channel, bell, presence)
        assert channel.code == 4401
        assert channel.outbox.empty()

    run(work)


def test_who_says_nonsense_or_nothing_is_sent_away(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bell_connection, "_SILENT_FOR_S", 0.3)

    async def work(bell: Bell, _other: Bell, presence: Presence) -> None:
        for said, code in (('{"t":"what"}', 4400), ("", 4400)):
            channel = FakeChannel()
            channel.inbox.put_nowait('{"t":"hello","ticket":"good"}')
            channel.inbox.put_nowait(said)
            await serve(channel, bell, presence)
            assert channel.code == code
        silent = FakeChannel()
        silent.inbox.put_nowait('{"t":"hello","ticket":"good"}')
        await serve(silent, bell, presence)
        assert silent.code == 4408

    run(work)
