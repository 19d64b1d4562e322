"""Mathematics as people type it, read into sympy without ever being executed.

Students' answers, authors' computations and steps of a solution come this way. Python's own parser gives the tree, and
only what `read_expression` names is built from it: numbers, letters, the four operations, powers, and some functions.
"""

import ast
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy
from sympy.core.relational import Relational

__all__ = ["NotAnExpressionError", "latex_of", "read_expression", "read_statement", "same_value", "without_latex"]

_LONGEST = 200  # characters
_MOST_DIGITS = 18
_LARGEST_POWER = 64
_POINTS = 8
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SIGNS = {
    "×": "*", "·": "*", "∙": "*", "•": "*", "÷": "/", "−": "-", "–": "-", "—": "-", "＝": "=", "≤": "<=", "≥": ">=",
    "≦": "<=", "≧": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=", "π": " pi ", "∞": " oo ", "°": "", "，": ",", "[": "(",
    "]": ")", "{": "(", "}": ")", "⟨": "(", "⟩": ")",
}  # fmt: skip
_COMMANDS = {
    r"\times": "*", r"\cdot": "*", r"\div": "/", r"\pi": " pi ", r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=",
    r"\ge": ">=", r"\geq": ">=", r"\geqslant": ">=", r"\ne": "!=", r"\neq": "!=", r"\pm": "±", r"\circ": "",
    r"\sqrt": "√", r"\sin": "sin", r"\cos": "cos", r"\tan": "tan", r"\%": "%",
}  # fmt: skip
_NUMBER = r"\d+(?:\.\d+)?"
_TOKEN = re.compile(
    rf"\s*({_NUMBER}|\.\d+|sqrt|cbrt|sin|cos|tan|pi|oo|abs|[A-Za-zα-ωΑ-Ω]|\*\*|<=|>=|!=|==|[-+*/()=<>%])"
)
_FUNCTIONS: Mapping[str, Any] = {
    "sqrt": sympy.sqrt, "cbrt": sympy.cbrt, "abs": sympy.Abs,
    "sin": lambda degrees: sympy.sin(sympy.rad(degrees)), "cos": lambda degrees: sympy.cos(sympy.rad(degrees)),
    "tan": lambda degrees: sympy.tan(sympy.rad(degrees)),
}  # fmt: skip
_CONSTANTS: Mapping[str, Any] = {"pi": sympy.pi, "oo": sympy.oo}
_RELATIONS: Mapping[type[ast.cmpop], Any] = {
    ast.Eq: sympy.Eq, ast.NotEq: sympy.Ne, ast.Lt: sympy.Lt, ast.LtE: sympy.Le, ast.Gt: sympy.Gt, ast.GtE: sympy.Ge,
}  # fmt: skip


class NotAnExpressionError(ValueError):
    """The text is no mathematics that can be read; the message says where."""


def read_expression(text: str, letters: Mapping[str, Any] | None = None) -> Any:
    r"""A sympy expression.

    Read are `2x(x+1)`, `3/4`, `x²`, `x^2`, `√2`, `√(a+b)`, `|x|`, `1.5×10^3`, `30%`, `\dfrac{1}{2}` and Greek letters;
    sines are of degrees.

    Args:
        text: As typed; width, brackets and signs may be Chinese.
        letters: Values for letters; others stay symbols.

    Raises:
        NotAnExpressionError: Empty, too long, or not of this kind; also what would take for ever, such as 9^9^9.
    """
    found = read_statement(text, letters)
    if isinstance(found, Relational | bool):
        raise NotAnExpressionError(f"an expression is wanted, not a comparison: {text!r}")
    return found


def read_statement(text: str, letters: Mapping[str, Any] | None = None) -> Any:
    """Like `read_expression`; an equation or inequality is read too, both sides as they stand."""
    python = _as_python(text)
    try:
        tree = ast.parse(python, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotAnExpressionError(f"not mathematics: {text!r}") from None
    try:
        found = _Builder(letters or {}).build(tree)
    except (RecursionError, ZeroDivisionError, TypeError) as error:
        raise NotAnExpressionError(f"not mathematics: {text!r} ({error})") from None
    if isinstance(found, sympy.Expr) and found.has(sympy.zoo, sympy.nan):
        raise NotAnExpressionError(f"divides by zero: {text!r}")
    return found


def same_value(one: Any, other: Any) -> bool:
    """Whether two expressions are equal for all real numbers for which both have a value.

    Tried at numbers drawn by lot (Schwartz 1980, Zippel 1979): an identity holds at all of them, and anything else
    fails at some; unlike expanding, this takes no longer for high powers.
    """
    if one == other:
        return True
    letters = sorted((one - other).free_symbols | one.free_symbols | other.free_symbols, key=str)
    rng = np.random.default_rng(0)
    at = np.concatenate([rng.uniform(0.5, 3, (_POINTS, len(letters))), rng.uniform(-3, 3, (_POINTS, len(letters)))])
    with np.errstate(all="ignore"):
        values = [
            np.broadcast_to(np.asarray(sympy.lambdify(letters, side, "numpy")(*at.T), np.float64), len(at))
            for side in (one, other)
        ]
    there = np.isfinite(values[0]) & np.isfinite(values[1])
    return bool(there.any() and np.allclose(values[0][there], values[1][there], rtol=1e-9, atol=1e-10))


def latex_of(value: Any) -> str:
    """As it is written in a textbook."""
    return str(sympy.latex(value, fold_short_frac=False)).replace(r"\frac", r"\dfrac")


def _as_python(text: str) -> str:
    if len(text) > _LONGEST:
        raise NotAnExpressionError(f"longer than {_LONGEST} characters")
    text = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)", lambda found: f"^({found[1].translate(_SUPERSCRIPTS)})", text)
    text = unicodedata.normalize("NFKC", without_latex(text).replace("⁄", "/"))
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    text = re.sub(rf"√\s*({_NUMBER}|[A-Za-z])", r"sqrt(\1)", text).replace("√", "sqrt").replace("^", "**")
    tokens, at = [], 0
    text = _pair_bars(text.strip())
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotAnExpressionError(f"{text[at:].strip()[:8]!r} cannot be read in {text!r}")
        tokens.append(match[1])
        at = match.end()
    if not tokens:
        raise NotAnExpressionError("nothing is written")
    return _joined(tokens)


def without_latex(text: str) -> str:
    """Fractions, roots and signs as they would be typed."""
    text = text.replace("$", "").replace(r"\left", "").replace(r"\right", "").replace(r"\,", "").replace(r"\ ", " ")
    for _ in range(8):  # innermost fractions first
        text, found = re.subn(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))", text)
        text, roots = re.subn(r"\\sqrt\s*\{([^{}]*)\}", r"sqrt(\1)", text)
        if not found + roots:
            break
    text = re.sub(r"\\[dt]?frac\s*(\d)\s*(\d)", r"((\1)/(\2))", text)
    for name in sorted(_COMMANDS, key=len, reverse=True):
        text = text.replace(name, _COMMANDS[name])
    return text.replace("^{}", "").replace("^()", "")


def _pair_bars(text: str) -> str:
    """|x| as abs(x); an odd bar cannot be read."""
    parts = text.split("|")
    if len(parts) % 2 == 0:
        raise NotAnExpressionError(f"a bar without its partner: {text!r}")
    return "".join(part if i % 2 == 0 else f"abs({part})" for i, part in enumerate(parts))


def _joined(tokens: list[str]) -> str:
    """Tokens as Python writes them: 2x as 2*x, 30% as 30/100, = as ==, numbers exact."""
    written: list[str] = []
    for sign in tokens:
        number, before = sign[0].isdigit() or sign[0] == ".", written[-1] if written else ""
        if number and sum(character.isdigit() for character in sign) > _MOST_DIGITS:
            raise NotAnExpressionError(f"a number of more than {_MOST_DIGITS} digits")
        starts = number or sign == "(" or sign[0].isalpha()
        ends = before[-1:] in {"'", ")"} or before == "/100" or (before.isalpha() and before not in _FUNCTIONS)
        if starts and ends:
            if number:
                raise NotAnExpressionError(f"{sign} stands right behind {before.strip(chr(39))}")
            written.append("*")
        exact = f"'{sign}'" if number else {"=": "==", "%": "/100"}.get(sign, sign)
        written.append(f"({exact})" if before in _FUNCTIONS and sign != "(" else exact)
    return "".join(written)


class _Builder:
    """From Python's tree to sympy."""

    def __init__(self, letters: Mapping[str, Any]) -> None:
        self._letters = letters

    def build(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=str() as digits):
                return sympy.Rational(digits)
            case ast.Constant(value=int() as whole) if not isinstance(whole, bool):
                return sympy.Integer(whole)
            case ast.Name(id=name) if name not in _FUNCTIONS:
                return _CONSTANTS.get(name) or self._letters.get(name, sympy.Symbol(name))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                return -self.build(operand) if isinstance(sign, ast.USub) else self.build(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return self._operation(op, self.build(left), self.build(right))
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _FUNCTIONS:
                return _FUNCTIONS[name](self.build(argument))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._comparison([self.build(one) for one in (left, *others)], ops)
        raise NotAnExpressionError(f"{type(node).__name__} cannot be read")

    @staticmethod
    def _operation(op: ast.operator, left: Any, right: Any) -> Any:
        match op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
            case ast.Pow():
                huge = left.is_number and len(str(left)) > _MOST_DIGITS
                if huge or not right.is_number or abs(right) > _LARGEST_POWER:
                    raise NotAnExpressionError(f"a power that is no number up to {_LARGEST_POWER}")
                return left**right
        raise NotAnExpressionError(f"{type(op).__name__} cannot be read")

    @staticmethod
    def _comparison(sides: list[Any], ops: list[ast.cmpop]) -> Any:
        parts = [
            _RELATIONS[type(op)](one, other, evaluate=False)
            for one, op, other in zip(sides, ops, sides[1:], strict=False)
            if type(op) in _RELATIONS
        ]
        if len(parts) != len(ops):
            raise NotAnExpressionError("only =, ≠, <, ≤, > and ≥ are read")
        return parts[0] if len(parts) == 1 else sympy.And(*parts, evaluate=False)
