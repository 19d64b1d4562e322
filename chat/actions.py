"""What the policy can decide to do. Values without words: `chat.wording` gives them words and cards."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from chat.steps import StepCheck
from intent.profile import DangerName
from recommender.assessment.items import AssessmentItem
from recommender.assessment.marking import Marked
from recommender.mastery import Level

__all__ = [
    "Action", "AskAgain", "AskFelt", "AskTopic", "Comfort", "Decline", "Declined", "Explain", "Feedback", "FindTeacher",
    "Goodbye", "Hint", "Invite", "NotYet", "NothingFound", "Passed", "PoseItem", "Recommend", "ShowLessons", "ShowPlan",
    "Unchecked", "WorkStep",
]  # fmt: skip

Declined = DangerName | Literal["off_topic"]
"""Why a request is not served."""


@dataclass(frozen=True)
class Feedback:
    """What to say of the answer just given, before anything else."""

    item: AssessmentItem
    marked: Marked
    given: str
    gave_up: bool


@dataclass(frozen=True)
class Invite:
    """Asks what it is about: nothing is known yet, or the student wants something else."""

    again: bool = False


@dataclass(frozen=True)
class AskTopic:
    """Asks which of some points is meant; the likeliest is explained in a sentence meanwhile."""

    points: tuple[str, ...]


@dataclass(frozen=True)
class PoseItem:
    """Asks an item.

    Attributes:
        opening: The point of which the student gets a first explanation with it.
    """

    item: AssessmentItem
    purpose: Literal["diagnose", "check"]
    opening: str | None = None


@dataclass(frozen=True)
class AskAgain:
    """The answer could not be marked."""

    item: AssessmentItem
    note: str


@dataclass(frozen=True)
class Recommend:
    """The gap is found: what to learn now.

    Attributes:
        start: What the student came with.
        sure: Probability that this is the gap.
        again: Another lesson for the same gap.
    """

    point: str
    level: Level
    start: str
    sure: float
    again: bool = False


@dataclass(frozen=True)
class NothingFound:
    """All that was asked was answered rightly: nothing says that the student is stuck there."""

    point: str
    questions: int


@dataclass(frozen=True)
class AskFelt:
    """How hard was the lesson?"""


@dataclass(frozen=True)
class Passed:
    """The check was passed; `then` is where the student came from, if that is elsewhere."""

    point: str
    level: Level
    then: str | None


@dataclass(frozen=True)
class Unchecked:
    """The lesson is done, and there is no item left that could show what it brought."""

    point: str
    then: str | None


@dataclass(frozen=True)
class NotYet:
    """The check was not passed, and there is no other lesson: a person is better now."""

    point: str


@dataclass(frozen=True)
class Hint:
    """A rung of the ladder.

    Attributes:
        rung: From 1.
        withheld: The student asked for the bare answer.
        item: Of an item that waits; None: of the student's own task.
        solved: The same task answered, of which a part is shown.
        example: Another task of the kind, worked out.
    """

    rung: int
    point: str | None
    withheld: bool = False
    item: AssessmentItem | None = None
    text: str | None = None
    example: AssessmentItem | None = None


@dataclass(frozen=True)
class Explain:
    """Answers a why or what about what is under way; nothing is begun anew.

    Attributes:
        item: Waits for its answer all the same.
    """

    point: str
    question: str
    item: AssessmentItem | None = None


@dataclass(frozen=True)
class WorkStep:
    """What was found of a step that the student wrote."""

    check: StepCheck


@dataclass(frozen=True)
class FindTeacher:
    """A person is wanted."""

    point: str | None


@dataclass(frozen=True)
class ShowLessons:
    """Lessons, teachers or exercises on something that needs no diagnosis."""

    of: Literal["lessons", "study_method", "personal_growth"]


@dataclass(frozen=True)
class ShowPlan:
    """Where we are today."""


@dataclass(frozen=True)
class Decline:
    """Kindly, and back to learning."""

    why: Declined


@dataclass(frozen=True)
class Comfort:
    """Warm words, whom to turn to, and nothing that pretends to be therapy."""


@dataclass(frozen=True)
class Goodbye:
    """Until next time."""


Action: TypeAlias = (
    Invite | AskTopic | PoseItem | AskAgain | Explain | Recommend | AskFelt | Passed | NotYet | Hint | WorkStep
    | FindTeacher | ShowLessons | ShowPlan | NothingFound | Unchecked | Decline | Comfort | Goodbye
)  # fmt: skip
