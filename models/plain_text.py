"""Text as encoder and lexical index see it: plain Unicode, no LaTeX, folded width, single spaces."""

import logging
import re
import unicodedata

__all__ = ["plain_text", "shorten"]

logging.getLogger("pylatexenc").setLevel(logging.ERROR)  # malformed LaTeX is ordinary input here

_BEGINNING, _END = 96, 159  # characters

_MARKUP = re.compile(r"[$\\]")
_SPACES = re.compile(r"\s+")
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "0123456789+-=()n")
_DECORATION = re.compile(r"\\(?:mathrm|text|left|right|displaystyle|,|;|!)")
_POWER = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ]+)")


def plain_text(text: str) -> str:
    """Folds a question's text so that typed, authored (LaTeX) and recognised forms look alike.

    `$x^{2}$`, `x²` and `x^2` all become `x^2`; H₂O becomes H2O.
    """
    if _MARKUP.search(text):
        text = _FORMULA.sub(lambda match: _formula_text(match.group(1) or match.group(2)), text)
    text = _POWER.sub(lambda match: "^" + match.group(1).translate(_SUPERSCRIPTS), text)
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def shorten(plain: str) -> str:
    """The beginning and the end of a long text, 256 characters: what is understood of a question. Passages and
    materials stand in the middle; what is asked of them mostly stands last.
    """
    if len(plain) <= _BEGINNING + 1 + _END:
        return plain
    return f"{plain[:_BEGINNING]}…{plain[-_END:]}"


def _formula_text(formula: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    formula = _DECORATION.sub("", formula)
    formula = re.sub(r"\\[dtc]frac", r"\\frac", formula)
    formula = re.sub(r"\\frac\s*(\w)\s*(\w)", r"\\frac{\1}{\2}", formula)
    try:
        text = str(LatexNodes2Text(math_mode="text").latex_to_text(formula))
    except Exception:  # noqa: BLE001 - the parser raises anything on malformed LaTeX, which is ordinary input here
        text = formula.replace("\\", " ")
    text = re.sub(r"\^\{?([0-9n+-]+)\}?", r"^\1", text).replace("_", "").replace("^∘", "°")
    return re.sub(r"√\((\w)\)", r"√\1", text)
