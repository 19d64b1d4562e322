"""An assessment item, as authored and as asked."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from knowledge_graph.authored_files import AuthoredModel

__all__ = ["AssessmentForm", "AssessmentItem", "AssessmentKind", "guess_of"]

AssessmentKind = Literal["single", "multiple", "number", "expression", "order", "text"]
"""One letter, several letters, a number (with a unit or without), an algebraic expression, letters in order, a word."""

AssessmentForm = Literal["expanded", "factored"]
"""How an expression must be written, where equal is not enough."""

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_LETTERS = "ABCDEF"
_GUESS_OF_WRITTEN = 0.05


class AssessmentItem(AuthoredModel):
    """A question that a machine can mark.

    Attributes:
        id: Begins with `it-`.
        stem: What is asked; formulas between dollars.
        options: Letter → text, from A on without a gap; of single, multiple and order items.
        answer: Letters of the right options (in order for `order`), or what is to be written; several numbers, in
            whatever order, stand between semicolons.
        accept: Other ways to write a `text` answer.
        unit: Of a `number`: what follows the blank; the answer may then be given in any unit of the same kind.
        form: Of an `expression`.
        point: The one knowledge point it tests.
        level: A1…C3.
        difficulty: Among items of its level, 0–1.
        explanation: Why the answer is right, and what misleads; shown after answering.
        reveals: Of a `single` item: the wrong letter that a student chooses who holds the point's misconception.
        compute: An expression with the answer's value, which a test works out.
    """

    id: Annotated[str, StringConstraints(pattern=r"^it-[a-z0-9.-]+$")]
    kind: AssessmentKind
    stem: _Text
    options: dict[str, _Text] | None = None
    answer: _Text
    accept: tuple[_Text, ...] = ()
    unit: _Text | None = None
    form: AssessmentForm | None = None
    point: str
    level: Annotated[str, StringConstraints(pattern=r"^[ABC][123]$")]
    difficulty: Annotated[float, Field(ge=0, le=1)]
    explanation: _Text
    reveals: str | None = None
    compute: _Text | None = None

    @property
    def group(self) -> str:
        """A, B or C."""
        return self.level[0]

    @model_validator(mode="after")
    def _check_options(self) -> "AssessmentItem":
        if self.kind not in ("single", "multiple", "order"):
            if self.options:
                raise ValueError(f"a {self.kind} item has no options")
        elif not self.options or not set(self.answer) <= set(self.options) or len(self.options) < 3:
            raise ValueError("options must be three or more and hold every letter of the answer")
        elif list(self.options) != list(_LETTERS[: len(self.options)]):
            raise ValueError(f"options must be lettered {', '.join(_LETTERS[: len(self.options)])}")
        elif len(set(self.options.values())) < len(self.options):
            raise ValueError("two options are the same")
        elif self.kind == "single" and len(self.answer) != 1:
            raise ValueError("a single choice has one right letter")
        elif self.kind == "multiple" and list(self.answer) != sorted(set(self.answer)):
            raise ValueError("letters of a multiple choice stand in alphabetical order, each once")
        elif self.kind == "order" and sorted(self.answer) != list(self.options):
            raise ValueError("an order names every option once")
        return self

    @model_validator(mode="after")
    def _check_rest(self) -> "AssessmentItem":
        wrong = set(self.options or ()) - {self.answer}
        if self.reveals is not None and (self.kind != "single" or self.reveals not in wrong):
            raise ValueError("reveals names a wrong option of a single choice")
        if self.accept and self.kind != "text":
            raise ValueError("accept goes with text answers")
        if self.unit and self.kind != "number":
            raise ValueError("a unit goes with a number")
        if self.form and self.kind != "expression":
            raise ValueError("a form goes with an expression")
        return self


def guess_of(item: AssessmentItem) -> float:
    """How likely the right answer is by luck alone."""
    n = len(item.options or ())
    match item.kind:
        case "single":
            return 1 / n
        case "multiple":
            return 1 / float(2**n - n - 1)  # two letters or more are expected
        case _:
            return _GUESS_OF_WRITTEN
