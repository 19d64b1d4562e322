"""One student's question, prepared for matching: wanted points, missing prerequisites, what lies near."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from intent import QuestionProfile
from knowledge_graph import KnowledgeGraph
from models.encoder import Vectors
from recommender.felt import FeltCourse
from recommender.near_duplicate import is_near_duplicate
from recommender.student import StudentContext

__all__ = ["Gap", "Query"]

_WEAK = 0.6  # mastery below this leaves room for the prerequisite to be the trouble
_SURE = 0.4  # confidence from which a point is taken for granted; below, a third of the best points are right
_UNKNOWN_GAP = 0.3  # how much a prerequisite without any evidence counts as missing


@dataclass(frozen=True)
class Gap:
    """A prerequisite the student may lack.

    Attributes:
        needed: Its id.
        dependant: The wanted point that needs it.
        mastery: Known mastery, or None without evidence.
        size: How much it counts as missing, 0–1.
    """

    needed: str
    dependant: str
    mastery: float | None
    size: float


@dataclass(frozen=True)
class Query:
    """A question with everything that features look at.

    Attributes:
        felt: Micro-courses that the student found too easy or too hard, by id.
    """

    text: str
    vector: Vectors
    profile: QuestionProfile
    student: StudentContext
    graph: KnowledgeGraph
    felt: Mapping[str, FeltCourse] = field(default_factory=dict)

    @cached_property
    def wanted(self) -> dict[str, float]:
        """Points the question is about: id → weight 0–1, for a best point that is sure 1.

        Roots, for lesser guesses are often right too; all weigh less where even the best is a guess.
        """
        points = self.profile.knowledge_points
        sure = max(_SURE, max((point.confidence for point in points), default=0.0))
        return {point.id: (point.confidence / sure) ** 0.5 for point in points if point.id in self.graph}

    @cached_property
    def gaps(self) -> dict[str, Gap]:
        """Direct prerequisites of the best point that may be missing, by id."""
        gaps = {}
        for wanted in list(self.wanted)[:1]:
            for needed in self.graph.prerequisites(wanted):
                mastery = self.student.mastery_of(needed)
                size = _UNKNOWN_GAP if mastery is None else max(0.0, (_WEAK - mastery) / _WEAK)
                if size > 0:
                    gaps[needed] = Gap(needed, wanted, mastery, size)
        return gaps

    @cached_property
    def near(self) -> dict[str, int]:
        """Points within two steps of the best point, or in its unit: id → distance."""
        best = next(iter(self.wanted), None)
        return self.graph.neighbourhood(best, radius=2) if best else {}

    def is_own_question(self, question: str) -> bool:
        """Whether an answered question is the one the student asks."""
        return is_near_duplicate(self.text, question)
