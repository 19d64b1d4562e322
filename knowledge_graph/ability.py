"""The 3×3 ability framework (学科能力): codes A1…C3 are the key, names are a subject's own data."""

from enum import StrEnum

__all__ = ["ABILITY_CODES", "AbilityGroup", "ability_group", "ability_rank"]


class AbilityGroup(StrEnum):
    """The three groups of ability levels."""

    A = "学习理解"
    B = "应用实践"
    C = "迁移创新"


ABILITY_CODES: tuple[str, ...] = ("A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3")
"""The nine ability levels, lowest first."""


def ability_group(code: str) -> AbilityGroup:
    """The group of a level: `ability_group("B2")` is 应用实践.

    Raises:
        ValueError: The code is none of `ABILITY_CODES`.
    """
    return AbilityGroup[ABILITY_CODES[ability_rank(code)][0]]


def ability_rank(code: str) -> int:
    """Position of a level from 0 (A1) to 8 (C3).

    Raises:
        ValueError: The code is none of `ABILITY_CODES`.
    """
    try:
        return ABILITY_CODES.index(code)
    except ValueError:
        raise ValueError(f"unknown ability level {code!r}; one of {', '.join(ABILITY_CODES)}") from None
