"""What the engine is told about the student who asks: no name, no number, only what ranking needs."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from recommender.felt import Felt
from recommender.mastery import Mastery
from recommender.spaced_review import DueReview

__all__ = ["StudentContext"]


class StudentContext(BaseModel):
    """The student as the engine knows them.

    Attributes:
        student: Pseudonym; None for an engineer's trial question.
        grade: 7–12, or None where unknown.
        mastery: By knowledge-point id; points without evidence are absent.
        personalised: False ranks by curriculum order, without mastery or history.
        excluded: Item ids not to be shown again (finished, hidden, own).
        felt: What the student lately said of micro-courses that did not fit, by id.
        due: Lessons that are worth going over again, by id; they are shown though they are excluded.
        assigned: Lessons that a teacher has set and that are not done.
        history: Items the student lately took up, each with the strength of the interest, oldest first.
        groups: District, school and class, by id.
        now: Local time of the service, for teachers' hours.
        temperature: Of slate sampling; 0 ranks deterministically.
        seed: Makes sampling repeatable; None draws a fresh one.
    """

    model_config = ConfigDict(frozen=True)

    student: str | None = None
    grade: int | None = None
    mastery: dict[str, Mastery] = Field(default_factory=dict)
    personalised: bool = True
    excluded: frozenset[str] = frozenset()
    felt: dict[str, Felt] = Field(default_factory=dict)
    due: dict[str, DueReview] = Field(default_factory=dict)
    assigned: frozenset[str] = frozenset()
    history: tuple[tuple[str, float], ...] = ()
    groups: tuple[str, ...] = ()
    now: AwareDatetime = Field(default_factory=lambda: datetime.now().astimezone())
    temperature: float = Field(default=0.0, ge=0)
    seed: int | None = None

    def mastery_of(self, point_id: str) -> float | None:
        """Probability that the point can be applied; None without evidence, or where nothing personal is wanted."""
        known = self.mastery.get(point_id) if self.personalised else None
        return known.probability(self.now) if known else None
