"""How long somebody has been at it: young eyes are told to rest."""

from collections.abc import Sequence
from datetime import datetime, timedelta

__all__ = ["minutes_without_rest"]

_PAUSE = timedelta(minutes=10)


def minutes_without_rest(times: Sequence[datetime], now: datetime) -> int:
    """Minutes since the last pause of ten minutes or more.

    Args:
        times: When messages were sent, oldest first.
        now: Not before the last of them.
    """
    begun = now
    for time in reversed(times):
        if begun - time >= _PAUSE:
            break
        begun = time
    return int((now - begun) / timedelta(minutes=1))
