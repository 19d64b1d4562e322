"""Whether an answer to an item is right. Where a machine cannot be sure it says so, and nothing is counted."""

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Any, Literal

import sympy
from pydantic import BaseModel, ConfigDict

from recommender.assessment.expressions import NotAnExpressionError, read_expression, same_value
from recommender.assessment.items import AssessmentItem
from recommender.assessment.quantities import is_unit, read_quantity, split_quantity

__all__ = ["Marked", "Verdict", "is_giving_up", "mark_answer"]

Verdict = Literal["right", "wrong", "unsure"]

_GIVING_UP = re.compile(
    r"^(我?(真的?)?(不会|不知道|不懂|不清楚|没学过|忘了|不记得|跳过|过|放弃)"
    r"(做|了|啊|呀|这题|这道题)*|[?？]+|don'?t know|skip)[。.!！~]*$",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"^(?:i think|maybe|it'?s|我|觉得|感觉|认为|猜|应该|可能|大概|好像|就|是|选|填|答案|[:：,，\s])*"
    r"(?P<letters>[A-Fa-f](?:[\s,，、→>和与-]*[A-Fa-f])*)(?![A-Za-zÀ-ɏ])",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？]|吗|么|是不是|对不对|行不行|不对|不选|错|变|会怎")
_LETTERS = re.compile(r"[A-Fa-f]")
_WORDS = re.compile(r"[A-Za-z]{2,}")
_BETWEEN = re.compile(r"[,，;；、]|或者?|和|以及|\bor\b|\band\b")
_UNWORKED = re.compile(r"[\d)]\s*[+\-−÷]\s*[\d(√]|[\d)]\s*[*×·]\s*(?!10\s*[\^⁻⁰¹²³⁴⁵⁶⁷⁸⁹])[\d(]")
_COEFFICIENT = re.compile(r"^\s*[-−]?\s*\d+\s*[*×·]?\s*(?=\()")
_ONE_NUMBER = "没看懂这个数。请只写最后的结果，整数、小数、分数、带根号的数都可以。"
_ALIKE = 0.7
_NEAR = 0.02  # relative: near enough that it may be rounding, not a wrong way


class Marked(BaseModel):
    """What came of an answer.

    Attributes:
        verdict: `unsure` is not counted; the student is asked to write it otherwise.
        note: For the student, in Chinese, where something is to be said of the form: a unit, rounding, a letter.
    """

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    note: str = ""


_RIGHT, _WRONG = Marked(verdict="right"), Marked(verdict="wrong")


def mark_answer(item: AssessmentItem, given: str) -> Marked:
    """Marks what a student typed or chose. To say that one does not know is a wrong answer without shame."""
    text = unicodedata.normalize("NFKC", given).strip() if item.kind not in ("number", "expression") else given.strip()
    if not text:
        return Marked(verdict="unsure", note="你还没有写答案。")
    if is_giving_up(text):
        return _WRONG
    match item.kind:
        case "single" | "multiple" | "order":
            return _mark_letters(item, text)
        case "number":
            return _mark_number(item, text)
        case "expression":
            return _mark_expression(item, text)
        case "text":
            return _mark_words(item, text)


def is_giving_up(text: str) -> bool:
    """Whether the student says that they do not know."""
    return _GIVING_UP.match(text.strip()) is not None


def _mark_letters(item: AssessmentItem, text: str) -> Marked:
    options = item.options or {}
    by_text = [letter for letter, option in options.items() if _bare(option) == _bare(text)]
    letters = by_text or [letter.upper() for letter in _LETTERS.findall(_chosen_part(text))]
    if not letters or not set(letters) <= set(options):
        return Marked(verdict="unsure", note=f"请用选项的字母回答（{'、'.join(options)}）。")
    if item.kind == "single" and len(set(letters)) > 1:
        return Marked(verdict="unsure", note="这是单选题，请只选一个。")
    if item.kind == "order" and sorted(letters) != sorted(options):
        return Marked(verdict="unsure", note=f"请把 {len(options)} 个字母都排进去，每个一次。")
    chosen = "".join(letters) if item.kind == "order" else "".join(sorted(set(letters)))
    return _RIGHT if chosen == item.answer else _WRONG


def _chosen_part(text: str) -> str:
    """What of the words is a choice; empty where they only ask about one, or speak of several."""
    match = _CHOICE.match(text)
    if match is None:
        return ""
    rest = text[match.end() :]
    return "" if _ASKS.search(rest) or _LETTERS.search(_WORDS.sub(" ", rest)) else match["letters"]


