"""Intervals of shares and means, for figures that people decide by."""

from math import sqrt

__all__ = ["mean_bounds", "wilson_bounds"]

_Z = 1.96


def wilson_bounds(right: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927).

    Raises:
        ValueError: Of nothing there is no share.
    """
    if n == 0:
        raise ValueError("a share of nothing has no interval")
    p = right / n
    middle = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    return middle - half, middle + half


def mean_bounds(total: float, squares: float, n: int) -> tuple[float, float] | None:
    """95 % interval of a mean from the sum of values and of their squares (normal approximation); None below two."""
    if n < 2:
        return None
    mean = total / n
    variance = max(0.0, (squares - n * mean * mean) / (n - 1))
    half = _Z * sqrt(variance / n)
    return mean - half, mean + half
