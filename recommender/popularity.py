"""What is taken up now by those around a student: shares within class, school, district and all.

A narrow group tells more and has less to tell, so its shares are shrunken towards those of the group around it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from recommender.interaction import Interaction
from recommender.ratings import shrunk_mean

__all__ = ["Popularity"]


_ALL = None


class Popularity:
    """Decayed shares of items by group.

    A student counts once for an item, however often they came back to it, so that nobody makes an item popular alone.

    Args:
        interactions: Of all students; those after `now` do not count.
        groups: By student, ids of the groups they belong to, the widest first: district, school, class. Ids of
            different levels differ. A student without an entry counts for all alone.
        now: When the shares hold.
        half_life: Age at which an interaction counts half.
        prior_count: Weight of the wider group's shares, in interactions.

    Raises:
        ValueError: `half_life` or `prior_count` is not above 0.
    """

    def __init__(
        self, interactions: Iterable[Interaction], groups: Mapping[str, Sequence[str]], now: datetime,
        half_life: timedelta = timedelta(days=14), prior_count: float = 20.0,
    ) -> None:  # fmt: skip
        if half_life <= timedelta(0) or prior_count <= 0:
            raise ValueError(f"half_life {half_life} and prior_count {prior_count}: both must be above 0")
        self._prior_count = prior_count
        weights: dict[tuple[str, str], float] = defaultdict(float)
        for seen in interactions:
            if seen.at <= now:
                key = seen.student, seen.item
                weights[key] = max(weights[key], seen.strength * 0.5 ** ((now - seen.at) / half_life))
        self._by_group: dict[str | None, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (student, item), weight in sorted(weights.items()):
            for group in (_ALL, *groups.get(student, ())):
                self._by_group[group][item] += weight

    def scores(self, groups: Sequence[str] = ()) -> dict[str, float]:
        """Share of each item in what those around a student take up, 0–1; the shares sum to 1.

        Args:
            groups: The student's, the widest first; one that nothing is known of changes nothing. None: shares of all.

        Returns:
            Every item that was taken up; empty before any was.
        """
        shares = dict.fromkeys(self._by_group.get(_ALL, ()), 0.0)
        prior_count = 0.0
        for group in (_ALL, *groups):
            counts = self._by_group.get(group, {})
            total = sum(counts.values())
            if total:
                shares = {i: shrunk_mean(counts.get(i, 0.0), total, share, prior_count) for i, share in shares.items()}
            prior_count = self._prior_count
        return shares
