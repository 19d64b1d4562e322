"""Whether a step that a student wrote holds: arithmetic, algebra, and the balance of a chemical equation."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy

from recommender.assessment.expressions import NotAnExpressionError, read_statement, same_value
from recommender.assessment.quantities import is_unit, split_quantity

__all__ = ["StepCheck", "check_step"]

_SIGNS = r"0-9A-Za-zα-ωΑ-Ω√π().+\-−*/×÷·^²³⁴%{}\\\s|"
_STATEMENT = re.compile(rf"[{_SIGNS}]*[=＝][{_SIGNS}=＝]+")
_ELEMENTS = {
    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "Ar", "K", "Ca", "Ti",
    "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Br", "Ag", "I", "Ba", "W", "Pt", "Au", "Hg", "Pb", "Sn", "Se", "As",
}  # fmt: skip
_FORMULA = re.compile(r"^(\d*)((?:[A-Z][a-z]?\d*|\((?:[A-Z][a-z]?\d*)+\)\d*)+)[↑↓]?$")
_PART = re.compile(r"([A-Z][a-z]?|\(|\))(\d*)")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ARROW = re.compile(r"[→⟶=＝]+|-+>")
_WORDS = re.compile(r"[\u4e00-\u9fff：:，,。；;！!$]")
_CONDITIONS = re.compile(r"[（(]?(点燃|加热|高温|通电|催化剂|△|MnO2\s*催化)[)）]?")


@dataclass(frozen=True)
class StepCheck:
    """What was found.

    Attributes:
        holds: Whether everything that could be checked is right.
        note: In Chinese, for the student; says which part does not hold, never what would be right.
    """

    holds: bool
    note: str


def check_step(text: str, question: str = "") -> StepCheck | None:
    """Checks what a student wrote.

    Args:
        text: The student's line or lines.
        question: The task; an equation in it is what a student's equations must be equivalent to.

    Returns:
        None where there is nothing that can be checked.
    """
    balance = _check_balance(text)
    if balance is not None:
        return balance
    lines = _statements(text)
    if not lines:
        return None
    given = _equations(_statements(question))
    for line in lines:
        fault = _fault_of(line, given)
        if fault:
            return StepCheck(False, fault)
    checked = any(_can_be_checked(line, given) for line in lines)
    return StepCheck(True, f"“{lines[-1]}” 这一步没有问题。") if checked else None


def _statements(text: str) -> list[str]:
    return [found.strip() for found in _STATEMENT.findall(text.replace("$", " ")) if found.strip(" =＝")]


def _sides(line: str) -> list[Any]:
    try:
        return [_side(part) for part in re.split(r"[=＝]", line)]
    except NotAnExpressionError:
        return []


def _side(part: str) -> Any:
    """A number with its unit is the number; `2x` is no number of x."""
    try:
        number, unit = split_quantity(part)
        if unit and is_unit(unit):
            return number
    except NotAnExpressionError:
        pass
    return read_statement(part)


def _equations(lines: list[str]) -> list[Any]:
    found = []
    for line in lines:
        sides = _sides(line)
        if len(sides) == 2 and len((sides[0] - sides[1]).free_symbols) == 1:
            found.append(sides[0] - sides[1])
    return found


def _can_be_checked(line: str, given: list[Any]) -> bool:
    sides = _sides(line)
    numbers = [side for side in sides if not side.free_symbols]
    return len(numbers) >= 2 or bool(sides and given) or _is_identity(sides)


def _is_identity(sides: list[Any]) -> bool:
    """Both sides have a letter, and more than that letter: what is rearranged, not solved."""
    return len(sides) >= 2 and all(side.free_symbols and not side.is_Symbol for side in sides)


def _fault_of(line: str, given: list[Any]) -> str | None:
    sides = _sides(line)
    if len(sides) < 2:
        return None
    numbers = [side for side in sides if not side.free_symbols]
    for one, other in pairwise(numbers):
        if not _nearly(one, other):
            return f"检查一下 “{line}”：等号两边算出来不相等。"
    if len(sides) != 2:
        return None
    difference = sides[0] - sides[1]
    same_letter = [equation for equation in given if equation.free_symbols == difference.free_symbols]
    if same_letter:
        wanted, found = (_solutions(one) for one in (same_letter[0], difference))
        if wanted is not None and found is not None and not _same_or_part(found, wanted):
            return f"检查一下 “{line}”：它和题目里的方程不等价，看看移项时的符号、去括号和去分母。"
        return None
    if not given and _is_identity(sides) and not same_value(*sides):
        return f"检查一下 “{line}”：左右两边不是恒等的，代一个数进去试试。"
    return None


def _nearly(one: Any, other: Any) -> bool:
    """Equal, or the second rounded from the first."""
    a, b = float(sympy.N(one)), float(sympy.N(other))
    return abs(a - b) <= 0.005 * max(abs(a), abs(b), 1e-12)


def _solutions(equation: Any) -> list[Any] | None:
    (letter,) = equation.free_symbols
    try:
        polynomial = sympy.Poly(sympy.numer(sympy.together(equation)), letter)
    except sympy.PolynomialError:
        return None
    if not 1 <= polynomial.degree() <= 4:
        return None
    return [*sympy.roots(polynomial)]


def _same_or_part(found: list[Any], wanted: list[Any]) -> bool:
    """A line that gives one of two solutions holds."""
    return bool(found) and all(any(same_value(one, other) for other in wanted) for one in found)


def _check_balance(text: str) -> StepCheck | None:
    line = _WORDS.sub("", _CONDITIONS.sub("", text.translate(_SUBSCRIPTS)))
    sides = [side for side in _ARROW.split(line) if side.strip()]
    if len(sides) != 2:
        return None
    left, right = (_atoms(side) for side in sides)
    if left is None or right is None or sum(left.values()) < 2:
        return None
    wrong = sorted(element for element in left | right if left[element] != right[element])
    if wrong:
        return StepCheck(False, f"这个化学方程式还没有配平：两边 {'、'.join(wrong)} 原子的个数不相等。")
    return StepCheck(True, "这个化学方程式两边每种原子的个数都相等，是配平的。")


def _atoms(side: str) -> Counter[str] | None:
    """Atoms of a side; None where it is no sum of formulas with an element that is more than a variable."""
    whole: Counter[str] = Counter()
    for part in re.split(r"[+＋]", side):
        match = _FORMULA.match(part.strip().replace(" ", ""))
        if match is None:
            return None
        for element, count in _count(match[2]).items():
            whole[element] += count * int(match[1] or 1)
    return whole if any(element in _ELEMENTS for element in whole) and set(whole) <= _ELEMENTS else None


def _count(formula: str) -> Counter[str]:
    stack: list[Counter[str]] = [Counter()]
    tokens = [*_PART.finditer(formula)]
    for match in tokens:
        sign, times = match[1], int(match[2] or 1)
        if sign == "(":
            stack.append(Counter())
        elif sign == ")":
            for element, count in stack.pop().items():
                stack[-1][element] += count * times
        else:
            stack[-1][sign] += times
    return stack[0]
