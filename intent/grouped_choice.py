"""Choosing among classes that come in groups: levels with their sub-levels, intents with their subs."""

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import NDArray

__all__ = ["GROUP_OF", "QUIET", "choose_class"]

GROUP_OF: dict[str, Callable[[str], str]] = {
    "ability": lambda name: name[:1],
    "intent": lambda name: name.partition("/")[0],
}
"""By head, the group that a class belongs to; of other heads every class stands alone."""

QUIET: dict[str, str] = {"distress": "no", "danger": "none"}
"""By head that raises alarms, the class that raises none; what is less likely than the head's threshold falls to it."""


def choose_class(head: str, classes: Sequence[str], row: NDArray[Any]) -> tuple[str, float]:
    """The likeliest class of the likeliest group, with the probability of the group.

    Two sub-levels of B that share the probability are still B, though a single one of A be likelier than either.

    Args:
        head: Its name.
        classes: In column order.
        row: Probabilities, shape (classes,).
    """
    group_of = GROUP_OF.get(head, str)
    sums: dict[str, float] = {}
    for name, probability in zip(classes, row.tolist(), strict=True):
        sums[group_of(name)] = sums.get(group_of(name), 0.0) + probability
    group = max(sums, key=lambda name: sums[name])
    best = max((p, name) for p, name in zip(row.tolist(), classes, strict=True) if group_of(name) == group)[1]
    return best, min(1.0, sums[group])
