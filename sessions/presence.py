"""Who is there now: pages that are open somewhere, each known by beats, and gone soon after the last.

Kept in Redis or Valkey alone: while that is away it is not known who is there, and the next beats fill it again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

__all__ = ["BEAT_S", "Presence"]

log = logging.getLogger(__name__)

BEAT_S = 4.0
"""How often a page that is open has to be told of."""
_LASTS_S = 10.0
_PREFIX = "presence:"


class Presence:
    """Open pages by name of a place, such as a room and a role in it."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def close(self) -> None:
        """Closes its client."""
        await self._redis.aclose()

    async def beat(self, place: str, page: str) -> None:
        """A page is open."""
        now = time.time()
        key = f"{_PREFIX}{place}"
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.zadd(key, {page: now + _LASTS_S})
        pipeline.expire(key, int(_LASTS_S * 2))
        await self._do(pipeline.execute())

    async def gone(self, place: str, page: str) -> None:
        """A page was closed."""
        await self._do(self._redis.zrem(f"{_PREFIX}{place}", page))

    async def find(self, places: list[str]) -> dict[str, int] | None:
        """How many pages are open at each place; None: it is not known."""
        pipeline = self._redis.pipeline(transaction=False)
        for place in places:
            pipeline.zcount(f"{_PREFIX}{place}", time.time(), "+inf")
        counts = await self._do(pipeline.execute())
        return None if counts is None else dict(zip(places, counts, strict=True))

    async def _do(self, work: Awaitable[Any]) -> Any:
        """What the server says; None: it is away. The client is not told where its caller is cancelled.

        A cancelled read closes its connection, and may lose the cancellation on the way.
        """
        try:
            return await asyncio.shield(asyncio.ensure_future(work))
        except (RedisError, OSError) as error:
            log.warning("presence is not known: %s", type(error).__name__)
            return None
