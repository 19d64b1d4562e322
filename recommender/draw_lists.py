"""One step of the main flow: the candidates of each list → what is shown of each, and what the log keeps of it."""

from collections.abc import Mapping, Sequence

import numpy as np

from recommender.curriculum_order import by_curriculum
from recommender.features import Features
from recommender.items import Item
from recommender.query import Query
from recommender.ranker import Rankers
from recommender.ranking import Candidate, add_contributions, draw_slate, mark_pool, order_pool, score_candidates
from recommender.slate import KINDS, ListName, SlateLog, slate_log

__all__ = ["SIZES", "draw_lists"]

SIZES: dict[ListName, int] = {"micro_courses": 6, "answers": 6, "teachers": 5}
"""How many of each list are shown at most."""


def draw_lists(
    query: Query, found: Mapping[ListName, Sequence[tuple[Item, Features]]], rankers: Rankers,
    shadow: Rankers | None = None,
) -> tuple[dict[ListName, list[Candidate]], SlateLog]:  # fmt: skip
    """Ranks every list and draws its slate, at the temperature and with the seed of the student.

    Args:
        query: The question.
        found: Candidates with their features, by list.
        rankers: Score what is shown.
        shadow: Score what would have been shown; seen in the log alone.
    """
    student = query.student
    ranked = {name: mark_pool(score_candidates(rows, rankers[KINDS[name]])) for name, rows in found.items()}
    if not student.personalised:
        ranked = {name: by_curriculum(candidates, query) for name, candidates in ranked.items()}
    generator = np.random.default_rng(student.seed)
    temperature = student.temperature if student.personalised else 0.0
    slates = {name: draw_slate(rows, SIZES[name], temperature, generator) for name, rows in ranked.items()}
    unseen = {
        name: order_pool(rows, shadow[KINDS[name]])[: SIZES[name]] for name, rows in ranked.items()
    } if shadow else {}  # fmt: skip
    log = slate_log(student, slates, ranked, unseen)
    return {name: add_contributions(slate, rankers[KINDS[name]]) for name, slate in slates.items()}, log
