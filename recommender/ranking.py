"""Puts candidates in the order of their scores, and draws a slate from those that are fit to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from recommender.features import Features
from recommender.items import Item
from recommender.plackett_luce import draw
from recommender.ranker import HAND_SET, Ranker

__all__ = [
    "DIRECT_FEATURES",
    "Candidate",
    "add_contributions",
    "draw_slate",
    "mark_pool",
    "order_pool",
    "score_candidates",
]

DIRECT_FEATURES = frozenset({
    "point_match", "near_duplicate", "prerequisite_gap", "next_step", "topic_match", "expertise", "support_match",
})  # fmt: skip
"""Features of an item that answers the question itself, rather than being near it."""

_WORTH = 0.45  # of the best score
_FEWEST = 2
_MOST = 12  # twice a slate: so many fit into the log whole, which can then tell what another order would have brought


@dataclass(frozen=True)
class Candidate:
    """An item under consideration.

    Attributes:
        contributions: What the score would lose without each feature; filled in by `add_contributions`.
        propensity: Probability with which it was drawn into its position; None where not drawn at random.
        in_pool: Whether slates may be drawn from it.
    """

    item: Item
    features: Features
    score: float
    contributions: Features = field(default_factory=dict)
    propensity: float | None = None
    in_pool: bool = True

    @property
    def is_direct(self) -> bool:
        """Whether something about it answers the question itself."""
        return any(self.features.get(name, 0) > 0 for name in DIRECT_FEATURES)

    def to_log(self) -> dict[str, Any]:
        """The candidate as the outcome log keeps it."""
        return {
            "id": self.item.id,
            "score": round(self.score, 4),
            "propensity": None if self.propensity is None else float(f"{self.propensity:.6g}"),
            "in_pool": self.in_pool,
            "features": {name: round(value, 3) for name, value in self.features.items() if value},
        }


def score_candidates(rows: Sequence[tuple[Item, Features]], ranker: Ranker) -> list[Candidate]:
    """Candidates best first; ties are broken by id, so that the order is always the same."""
    scores = ranker.score([features for _, features in rows])
    candidates = [Candidate(item, features, float(score)) for (item, features), score in zip(rows, scores, strict=True)]
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.item.id))


def mark_pool(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The same candidates, those marked that a slate may not be drawn from.

    In the pool stay direct matches that are not far behind the best, a dozen at most, and the best two whatever they
    are: no list is bare. What is best here the weights set by hand say, whoever ranks: so all rankers choose from the
    same pool, and a log of one can tell what another would have brought.
    """
    if not candidates:
        return []
    worth = HAND_SET[candidates[0].item.kind].score([candidate.features for candidate in candidates])
    least = _WORTH * worth.max()
    best = sorted(range(len(candidates)), key=lambda place: (-worth[place], candidates[place].item.id))
    fit = [place for place in best if worth[place] >= least and candidates[place].is_direct][:_MOST]
    pool = {*best[:_FEWEST], *fit}
    return [replace(candidate, in_pool=place in pool) for place, candidate in enumerate(candidates)]


def order_pool(candidates: Sequence[Candidate], ranker: Ranker) -> list[str]:
    """Ids of the pool's candidates in the order another ranker would give them."""
    pool = [(candidate.item, candidate.features) for candidate in candidates if candidate.in_pool]
    return [candidate.item.id for candidate in score_candidates(pool, ranker)]


def add_contributions(candidates: Sequence[Candidate], ranker: Ranker) -> list[Candidate]:
    """The same candidates with what the score of each would lose without each of its features.

    Args:
        candidates: Of one kind.
        ranker: The one that scored them.
    """
    without = [(place, name) for place, c in enumerate(candidates) for name, value in c.features.items() if value]
    scores = ranker.score([{**candidates[place].features, name: 0.0} for place, name in without])
    losses: list[Features] = [dict.fromkeys(candidate.features, 0.0) for candidate in candidates]
    for (place, name), score in zip(without, scores, strict=True):
        losses[place][name] = candidates[place].score - float(score)
    return [replace(candidate, contributions=lost) for candidate, lost in zip(candidates, losses, strict=True)]


def draw_slate(
    candidates: Sequence[Candidate], size: int, temperature: float, generator: np.random.Generator
) -> list[Candidate]:
    """Draws up to `size` candidates of the pool without replacement.

    Args:
        candidates: Best first.
        size: Positions to fill.
        temperature: Of the Plackett–Luce model, in units of score; 0 takes the best.
        generator: Source of randomness.
    """
    pool = [candidate for candidate in candidates if candidate.in_pool]
    drawn = draw(np.array([candidate.score for candidate in pool]), size, temperature, generator)
    return [replace(pool[place], propensity=propensity) for place, propensity in drawn]
