"""Which part of a split a text belongs to: the same for training and for measuring, whatever else is in the set."""

import hashlib
import re

from models.plain_text import plain_text

__all__ = ["CALIBRATION_PART", "TEST_PART", "head_text", "split_part"]

CALIBRATION_PART = 8
"""The tenth on which a head's temperature is fitted; the parts below it are for its weights."""

TEST_PART = 9
"""The tenth that no head has seen, neither for its weights nor for its temperature."""

_NOT_LETTERS = re.compile(r"[\W\d_]+")
_OPENING = 40  # letters that decide
_LONGEST = 200  # characters of a question that a head learns from; more adds time, not accuracy


def head_text(text: str) -> str:
    """What a head learns from and is measured on: the opening of the text in plain Unicode."""
    return plain_text(text)[:_LONGEST]


def split_part(text: str, seed: int) -> int:
    """0–9 from the opening letters of the text alone, so that questions alike but for numbers stay together."""
    letters = _NOT_LETTERS.sub("", text)[:_OPENING] or text
    return int(hashlib.sha256(f"{seed}/{letters}".encode()).hexdigest(), 16) % 10
