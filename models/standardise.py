"""Scores of different views brought to one scale, so that none rules by its unit."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["standardise"]


def standardise(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row in its own standard deviations from its mean; a constant row becomes zeros."""
    spread = rows.std(axis=1, keepdims=True)
    return np.asarray((rows - rows.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1), np.float32)
