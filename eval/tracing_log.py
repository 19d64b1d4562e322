"""A region's own answers as a tracing set: a skill is a point at a level, a problem an item or a family of items."""

import hashlib
from collections.abc import Mapping, Sequence

from eval.tracing_sets import TracingSet
from models.tracing import AnswerSequence, Catalogue
from recommender.assessment.families import family_of
from recommender.assessment.items import AssessmentItem

__all__ = ["tracing_set_of_log"]

_PARTS = 10  # of which one is held back to choose on, one to measure on


def tracing_set_of_log(
    answers: Mapping[str, Sequence[tuple[str, bool]]], items: Mapping[str, AssessmentItem]
) -> TracingSet:  # fmt: skip
    """Students fall into the three parts by their pseudonym, so that one stays where they are as the log grows.

    Args:
        answers: Of each student, item and whether it was right, oldest first.
        items: By id; answers to others, withdrawn since, are left out.
    """
    skills: dict[tuple[str, str], int] = {}
    problems: dict[str, int] = {}
    learn, valid, test = parts = [list[AnswerSequence]() for _ in range(3)]
    for student, rows in answers.items():
        known = [(items[item], right) for item, right in rows if item in items]
        if known:
            parts[_part(student)].append(AnswerSequence.of(
                [skills.setdefault((item.point, item.group), len(skills)) for item, _ in known],
                [int(right) for _, right in known],
                [problems.setdefault(family_of(item.id), len(problems)) for item, _ in known],
            ))  # fmt: skip
    return TracingSet(learn, valid, test, Catalogue(len(skills), len(problems)))


def _part(student: str) -> int:
    """0: to learn from; 1: to choose on; 2: to measure on."""
    at = hashlib.blake2b(student.encode(), digest_size=2).digest()
    return {0: 1, 1: 2}.get(int.from_bytes(at) % _PARTS, 0)
