"""Tells other processes what happened here, through Redis or Valkey; what is lost there is found in the database.

All places of a kind, such as rooms, share one channel: whoever hears of one where nobody is here drops it unread, which
costs less than keeping subscriptions right while people come and go.
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

_MOST_WAITING = 10_000
_RETRY_S = 0.5
_CANCEL_AGAIN_S = 0.2


class FanOut:
    """Publishes and listens until it is closed, whether the server is there or not.

    Args:
        redis: The server.
        channel: Of the kind of places.
        is_wanted: Whether somebody is at a place here.
        on_heard: Told in the event loop: the place, and what was published.
    """

    def __init__(
        self, redis: Redis, channel: str, is_wanted: Callable[[str], bool], on_heard: Callable[[str, Any], None]
    ) -> None:  # fmt: skip
        self._redis, self._is_wanted, self._on_heard = redis, is_wanted, on_heard
        self._channel = f"shuangshi:{channel}"
        self._outbox: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)
        self._tasks = [asyncio.create_task(self._publish()), asyncio.create_task(self._listen())]
        self.connected = False
        self._closing = False

    def tell(self, place: str, what: Any) -> None:
        """Publishes something; it is dropped where too much waits."""
        try:
            self._outbox.put_nowait(f"{place}\n{json.dumps(what, ensure_ascii=False)}")
        except asyncio.QueueFull:
            log.warning("fan-out is full: other processes find the rest in the database")

    async def close(self) -> None:
        """Stops both."""
        self._closing = True  # the client may make an error of its own out of being cancelled, or lose it
        going_on = set(self._tasks)
        while going_on:
            for task in going_on:
                task.cancel()
            _, going_on = await asyncio.wait(going_on, timeout=_CANCEL_AGAIN_S)
        await self._redis.aclose()

    async def _publish(self) -> None:
        while not self._closing:
            waiting = [await self._outbox.get()]
            while not self._outbox.empty():
                waiting.append(self._outbox.get_nowait())
            try:
                async with self._redis.pipeline(transaction=False) as pipeline:
                    for text in waiting:
                        pipeline.publish(self._channel, text)
                    await pipeline.execute()
            except (RedisError, OSError) as error:
                log.warning("%d messages were not fanned out: %s", len(waiting), type(error).__name__)
                await asyncio.sleep(_RETRY_S)

    async def _listen(self) -> None:
        while not self._closing:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(self._channel)
                    self.connected = True
                    async for message in pubsub.listen():
                        place, _, text = message["data"].decode().partition("\n")
                        if self._is_wanted(place):
                            self._on_heard(place, json.loads(text))
            except (RedisError, OSError) as error:
                if not self._closing:
                    log.warning("fan-out is not heard: %s", type(error).__name__)
                    await asyncio.sleep(_RETRY_S)
            finally:
                self.connected = False
