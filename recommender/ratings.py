"""Satisfaction with a session, out of 12, and means that few ratings move little."""

from dataclasses import dataclass

__all__ = ["BEST_RATING", "NOTHING", "USUAL_RATING", "Tally", "shrunk_mean", "shrunk_rating"]

BEST_RATING = 12.0
USUAL_RATING = 9.5

_USUAL_COUNT = 5.0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, and their sum."""

    count: int = 0
    total: float = 0.0

    def add(self, value: float) -> "Tally":
        """One more."""
        return Tally(self.count + 1, self.total + value)

    def shrunk_mean(self, prior_mean: float, prior_count: float) -> float:
        """The mean as if `prior_count` earlier values had had `prior_mean`."""
        return shrunk_mean(self.total, self.count, prior_mean, prior_count)


NOTHING = Tally()


def shrunk_mean(total: float, count: float, prior_mean: float, prior_count: float) -> float:
    """Mean of `count` values that sum to `total`, as if `prior_count` earlier ones had had `prior_mean`."""
    return (total + prior_count * prior_mean) / (count + prior_count)


def shrunk_rating(ratings: Tally) -> float:
    """A teacher's mean rating, shrunken towards that of all."""
    return ratings.shrunk_mean(USUAL_RATING, _USUAL_COUNT)
