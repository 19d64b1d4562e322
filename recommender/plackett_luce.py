"""Draws without replacement by scores: Plackett–Luce (Luce 1959; Plackett 1975).

Positions are filled one after another, each with probability proportional to exp(score / temperature) among what is
left. The propensity of what is drawn is that probability given what was drawn before it.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["draw"]


def draw(
    scores: NDArray[np.float64], size: int, temperature: float, generator: np.random.Generator
) -> list[tuple[int, float | None]]:
    """Draws up to `size` positions of `scores`, in order, each with its propensity.

    Args:
        scores: Any real numbers.
        size: How many to draw.
        temperature: In units of score; 0 takes the best, the first of equals, and has no propensities.
        generator: Source of randomness.
    """
    if temperature <= 0:
        return [(int(i), None) for i in np.argsort(-scores, kind="stable")[:size]]
    left = list(range(len(scores)))
    drawn: list[tuple[int, float | None]] = []
    while left and len(drawn) < size:
        scaled = scores[left] / temperature
        weights = np.exp(scaled - scaled.max())
        probabilities = weights / weights.sum()
        chosen = int(generator.choice(len(left), p=probabilities))
        drawn.append((left.pop(chosen), float(probabilities[chosen])))
    return drawn
