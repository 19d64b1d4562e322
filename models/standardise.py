"""Scores of different views brought to one scale, so that none rules by its unit."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["standardise"]


def standardise(rows: NDArray[np.float32], usual: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """Each row in standard deviations from its mean; a constant row becomes zeros.

    Args:
        rows: Scores.
        usual: Scores whose mean and spread count instead of the row's own, as many rows: where `rows` holds only the
            best, their own mean and spread say nothing of what is usual.
    """
    usual = rows if usual is None else usual
    spread = usual.std(axis=1, keepdims=True)
    return np.asarray((rows - usual.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1), np.float32)
