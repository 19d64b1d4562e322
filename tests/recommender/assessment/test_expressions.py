"""Mathematics as people type it: read, compared, and never executed."""

from contextlib import suppress

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from recommender.assessment.expressions import (
    NotAnExpressionError,
    latex_of,
    read_expression,
    read_statement,
    same_value,
)

x, a, b = sympy.symbols("x a b")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2x(x+1)", 2 * x * (x + 1)), ("3/4", sympy.Rational(3, 4)), ("x²", x**2), ("√2", sympy.sqrt(2)),
        ("√(a+b)", sympy.sqrt(a + b)), ("|x-3|", sympy.Abs(x - 3)), ("1.5×10^3", 1500), ("30%", sympy.Rational(3, 10)),
        (r"$\dfrac{1}{2}$", sympy.Rational(1, 2)), ("２（ｘ＋１）", 2 * (x + 1)), ("-3^2", -9),
        ("10^-3", sympy.Rational(1, 1000)),
        ("sin30°", sympy.Rational(1, 2)), ("2√3", 2 * sympy.sqrt(3)), ("π", sympy.pi), (r"\sqrt{8}", 2 * sympy.sqrt(2)),
        ("1.10", sympy.Rational(11, 10)), ("x^{2}", x**2),
    ],
)  # fmt: skip
def test_what_is_typed_is_read(typed: str, read: object):
    assert read_expression(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "__import__('os')", "9^9^9", "2^x", "1/0", "3x2", "x1", "2 3", "你好", "x.y", "|x", "(",
     "1" * 300, "10^60^60",
     "lambda:0", "x=3", "9999999999999999999", "[1,2]", "a;b", "'a'", "f(x)=2"],
)  # fmt: skip
def test_what_cannot_be_read_says_so(typed: str):
    with pytest.raises(NotAnExpressionError):
        read_expression(typed)


@given(st.text(max_size=40))
def test_nothing_typed_breaks_it(typed: str):
    with suppress(NotAnExpressionError):
        read_statement(typed)


@given(st.text(alphabet="0123456789x+-*/^()√.|²=", max_size=25))
def test_no_mathematics_breaks_it(typed: str):
    with suppress(NotAnExpressionError):
        read_statement(typed)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("(x+1)^2", "x^2+2x+1", True), ("√8", "2√2", True), ("√(x^2)", "x", False), ("√x√y", "√(xy)", True),
        ("1/(x-1)", "x", False), ("2/4", "0.5", True), ("1/3", "0.333", False), ("x", "y", False),
        ("(a+b)^9(c+d)^9(e+f)^9", "(b+a)^9(d+c)^9(f+e)^9", True), ("x-1", "1-x", False), ("x^2-1", "(x-1)(x+1)", True),
    ],
)  # fmt: skip
def test_values_are_compared_not_looks(one: str, other: str, same: bool):
    assert same_value(read_expression(one), read_expression(other)) == same


@given(st.integers(-50, 50), st.integers(1, 50), st.integers(-9, 9))
def test_what_is_written_as_latex_is_read_back(above: int, below: int, root: int):
    value = sympy.Rational(above, below) + root * sympy.sqrt(2)
    assert same_value(read_expression(latex_of(value)), value)
