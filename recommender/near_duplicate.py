"""Whether two texts are the same question, allowing for OCR noise, cropping and rewording of the frame.

Containment of character trigrams (Broder 1997): the share of the shorter text's trigrams that the longer
one has. A short text says little by that share — a phrase of the subject stands in many questions — so it
has to match nearly whole, and a text of few trigrams must be equal.
"""

import re
from functools import lru_cache

from models.plain_text import plain_text

__all__ = ["containment", "is_excerpt", "is_near_duplicate"]

_SAME = 0.6  # containment from which two long texts are the same question, be their numbers others
_SAME_SHORT = 0.9
_SHORT_TRIGRAMS = 20
_MIN_TRIGRAMS = 8
_SHARE_OF_LONGER = 0.5  # what is left of a copy in its frame (“老师，这题不会：…”); a contained phrase has less
_NOISE = re.compile(r"[\s\W_]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def containment(one: str, other: str) -> float:
    """Share of the smaller trigram set that the other holds, 0–1; of too few trigrams, whether the texts are equal."""
    a, b = _trigrams(one), _trigrams(other)
    if min(len(a), len(b)) < _MIN_TRIGRAMS:
        return float(bool(_letters(one)) and _letters(one) == _letters(other))
    return len(a & b) / min(len(a), len(b))


def is_near_duplicate(one: str, other: str) -> bool:
    """Whether both texts are the same question: what a student may be told is nearly their own.

    A short text is so only where it makes up much of the other and brings no number that the other lacks.
    """
    share = containment(one, other)
    shorter, longer = sorted((len(_trigrams(one)), len(_trigrams(other))))
    if shorter >= _SHORT_TRIGRAMS:
        return share >= _SAME
    one_numbers, other_numbers = _numbers(one), _numbers(other)
    same_numbers = one_numbers <= other_numbers or other_numbers <= one_numbers
    return share >= _SAME_SHORT and shorter >= _SHARE_OF_LONGER * longer and same_numbers


def is_excerpt(one: str, other: str) -> bool:
    """Whether one text holds so much of the other that a solution to either could be the one asked for.

    Wider than `is_near_duplicate`, for what rests on it is whether a solution stays closed: a phrase out of a
    question is enough, and so is the question with other numbers. What is too short for trigrams has to stand in
    the other word for word.
    """
    if min(len(_trigrams(one)), len(_trigrams(other))) >= _MIN_TRIGRAMS:
        return containment(one, other) >= _SAME
    shorter, longer = sorted((_letters(one), _letters(other)), key=len)
    return bool(shorter) and shorter in longer


@lru_cache(maxsize=50_000)
def _letters(text: str) -> str:
    return _NOISE.sub("", plain_text(text).lower())


@lru_cache(maxsize=50_000)
def _trigrams(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset({letters[i : i + 3] for i in range(max(0, len(letters) - 2))})


@lru_cache(maxsize=50_000)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(plain_text(text)))
