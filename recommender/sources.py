"""Where candidates come from: small components that each propose items of a pool for a query.

The pool is what the index gives for the question and may be shown to the student. A source that has nothing to say,
such as one that needs a history where there is none, proposes nothing: content and graph carry a cold start.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from recommender.behaviour import Behaviour
from recommender.felt import find_step
from recommender.items import Item, MicroCourseItem
from recommender.query import Query

__all__ = ["BEHAVIOUR_FEATURES", "CandidateSource", "Pool", "behaviour_features", "make_sources"]

Pool = Sequence[tuple[Item, float]]
"""Items of one kind with their similarity to the question in standard deviations, the most similar first."""

_MOST_SIMILAR = 50
_MOST_OF_BEHAVIOUR = 20
_NO_LONGER_NEW = 20  # times shown


class CandidateSource(Protocol):
    """Proposes items."""

    @property
    def name(self) -> str:
        """What the source goes by, in logs and tests."""
        ...

    def propose(self, query: Query, pool: Pool) -> dict[str, float]:
        """Ids of items of the pool, each with how strongly it is proposed, above 0 and up to 1."""
        ...


@dataclass(frozen=True)
class Similar:
    """Items nearest to the question in meaning and wording; the nearer, the stronger."""

    name: str = "similar"

    def propose(self, query: Query, pool: Pool) -> dict[str, float]:
        """The first of the pool."""
        return {item.id: 1 / (1 + place) for place, (item, _) in enumerate(pool[:_MOST_SIMILAR])}


@dataclass(frozen=True)
class OfPoints:
    """Items on some of the points of a query.

    Attributes:
        weigh: What each point counts, above 0 and up to 1.
    """

    name: str
    weigh: Callable[[Query], Mapping[str, float]]

    def propose(self, query: Query, pool: Pool) -> dict[str, float]:
        """By the best of an item's points."""
        points = self.weigh(query)
        found = {item.id: max((points.get(point, 0.0) for point in item.points), default=0.0) for item, _ in pool}
        return {item_id: weight for item_id, weight in found.items() if weight > 0}


@dataclass(frozen=True)
class NextStep:
    """Micro-courses that go on from one which the student found too easy or too hard."""

    name: str = "next_step"

    def propose(self, query: Query, pool: Pool) -> dict[str, float]:
        """By how well the step fits."""
        steps = {item.id: find_step(item, query.felt) for item, _ in pool if isinstance(item, MicroCourseItem)}
        return {item_id: step.size for item_id, step in steps.items() if step is not None}


@dataclass(frozen=True)
class SpacedReview:
    """Lessons that the student has learned and begins to forget."""

    name: str = "due_review"

    def propose(self, query: Query, pool: Pool) -> dict[str, float]:
        """By how likely they are forgotten."""
        due = query.student.due if query.student.personalised else {}
        return {item.id: 1 - due[item.id].recall for item, _ in pool if item.id in due}


@dataclass(frozen=True)
class Assigned:
    """Lessons that a teacher has set."""

    name: str = "assigned"

    def propose(self, query: Query, pool: Pool) -> dict[str, float]:
        """All alike; also where nothing personal is to be used, for it is the teacher's word."""
        return {item.id: 1.0 for item, _ in pool if item.id in query.student.assigned}


@dataclass(frozen=True)
class ByBehaviour:
    """Items that behaviour speaks for.

    Attributes:
        score: Any scores above 0 by id; the greatest of the pool counts 1.
    """

    name: str
    score: Callable[[Query], Mapping[str, float]]

    def propose(self, query: Query, pool: Pool) -> dict[str, float]:
        """The best of them, as far as they are in the pool."""
        scores = self.score(query)
        known = sorted((item.id for item, _ in pool if scores.get(item.id, 0.0) > 0), key=lambda i: (-scores[i], i))
        return {item_id: scores[item_id] / scores[known[0]] for item_id in known[:_MOST_OF_BEHAVIOUR]}


def make_sources(behaviour: Behaviour | None) -> tuple[CandidateSource, ...]:
    """All sources; those of behaviour only where there is some."""
    content: tuple[CandidateSource, ...] = (
        Similar(),
        OfPoints("wanted_point", lambda query: query.wanted),
        OfPoints("missing_prerequisite", lambda query: {p: gap.size for p, gap in query.gaps.items()}),
        OfPoints("near_point", lambda query: {p: 1 / (1 + distance) for p, distance in query.near.items()}),
        NextStep(),
        SpacedReview(),
        Assigned(),
    )
    return content if behaviour is None else (*content, *_behaviour_sources(behaviour))


BEHAVIOUR_FEATURES = ("follows_history", "goes_with_history", "popular_around", "hardly_shown")
"""Features that behaviour gives an item; all 0 before there is any."""


def behaviour_features(
    item_id: str, proposals: Mapping[str, Mapping[str, float]], behaviour: Behaviour | None
) -> dict[str, float]:
    """How strongly each source of behaviour proposes an item, and how little it has been shown, each in 0–1."""
    if behaviour is None:
        return dict.fromkeys(BEHAVIOUR_FEATURES, 0.0)
    proposed = {name: proposals.get(name, {}).get(item_id, 0.0) for name in BEHAVIOUR_FEATURES}
    return proposed | {"hardly_shown": max(0.0, 1 - behaviour.shown.get(item_id, 0) / _NO_LONGER_NEW)}


def _behaviour_sources(behaviour: Behaviour) -> tuple[CandidateSource, ...]:
    def with_history(
        model_scores: Callable[[Sequence[tuple[str, float]]], dict[str, float]],
    ) -> Callable[[Query], Mapping[str, float]]:
        return lambda query: model_scores(query.student.history) if query.student.personalised else {}

    return (
        ByBehaviour("follows_history", with_history(behaviour.follows.scores)),
        ByBehaviour("goes_with_history", with_history(behaviour.together.scores)),
        ByBehaviour("popular_around", lambda query: behaviour.popularity.scores(query.student.groups)),
    )
