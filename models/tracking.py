"""How long work shows how far it is: whoever does it passes items through a `Track`, whoever starts it gives one."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

__all__ = ["Track", "untracked"]

T = TypeVar("T")


class Track(Protocol):
    """Passes items on while a progress bar shows how far they are."""

    def __call__(self, items: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
        """The same items."""
        ...


def untracked(items: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
    """Shows nothing."""
    return iter(items)
