"""Families of items that differ in their numbers: authored once, drawn by lot, each answer worked out.

A second and a third item on the same thing show whether a right answer was luck; their numbers differ, their idea does
not.
"""

import re
from itertools import product
from typing import Annotated, Any, Literal

import numpy as np
import sympy
from pydantic import Field, StringConstraints, model_validator

from knowledge_graph.authored_files import AuthoredModel
from recommender.assessment.expressions import NotAnExpressionError, latex_of, read_expression, read_statement
from recommender.assessment.items import AssessmentForm, AssessmentItem

__all__ = ["ItemFamily", "draw_items", "family_of"]

_VARIANTS = 4
_MOST_CHOICES = 200_000
_VARIANT = re.compile(r"\.\d+$")
_SLOT = re.compile(r"⟨([^⟩]+)⟩")
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Letter = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z]$")]


class ItemFamily(AuthoredModel):
    """A template.

    Attributes:
        id: Begins with `fm-`; its items have `it-` instead and a number.
        parameters: Letter → the numbers it may be: two whole numbers are a range with both ends, more are a list.
        values: Letter → expression of the letters before it.
        where: Comparisons of letters and values that must all hold.
        stem: With `⟨expression⟩` wherever a number stands, which is put in as LaTeX.
        answer: Expression of letters and values; several, in whatever order, stand between semicolons.
        explanation: Like the stem; `⟨answer⟩` is the answer.
    """

    id: Annotated[str, StringConstraints(pattern=r"^fm-[a-z0-9.-]+$")]
    kind: Literal["number", "expression"]
    parameters: dict[_Letter, tuple[str | int | float, ...]]
    values: dict[_Letter, str] = Field(default_factory=dict)
    where: tuple[str, ...] = ()
    stem: _Text
    answer: _Text
    unit: _Text | None = None
    form: AssessmentForm | None = None
    point: str
    level: Annotated[str, StringConstraints(pattern=r"^[ABC][123]$")]
    difficulty: Annotated[float, Field(ge=0, le=1)]
    explanation: _Text

    @model_validator(mode="after")
    def _check_draw(self) -> "ItemFamily":
        try:
            drawn = draw_items(self)
        except NotAnExpressionError as error:
            raise ValueError(str(error)) from error
        if len({item.stem for item in drawn}) < 3:
            raise ValueError("fewer than three different items can be drawn: give the letters more numbers")
        return self


def draw_items(family: ItemFamily, most: int = _VARIANTS) -> list[AssessmentItem]:
    """Items of a family, different ones, the same for the same family.

    Raises:
        NotAnExpressionError: An expression cannot be read, or a letter is not defined.
    """
    choices = [_choices(given) for given in family.parameters.values()]
    number = 1
    for values in choices:
        number *= len(values)
    if number > _MOST_CHOICES:
        raise NotAnExpressionError(f"{number} combinations are too many; {_MOST_CHOICES} at most")
    combinations = [*product(*choices)]
    order = np.random.default_rng([*family.id.encode()]).permutation(len(combinations))
    items: dict[str, AssessmentItem] = {}
    for at in order:
        letters = dict(zip(family.parameters, combinations[at], strict=True))
        for letter, expression in family.values.items():
            letters[letter] = read_expression(expression, letters)
        if all(_holds(condition, letters) for condition in family.where):
            item = _item(family, letters, len(items) + 1)
            items.setdefault(item.stem, item)
        if len(items) == most:
            break
    return [*items.values()]


def family_of(item_id: str) -> str:
    """What an item's variants have in common; an item of no family is its own."""
    return _VARIANT.sub("", item_id)


def _choices(given: tuple[str | int | float, ...]) -> list[Any]:
    if len(given) == 2 and all(isinstance(value, int) for value in given):
        return [sympy.Integer(value) for value in range(int(given[0]), int(given[1]) + 1)]
    return [read_expression(str(value)) for value in given]


def _holds(condition: str, letters: dict[str, Any]) -> bool:
    found = read_statement(condition, letters)
    try:
        return bool(found.doit() if hasattr(found, "doit") else found)
    except TypeError as error:
        raise NotAnExpressionError(f"a condition has letters without numbers: {condition!r}") from error


def _item(family: ItemFamily, letters: dict[str, Any], number: int) -> AssessmentItem:
    answers = [read_expression(one, letters) for one in family.answer.split(";")]
    if family.kind == "number" and any(one.free_symbols for one in answers):
        raise NotAnExpressionError(f"the answer has letters without numbers: {family.answer!r}")
    written = r"$ 或 $".join(map(latex_of, answers))

    def fill(text: str) -> str:
        return _SLOT.sub(
            lambda slot: written if slot[1] == "answer" else latex_of(read_expression(slot[1], letters)), text
        )

    return AssessmentItem(
        id=f"it-{family.id.removeprefix('fm-')}.{number}", kind=family.kind, stem=fill(family.stem),
        answer="; ".join(map(str, answers)), unit=family.unit, form=family.form, point=family.point, level=family.level,
        difficulty=family.difficulty, explanation=fill(family.explanation),
    )  # fmt: skip