def _mark_number(item: AssessmentItem, text: str) -> Marked:
    text = text.replace(r"\,", " ")  # a narrow space in LaTeX, no comma of a list
    wanted = [read_expression(one) for one in item.answer.split(";")]
    parts = [part for part in _BETWEEN.split(text) if part.strip()] if len(wanted) > 1 or _is_list(text) else [text]
    if len(parts) == 1 and len(re.findall(r"[?？]", text)) > 1:
        return Marked(verdict="unsure", note=_ONE_NUMBER)
    try:
        found = [read_quantity(part, item.unit) for part in parts]
    except NotAnExpressionError:
        return Marked(verdict="unsure", note=_ONE_NUMBER)
    except ValueError as error:
        return Marked(verdict="wrong", note=f"单位不对：“{error}”不能用来表示这个量。")
    if any(one.free_symbols for one in found):
        return Marked(verdict="unsure", note="这里要填一个数，请把字母的值算出来。")
    if len(found) == len(wanted) and _same_set(found, wanted):
        if all(one.is_Rational for one in wanted) and any(map(_UNWORKED.search, parts)):
            return Marked(verdict="unsure", note="请把结果算出来，只写最后的数。")
        bare = item.unit and is_unit(item.unit) and not split_quantity(parts[0])[1] and not _shows_unit(item)
        return Marked(verdict="right", note=f"记得写上单位 {item.unit}。" if bare else "")
    if len(wanted) == len(found) == 1 and _is_rounded(found[0], wanted[0]):
        return Marked(verdict="unsure", note="很接近了：请写精确值，例如分数或带根号的数。")
    few = len(found) < len(wanted)
    return Marked(verdict="wrong", note=f"答案不止这些：一共有 {len(wanted)} 个。") if few else _WRONG


def _shows_unit(item: AssessmentItem) -> bool:
    """Whether the unit stands behind the blank already."""
    return re.search(rf"_{{2,}}\s*\$?(\\mathrm{{)?\s*{re.escape(item.unit or '')}", item.stem) is not None


def _is_list(text: str) -> bool:
    return re.search(r"[,，;；、]|或", re.sub(r"(?<=\d)[,，](?=\d{3}\b)", "", text)) is not None


def _same_set(found: list[Any], wanted: list[Any]) -> bool:
    left = list(wanted)
    for one in found:
        same = next((other for other in left if same_value(one, other)), None)
        if same is None:
            return False
        left.remove(same)
    return True


def _is_rounded(found: Any, wanted: Any) -> bool:
    """Whether a decimal stands for a number that has no short decimal."""
    short = isinstance(wanted, sympy.Rational) and 10**6 % wanted.q == 0
    return not short and abs(sympy.N(found - wanted)) <= _NEAR * abs(sympy.N(wanted))


def _mark_expression(item: AssessmentItem, text: str) -> Marked:
    text = re.sub(r"^(原式|答案?|结果)?\s*[:：=＝]?\s*", "", text).rsplit("=", 1)[-1].rsplit("＝", 1)[-1]
    try:
        found, wanted = read_expression(text), read_expression(item.answer)
    except NotAnExpressionError:
        return Marked(verdict="unsure", note="没看懂这个式子，请检查括号和符号，例如 2x(x+1) 或 x^2-3x。")
    if not same_value(found, wanted):
        return _WRONG
    if item.form == "expanded" and not _is_expanded(text, found):
        return Marked(verdict="unsure", note="值是对的，请把括号展开、合并同类项，写成多项式。")
    if item.form == "factored" and not _is_factored(text, found):
        return Marked(verdict="unsure", note="值是对的，请分解到不能再分解为止。")
    return _RIGHT


def _is_expanded(text: str, found: Any) -> bool:
    terms = re.findall(r"[-+]?[^-+]+", re.sub(r"\^\(?-?\d+\)?", "^", text.replace(" ", "")))
    return bool(found == sympy.expand(found)) and len(terms) <= len(sympy.Add.make_args(sympy.expand(found)))


def _is_factored(text: str, found: Any) -> bool:
    """As many factors as can be, over the rational numbers, and no number left inside a bracket."""
    if (number := _COEFFICIENT.match(text)) is not None:  # sympy would multiply it into the first bracket
        found = read_expression(text[number.end() :])
    _, factors = sympy.factor_list(found)
    written = [base for base, _ in (part.as_base_exp() for part in sympy.Mul.make_args(found)) if base.free_symbols]
    primitive = all(sympy.Poly(base).content() in (1, -1) for base in written)
    return len(written) == len(factors) and primitive


def _mark_words(item: AssessmentItem, text: str) -> Marked:
    accepted = [_bare(one) for one in (item.answer, *item.accept)]
    written = _bare(text)
    if written in accepted:
        return _RIGHT
    if item.answer.isascii():  # spelling is part of the question
        return _WRONG
    likest = max(SequenceMatcher(None, written, one).ratio() for one in accepted)
    if likest >= _ALIKE or any(one in written for one in accepted):
        return Marked(verdict="unsure", note="意思可能对，但我不能确定。请只写关键的词。")
    return _WRONG


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s。．.,，;；:：!！?？、“”\"'‘’（）()《》$]", "", folded)
