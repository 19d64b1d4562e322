"""Numbers as students write them: with units of any kind, in Chinese words, as fractions, roots and powers of ten."""

import re
import unicodedata
from functools import cache
from typing import Any

import sympy

from recommender.assessment.expressions import NotAnExpressionError, read_expression, without_latex

__all__ = ["factor_between", "is_unit", "read_quantity", "split_quantity"]

_CHINESE_UNITS = {
    "newton": ("牛", "牛顿"), "pascal": ("帕", "帕斯卡"), "kilopascal": ("千帕",), "joule": ("焦", "焦耳"),
    "kilojoule": ("千焦",), "watt": ("瓦", "瓦特"), "kilowatt": ("千瓦",), "volt": ("伏", "伏特"),
    "ampere": ("安", "安培"), "milliampere": ("毫安",), "ohm": ("欧", "欧姆"), "hertz": ("赫", "赫兹"),
    "decibel": ("分贝",), "meter": ("米",), "kilometer": ("千米", "公里"), "decimeter": ("分米",),
    "centimeter": ("厘米",), "millimeter": ("毫米",), "kilogram": ("千克", "公斤"), "gram": ("克",),
    "milligram": ("毫克",), "metric_ton": ("吨",), "second": ("秒", "秒钟"), "minute": ("分", "分钟"),
    "hour": ("小时", "时"), "day": ("天", "日"), "year": ("年",), "liter": ("升",), "milliliter": ("毫升",),
    "degree": ("度",), "kilowatt_hour": ("千瓦时",), "delta_degree_Celsius": ("摄氏度",), "mole": ("摩尔", "摩"),
}  # fmt: skip
_NOT_NAMES = {"平方米": "米^2", "平方厘米": "厘米^2", "平方分米": "分米^2", "平方千米": "千米^2", "立方米": "米^3",
              "立方厘米": "厘米^3", "立方分米": "分米^3"}  # fmt: skip
_SIGNS = {
    "℃": "delta_degC", "°C": "delta_degC", "Ω": "ohm", "°": "degree", "·": "*", "•": "*", "每": "/",
    "²": "^2", "³": "^3",
}  # fmt: skip
_NUMBER = re.compile(r"^[\s0-9.+\-−*/×÷^()√π%￥¥⁰¹²³⁴⁵⁶⁷⁸⁹⁻±]+")
_IS_MATHEMATICS = re.compile(r"[\\√π^=]|[*×÷/]\s*\d")
_UPRIGHT = re.compile(r"\\(?:mathrm|text|rm)\s*\{([^{}]*)\}")
_CHINESE_NUMBER = re.compile(r"^(负)?[零〇一二三四五六七八九十百千万亿两点半]+(分之[零一二三四五六七八九十百千万]+)?")
_LEAD = re.compile(
    r"^(?:约为|约等于|大约是?|约|等于|是|为|答案是?|答|得|[:：=≈]|[A-Za-zα-ωΑ-Ω][₀-₉0-9]?\s*[=＝≈为是])\s*"
)


def split_quantity(text: str) -> tuple[Any, str]:
    """A number and what stands behind it, which may be a unit.

    Raises:
        NotAnExpressionError: It does not begin with a number.
    """
    text = text.strip().strip("。．；;，,！!").strip()
    while (lead := _LEAD.match(text)) is not None and lead.end():
        text = text[lead.end() :]
    text = _without_commands(text).replace("根号", "√").replace("sqrt", "√").replace("pi", "π")
    text = text.replace("负", "-") if re.match(r"负\s*\d", text) else text
    if (chinese := _CHINESE_NUMBER.match(text)) is not None:
        return _from_chinese(chinese[0]), text[chinese.end() :].strip()
    match = _NUMBER.match(text)
    if match is None or not any(character.isdigit() or character in "π" for character in match[0]):
        raise NotAnExpressionError(f"no number: {text!r}")
    number, unit = match[0], text[match.end() :]
    while number.rstrip()[-1:] in {"/", "*", "·", "(", "×"}:  # 3 /s
        number, unit = number.rstrip()[:-1], number.rstrip()[-1] + unit
    if _IS_MATHEMATICS.search(unit) and not is_unit(unit):  # part of a number that was not understood
        raise NotAnExpressionError(f"no number: {text!r}")
    return read_expression(number.replace("￥", "").replace("¥", "")), unit.strip()


def _without_commands(text: str) -> str:
    """LaTeX as it would be typed."""
    if "\\" not in text and "$" not in text:
        return text
    text = _UPRIGHT.sub(r"\1", text).replace(r"^\circ", "°").replace(r"^{\circ}", "°").replace(r"\Omega", "Ω")
    return without_latex(text)


def read_quantity(text: str, unit: str | None) -> Any:
    """The number in the wanted unit.

    Args:
        text: As written by the student; a number without a unit is taken in the wanted one.
        unit: Wanted; None: a bare number.

    Raises:
        NotAnExpressionError: No number.
        ValueError: The unit is of another kind.
    """
    number, given = split_quantity(text)
    if not given or unit is None or not is_unit(given) or not is_unit(unit):
        return number  # what is counted is said in many words
    return number * factor_between(given, unit)


def factor_between(given: str, wanted: str) -> Any:
    """What a number in one unit is multiplied with to be in another.

    Raises:
        ValueError: They are of different kinds, or one of them is none that is known.
    """
    import pint

    one, other = _unit(given), _unit(wanted)
    try:
        return sympy.nsimplify((1 * one).to(other).magnitude, rational=True, tolerance=1e-12)
    except pint.DimensionalityError:
        raise ValueError(given) from None


def is_unit(word: str) -> bool:
    """Whether it is a unit of measurement that is known, not a word for what is counted."""
    try:
        _unit(word)
    except ValueError:
        return False
    return True


def _unit(word: str) -> Any:
    text = word.strip().strip("$").replace("\\mathrm", "").replace("\\", "").strip("{} ")
    for name, power in _NOT_NAMES.items():
        text = text.replace(name, power)
    for sign, name in _SIGNS.items():
        text = text.replace(sign, name)
    text = unicodedata.normalize("NFKC", text).replace("^", "**").replace("{", "").replace("}", "")
    if not text or len(text) > 40 or not re.fullmatch(r"[A-Za-zµμ_Ω\u4e00-\u9fff0-9*/()\s]+", text):
        raise ValueError(word)
    registry = _registry()
    try:
        return registry.Quantity(1, registry.parse_units(text))
    except Exception:  # noqa: BLE001 - the parser raises anything on words that are no units
        raise ValueError(word) from None


@cache
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    for name, words in _CHINESE_UNITS.items():
        for word in words:
            registry.define(f"{word} = {name}")
    return registry


def _from_chinese(words: str) -> Any:
    import cn2an

    sign, words = (-1, words[1:]) if words.startswith("负") else (1, words)
    try:
        if "分之" in words:
            below, above = words.split("分之")
            return sign * sympy.Rational(cn2an.cn2an(above, "smart"), cn2an.cn2an(below, "smart"))
        if words == "半":
            return sign * sympy.Rational(1, 2)
        return sign * sympy.Rational(str(cn2an.cn2an(words.replace("两", "二").replace("〇", "零"), "smart")))
    except ValueError as error:
        raise NotAnExpressionError(f"no number: {words!r}") from error
