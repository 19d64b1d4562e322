"""A student's wish to be tutored now, as matching sees it: no name, only what a match rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from knowledge_graph import KnowledgeGraph

__all__ = ["HelpRequest", "Waiting", "spread_points"]

_NEAR = 0.5  # what a point one step from the wanted one counts


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """One wish to be tutored.

    Attributes:
        student: A pseudonym.
        subject: None for a concern of no subject; then `support` names it.
        support: A subjectless intent, such as `study_method`.
        points: What it is about, and what lies near that: id → how much it counts, 0–1.
        suburban: Whether the student's school is one of those that the district's policy favours.
        styles: How teachers of a style have worked for this student: style tag → points of 12 above the usual.
        own_teachers: Ids of teachers who teach the student at school.
        only: The one teacher that is asked for; None for anyone who fits.
    """

    id: str
    student: str
    subject: str | None
    stage: str
    points: Mapping[str, float]
    district: str
    asked_at: datetime
    suburban: bool = False
    support: str | None = None
    styles: Mapping[str, float] = field(default_factory=dict)
    own_teachers: frozenset[str] = frozenset()
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that no teacher has taken yet.

    Attributes:
        passed: Teachers who declined it, or let it pass, and until when they are not asked again.
        rounds: How often invitations have gone out for it.
    """

    request: HelpRequest
    passed: Mapping[str, datetime] = field(default_factory=dict)
    rounds: int = 0

    def after_round(self) -> "Waiting":
        """The same with one more round of invitations."""
        return replace(self, rounds=self.rounds + 1)

    def passed_by(self, teacher: str, until: datetime) -> "Waiting":
        """The same without a teacher who would not, or did not answer, for a while."""
        return replace(self, passed={**self.passed, teacher: until})


def spread_points(graph: KnowledgeGraph, wanted: Mapping[str, float]) -> dict[str, float]:
    """The wanted points with their neighbours in the graph, which count half: id → weight 0–1."""
    spread = dict(wanted)
    for point, weight in wanted.items():
        for near, distance in graph.neighbourhood(point, radius=1).items():
            if distance:
                spread[near] = max(spread.get(near, 0.0), _NEAR * weight)
    return spread
