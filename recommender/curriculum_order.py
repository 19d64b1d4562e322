"""The order without personalisation: what matches the question, then what is taught earlier."""

from collections.abc import Sequence

from recommender.items import TeacherItem
from recommender.query import Query
from recommender.ranking import Candidate

__all__ = ["by_curriculum"]

_LAST = (99, 0, 0, 0)


def by_curriculum(candidates: Sequence[Candidate], query: Query) -> list[Candidate]:
    """The best point's candidates first, then those on other wanted points, then those near; each in teaching order."""

    def key(candidate: Candidate) -> tuple[int, tuple[int, ...], str]:
        if isinstance(candidate.item, TeacherItem):
            return (_group(candidate, query), (), candidate.item.id)
        orders = [query.graph.get_point(p).teaching_order for p in candidate.item.points if p in query.graph]
        return (_group(candidate, query), min(orders, default=_LAST), candidate.item.id)

    return sorted(candidates, key=key)


def _group(candidate: Candidate, query: Query) -> int:
    if candidate.features.get("near_duplicate"):
        return 0
    if next(iter(query.wanted), None) in candidate.item.points:
        return 1
    if any(point in query.wanted for point in candidate.item.points):
        return 2
    return 3 if any(point in query.near for point in candidate.item.points) else 4
