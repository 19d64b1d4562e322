"""Rate limits per person or address, counted in Redis/Valkey, so that all workers share them."""

import logging

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from api.problems import Problem
from api.services import Services

__all__ = ["check_rate"]

log = logging.getLogger(__name__)

_LOCAL = FixedWindowRateLimiter(MemoryStorage())


def check_rate(services: Services, what: str, who: str, rate: str) -> None:
    """Counts one act.

    Args:
        services: Holds the limiter.
        what: Name of the act, such as `login`.
        who: Account or address.
        rate: Such as `10/minute`.

    Raises:
        Problem: 429 where the rate is exceeded.
    """
    try:
        allowed = services.limiter.hit(parse(rate), what, who)
    except RedisError as error:
        log.warning("rate limits are counted in this process alone: %s", type(error).__name__)
        allowed = _LOCAL.hit(parse(rate), what, who)
    if not allowed:
        raise Problem(429, "too_many_requests", "操作太频繁了，请稍等一会儿再试。", retry_after_s=30)
