"""The nouns of the curriculum, as values."""

from dataclasses import dataclass, field
from typing import Literal, get_args

__all__ = ["STAGES", "STAGE_LETTERS", "KnowledgePoint", "Misconception", "Stage", "Subject", "Unit"]

Stage = Literal["初中", "高中"]
STAGES: tuple[Stage, ...] = get_args(Stage)

STAGE_LETTERS: dict[Stage, str] = {"初中": "j", "高中": "s"}
"""The letter that stands for a stage in a knowledge point's id."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A school subject.

    Attributes:
        code: Slug used in ids and file names, such as `math`.
        name: Name in the interface, such as 数学; the subject of a profile is this name.
        aliases: Other names, such as 思想政治 for 道德与法治.
        levels: The subject's own name for each ability code.
        core_concepts: 学科核心概念, slug → name, in the order reports list them.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    levels: dict[str, str]
    core_concepts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a theme, as a textbook has it.

    Attributes:
        id: `<subject code>.<stage letter>.<unit slug>`.
        name: Name of the unit.
        theme: Name of the theme it belongs to.
        subject: Subject name.
        stage: 初中 or 高中.
        grade: 7–9 or 10–12.
        term: 1 autumn, 2 spring.
        order: Position in teaching order within its grade and term, counted over the subject's files.
    """

    id: str
    name: str
    theme: str
    subject: str
    stage: Stage
    grade: int
    term: int
    order: int


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong idea that students often hold about a point, and what puts it right.

    Attributes:
        belief: The idea, as a student would hold it.
        repair: What to show or say so that the student sees through it.
    """

    belief: str
    repair: str


@dataclass(frozen=True, slots=True)
class KnowledgePoint:
    """A leaf of the curriculum.

    Attributes:
        id: `<unit id>.<point slug>`, stable: a rename or merge goes through the subject's `moved.yaml`.
        name: Name, unique in its subject and stage.
        aliases: Other names.
        definition: One sentence.
        asks: Colloquial ways a student asks about it.
        prerequisites: Ids of direct prerequisites, taught no later than this point.
        unit: The unit it belongs to.
        order: Position in teaching order within the unit.
        core_concept: Slug of one of the subject's core concepts.
        later_prerequisites: Ids of direct prerequisites that are taught later all the same.
        related: Ids of points worth seeing together; the relation has no direction and is written on one side.
        can_do: For A, B and C, what a student at that level can do with this very point.
        misconceptions: Common wrong ideas.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    definition: str
    asks: tuple[str, ...]
    prerequisites: tuple[str, ...]
    unit: Unit
    order: int
    core_concept: str = ""
    later_prerequisites: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    can_do: dict[str, str] = field(default_factory=dict)
    misconceptions: tuple[Misconception, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """Ids of all direct prerequisites, those taught later included."""
        return self.prerequisites + self.later_prerequisites

    @property
    def subject(self) -> str:
        """Subject name."""
        return self.unit.subject

    @property
    def stage(self) -> Stage:
        """初中 or 高中."""
        return self.unit.stage

    @property
    def grade(self) -> int:
        """Grade in which it is taught."""
        return self.unit.grade

    @property
    def teaching_order(self) -> tuple[int, int, int, int]:
        """Sorts points of one subject by when they are taught."""
        return (self.unit.grade, self.unit.term, self.unit.order, self.order)
