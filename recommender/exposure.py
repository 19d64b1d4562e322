"""How evenly invitations fall on teachers, or recommendations on items."""

from collections.abc import Sequence

import numpy as np

__all__ = ["gini", "lorenz_curve"]


def gini(values: Sequence[float]) -> float:
    """Gini's coefficient of values that are not negative: 0 all equal, towards 1 one has all; 0 for none."""
    ordered = np.sort(np.asarray(values, float))
    n, total = len(ordered), float(ordered.sum())
    if not total:
        return 0.0
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * total) - (n + 1) / n)


def lorenz_curve(values: Sequence[float], parts: int = 10) -> list[float]:
    """What share of the total the lowest tenth has, the lowest two tenths, and so on, from 0 to 1; empty for none."""
    ordered = np.sort(np.asarray(values, float))
    total = float(ordered.sum())
    if not total:
        return []
    cumulative = np.concatenate([[0.0], np.cumsum(ordered) / total])
    at = np.linspace(0, 1, parts + 1)
    return [round(float(y), 4) for y in np.interp(at, np.linspace(0, 1, len(cumulative)), cumulative)]
