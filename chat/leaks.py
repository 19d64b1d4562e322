"""Whether a text gives an answer away before its time: the value, the letter, or the solution as a whole."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from models.plain_text import plain_text
from recommender.assessment.expressions import NotAnExpressionError, read_expression, same_value
from recommender.assessment.items import AssessmentItem
from recommender.assessment.quantities import is_unit, read_quantity, split_quantity

__all__ = ["Secret", "find_leak", "secret_of_item", "without_ordinals"]

_SHARE_OF_SOLUTION = 0.6
_GRAM = 4
_LONG = 16  # characters: a shorter solution is its result
_ORDINALS = re.compile(
    r"第\s*[0-9一二三四五六七八九十]+\s*(步|题|小题|问|个|种|次|句|层|章|节|级|单元)|\d+\s*[/／]\s*\d+(?=[）)])|[（(]\d[）)]"
    r"|[①②③④⑤⑥]|[ABC]\d?\s*层级"
)
_NUMBERS = re.compile(
    r"[A-Za-z]?\s*[=≈]?\s*[-−负]?"
    r"(?:√?\d+(?:\.\d+)?(?:\s*[×*]\s*10\s*\^?\s*[-−⁻]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?:\s*/\s*\d+)?√?\d*|√\d+|π)[%％]?"
)
_CHINESE = re.compile(
    r"负?[零一二三四五六七八九十百千万两]{1,8}"
    r"(?:分之[零一二三四五六七八九十百]+|点[零一二三四五六七八九]+)?"
)
_ASSERTS = r"(?:选|答案|正确|应为|就是|应该是|结果|填|对的)"
_MEASURED = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-zμΩ℃][A-Za-zμΩ/^*·²³]*)")
_LONGEST_UNIT = 4  # characters
_TOLD = re.compile(rf"({_ASSERTS}|是|为|得|等于)\s*$")
_ASSERTED = re.compile(
    rf"(?:{_ASSERTS}|等于|得到?|[=≈])\s*[^0-9]{{0,3}}([-−]?\d+(?:\.\d+)?(?:/\d+)?|{_CHINESE.pattern})"
)


@dataclass(frozen=True)
class Secret:
    """What must not be given away yet.

    Attributes:
        question: What the student can read anyway.
        letters: The right options' letters.
        result: The result, as written.
        solution: The worked solution.
        options: Texts of the right options.
    """

    question: str
    letters: str = ""
    result: str = ""
    solution: str = ""
    options: tuple[str, ...] = ()


def secret_of_item(item: AssessmentItem) -> Secret:
    """Of an item that waits for its answer."""
    options = item.options or {}
    question = "\n".join((item.stem, *options.values()))
    if options:
        right = tuple(options[letter] for letter in item.answer) if item.kind != "order" else ()
        return Secret(question, letters=item.answer, solution=item.explanation, options=right)
    unit = f" {item.unit}" if item.unit else ""
    return Secret(question, result=f"{item.answer}{unit}", solution=item.explanation)


def find_leak(text: str, secret: Secret) -> str | None:
    """What of the secret the text gives away; None: nothing.

    It would rather find too much: a hint that is held back costs less than an answer that is given away.
    """
    plain = _bare(text)
    return _letters(plain, secret) or _option(plain, secret) or _result(text, secret) or _solution(plain, secret)


def _letters(plain: str, secret: Secret) -> str | None:
    if not secret.letters:
        return None
    letters = "[,、和和与→\\->]*".join(secret.letters)
    here = rf"(?<![a-z]){letters.lower()}(?![a-z])"
    told = re.search(rf"{_ASSERTS}[^a-z]{{0,6}}{here}|{here}[^a-z]{{0,6}}{_ASSERTS}", plain)
    alone = re.fullmatch(rf"[^a-z0-9]{{0,4}}{letters.lower()}[^a-z0-9]{{0,2}}", plain)
    if told or alone:
        return secret.letters
    wrong = {*"abcdef"[: max(4, len(secret.letters))]} - {*secret.letters.lower()}
    no = r"(错|不对|不正确|排除|不选)"
    excluded = {letter for letter in wrong if re.search(rf"{letter}[^a-z]{{0,8}}{no}|(排除|不选|不是){letter}", plain)}
    return secret.letters if len(secret.letters) == 1 and len(excluded) >= 3 else None


def _option(plain: str, secret: Secret) -> str | None:
    for option in secret.options:
        bare = _bare(option)
        text = re.escape(bare)
        if len(bare) >= 2 and re.search(rf"{_ASSERTS}.{{0,4}}{text}|{text}.{{0,3}}(正确|是对的|才对)", plain):
            return option
    return None


def _result(text: str, secret: Secret) -> str | None:
    if not secret.result:
        return None
    bare = _bare(secret.result)
    known = _bare(secret.question)
    if len(bare) == 1 and re.search(rf"({_ASSERTS}|等于|是|为)[^0-9a-z]{{0,3}}{re.escape(bare)}(?![a-z])", _bare(text)):
        return secret.result
    if len(bare) >= 2 and bare in _bare(text) and bare not in known:
        return secret.result
    wanted = _values(secret.result)
    hidden = [value for value in wanted if not _is_among(value, _values(secret.question))]
    if _in_other_units(text, secret):
        return secret.result
    if hidden:
        return secret.result if any(_is_among(value, hidden) for value in _values(without_ordinals(text))) else None
    asserted = _ASSERTED.findall(text)  # the result stands in the question: only to assert it gives it away
    told = any(_is_among(value, wanted) for part in asserted for value in _values(part))
    return secret.result if told else None


def _in_other_units(text: str, secret: Secret) -> bool:
    """0.002 kN is 2 N."""
    wanted, unit = _quantity(secret.result)
    if not unit or not is_unit(unit):
        return False
    for match in _MEASURED.finditer(plain_text(text)):
        with suppress(NotAnExpressionError, ValueError):
            if match[2] != unit and same_value(read_quantity(match[0], unit), wanted):
                return True
    return False


def _quantity(text: str) -> tuple[Any, str]:
    try:
        return split_quantity(text)
    except NotAnExpressionError:
        return None, ""


def _is_among(value: Any, others: list[Any]) -> bool:
    return any(same_value(value, other) for other in others)


def _solution(plain: str, secret: Secret) -> str | None:
    solution = _bare(secret.solution)
    if len(solution) < _LONG:
        return None
    grams = {solution[i : i + _GRAM] for i in range(len(solution) - _GRAM + 1)}
    known = _bare(secret.question)
    own = {gram for gram in grams if gram not in known}
    shared = sum(gram in plain for gram in own)
    return "the solution" if own and shared >= _SHARE_OF_SOLUTION * len(own) else None


def without_ordinals(text: str) -> str:
    """The text without numbers that count nothing: steps, list marks, levels."""
    return _ORDINALS.sub(" ", text)


def _values(text: str) -> list[Any]:
    """Values that a text tells, in digits, signs or Chinese words."""
    text = plain_text(text)
    found: list[Any] = []
    whole = text.strip()
    for part in (whole, *(part for part in re.split(r"[;；,，。或和]", whole)), *_NUMBERS.findall(text)):
        _add(found, part)
    for match in _CHINESE.finditer(text):
        said = _TOLD.search(text[: match.start()]) is not None  # 一 alone is in every other sentence
        if said or len(match[0]) > 1 or match[0] == whole:
            _add(found, match[0])
    return found


def _add(found: list[Any], part: str) -> None:
    part = part.strip().strip("。.,;")
    if not part or len(part) > 60:
        return
    try:
        value, behind = split_quantity(part)
        if len(behind) <= _LONGEST_UNIT:  # what begins with 两 is no 2 yet
            found.append(value)
    except NotAnExpressionError:
        with suppress(NotAnExpressionError):
            found.append(read_expression(part.split("=")[-1]))


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", plain_text(text)).lower()
    return re.sub(r"[\s$。．,，;；:：!！?？、“”\"'‘’（）()《》*·×{}\\]", "", folded)
