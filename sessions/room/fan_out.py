"""Tells other processes what was appended here, through Redis or Valkey; what is lost there is found in the database.

All rooms share one channel: whoever hears of a room that nobody is in here drops it unread, which costs less than
keeping subscriptions right while rooms come and go.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

__all__ = ["FanOut"]

log = logging.getLogger(__name__)

_CHANNEL = "shuangshi:rooms"
_MOST_WAITING = 10_000
_RETRY_S = 0.5


class FanOut:
    """Publishes and listens until it is closed, whether the server is there or not.

    Args:
        redis: The server.
        is_wanted: Whether somebody is in a room here.
        on_heard: Told in the event loop: the room, and what was published.
    """

    def __init__(
        self, redis: Redis, is_wanted: Callable[[str], bool], on_heard: Callable[[str, Any], None]
    ) -> None:  # fmt: skip
        self._redis, self._is_wanted, self._on_heard = redis, is_wanted, on_heard
        self._outbox: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)
        self._tasks = [asyncio.create_task(self._publish()), asyncio.create_task(self._listen())]
        self.connected = False
        self._closing = False

    def tell(self, room: str, what: Any) -> None:
        """Publishes something; it is dropped where too much waits."""
        try:
            self._outbox.put_nowait(f"{room}\n{json.dumps(what, ensure_ascii=False)}")
        except asyncio.QueueFull:
            log.warning("fan-out is full: other processes find the rest in the database")

    async def close(self) -> None:
        """Stops both."""
        self._closing = True  # the client may make an error of its own out of being cancelled
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()

    async def _publish(self) -> None:
        while not self._closing:
            waiting = [await self._outbox.get()]
            while not self._outbox.empty():
                waiting.append(self._outbox.get_nowait())
            try:
                async with self._redis.pipeline(transaction=False) as pipeline:
                    for text in waiting:
                        pipeline.publish(_CHANNEL, text)
                    await pipeline.execute()
            except (RedisError, OSError) as error:
                log.warning("%d messages were not fanned out: %s", len(waiting), type(error).__name__)
                await asyncio.sleep(_RETRY_S)

    async def _listen(self) -> None:
        while not self._closing:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(_CHANNEL)
                    self.connected = True
                    async for message in pubsub.listen():
                        room, _, text = message["data"].decode().partition("\n")
                        if self._is_wanted(room):
                            self._on_heard(room, json.loads(text))
            except (RedisError, OSError) as error:
                if not self._closing:
                    log.warning("fan-out is not heard: %s", type(error).__name__)
                    await asyncio.sleep(_RETRY_S)
            finally:
                self.connected = False
