"""Whether two texts are the same question, allowing for OCR noise, cropping and rewording of the frame.

Containment of character trigrams (Broder 1997): the share of the shorter text's trigrams that the longer
one has. A text of few trigrams must be equal.
"""

import re
from functools import lru_cache

from models.plain_text import plain_text

__all__ = ["NEAR_DUPLICATE", "containment", "is_excerpt", "is_near_duplicate"]

NEAR_DUPLICATE = 0.6
"""Containment from which two questions count as the same."""

_MIN_TRIGRAMS = 8
_NOISE = re.compile(r"[\s\W_]+")


def containment(one: str, other: str) -> float:
    """Share of the smaller trigram set that the other holds, 0–1."""
    a, b = _trigrams(one), _trigrams(other)
    if min(len(a), len(b)) < _MIN_TRIGRAMS:
        return 1.0 if a == b and a else 0.0
    return len(a & b) / min(len(a), len(b))


def is_near_duplicate(one: str, other: str) -> bool:
    """Whether both texts are the same question."""
    return containment(one, other) >= NEAR_DUPLICATE


def is_excerpt(short: str, question: str) -> bool:
    """Whether a short text, too short for trigrams to tell, stands word for word in the question."""
    letters = _letters(short)
    return 0 < len(letters) < _MIN_TRIGRAMS + 2 and letters in _letters(question)


@lru_cache(maxsize=50_000)
def _letters(text: str) -> str:
    return _NOISE.sub("", plain_text(text).lower())


@lru_cache(maxsize=50_000)
def _trigrams(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset({letters[i : i + 3] for i in range(max(0, len(letters) - 2))})
