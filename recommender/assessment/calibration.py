"""How an item is answered: the chance of a slip and of a lucky guess, begun from its author's word, mended by answers.

They are the item parameters of the DINA model (Junker & Sijtsma 2001), kept as expected counts with a Beta prior and
mended answer by answer, as in incremental EM (Neal & Hinton 1998): an answer counts in part for a student who can do
the item and in part for one who cannot, as likely as each is once it has come. Answers of students of whom little is
known hardly count: they would teach the item what was merely assumed of them.
"""

from typing import NamedTuple

from recommender.assessment.items import AssessmentItem, guess_of

__all__ = ["NOT_ASKED", "ItemCounts", "ItemResponse", "calibrate", "count_answer", "is_suspect"]

_STRENGTH = 30.0  # answers that the author's word is worth
_EASIEST_SLIP, _SLIP_BY_DIFFICULTY = 0.05, 0.1
_SLIP = (0.02, 0.4)
_GUESS = (0.02, 0.5)
_SUSPECT_FROM = 0.35
_ENOUGH = 20.0


class ItemResponse(NamedTuple):
    """How an item is answered.

    Attributes:
        slip: Chance of a wrong answer by a student who can do it, .02–.4.
        guess: Chance of a right one by a student who cannot, .02–.5.
    """

    slip: float
    guess: float


class ItemCounts(NamedTuple):
    """Expected numbers of answers, by whether the student can do the item and whether the answer was right."""

    able_right: float = 0.0
    able_wrong: float = 0.0
    unable_right: float = 0.0
    unable_wrong: float = 0.0

    def plus(self, other: "ItemCounts") -> "ItemCounts":
        """Both together."""
        return ItemCounts(*(one + more for one, more in zip(self, other, strict=True)))


NOT_ASKED = ItemCounts()


def calibrate(item: AssessmentItem, counts: ItemCounts = NOT_ASKED) -> ItemResponse:
    """What is believed of an item after some answers; without any, what its kind and its author's difficulty say."""
    slip = _EASIEST_SLIP + _SLIP_BY_DIFFICULTY * item.difficulty
    return ItemResponse(
        _within(_SLIP, _mended(slip, counts.able_wrong, counts.able_right)),
        _within(_GUESS, _mended(guess_of(item), counts.unable_right, counts.unable_wrong)),
    )


def count_answer(response: ItemResponse, able: float, right: bool) -> ItemCounts:
    """What one answer adds.

    Args:
        response: What was believed of the item before it.
        able: Probability, before it, that the student can do the item, 0–1.
        right: Whether it was right.

    Raises:
        ValueError: `able` is no probability.
    """
    if not 0 <= able <= 1:
        raise ValueError(f"a probability is from 0 to 1, not {able}")
    known = (2 * able - 1) ** 2
    of_able = able * (1 - response.slip if right else response.slip)
    of_unable = (1 - able) * (response.guess if right else 1 - response.guess)
    share = of_able / (of_able + of_unable)
    return (
        ItemCounts(able_right=known * share, unable_right=known * (1 - share)) if right
        else ItemCounts(able_wrong=known * share, unable_wrong=known * (1 - share))
    )  # fmt: skip


def is_suspect(item: AssessmentItem, counts: ItemCounts) -> bool:
    """Whether somebody should look at an item: who can do it gets it wrong too often, key or words may be at fault.

    Nothing is said of an item before twenty answers, as it were, have come from students who can do it.
    """
    able = counts.able_right + counts.able_wrong
    return able >= _ENOUGH and calibrate(item, counts).slip >= _SUSPECT_FROM


def _mended(prior: float, happened: float, did_not: float) -> float:
    return (_STRENGTH * prior + happened) / (_STRENGTH + happened + did_not)


def _within(bounds: tuple[float, float], value: float) -> float:
    return min(max(value, bounds[0]), bounds[1])
