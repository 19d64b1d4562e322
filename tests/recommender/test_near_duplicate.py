"""The same question, and what is only a piece of one: trigrams, short texts, numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.near_duplicate import containment, is_excerpt, is_near_duplicate

NEUTRALISE = (
    "要恰好中和 10 g 溶质质量分数为 8% 的氢氧化钠溶液，需要溶质质量分数为 7.3% 的稀盐酸多少克？"
    "（相对原子质量：H 1，O 16，Na 23，Cl 35.5）"
)  # fmt: skip
ROOTS = (
    "关于 $x$ 的方程 $x^2-2(m-1)x+m^2-3=0$ 有两个实数根 $x_1$、$x_2$，并且 $x_1^2+x_2^2=10$，求 $m$ 的值。"
    "我求出两个 $m$，老师说要舍去一个，为什么？"
)  # fmt: skip
ALKALI = "某氢氧化钠溶液的质量分数为 8%"

PIECES = [
    "已知",
    "方程",
    "实数根",
    "求m的值",
    "浮力",
    "溶液",
    "质量",
    "，",
    " 4 ",
    " 10 ",
    " 7.3 ",
    "x",
    "为什么",
    "？",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("溶质质量分数为10%的氢氧化钠溶液", NEUTRALISE),
        ("关于x的方程有两个实数根", ROOTS),
        ("需要溶质质量分数为7.3%的稀盐酸多少克", NEUTRALISE),
    ],
)
def test_a_short_statement_is_not_the_question_it_stands_in_but_keeps_its_solution_closed(
    statement: str, question: str
):
    assert not is_near_duplicate(statement, question)
    assert is_excerpt(statement, question)


def test_a_long_question_with_other_numbers_is_the_same():
    """A student's own homework with the numbers of the day must not be solved for them."""
    other = NEUTRALISE.replace("10 g", "20 g").replace("8%", "4%").replace("7.3%", "14.6%")
    assert is_near_duplicate(NEUTRALISE, other)
    assert is_excerpt(NEUTRALISE, other)


def test_a_short_question_with_another_number_is_another():
    assert is_near_duplicate(ALKALI, "3. " + ALKALI)
    assert containment(ALKALI, ALKALI.replace("8", "9")) > 0.9
    assert not is_near_duplicate(ALKALI, ALKALI.replace("8", "9"))
    assert is_excerpt(ALKALI, ALKALI.replace("8", "9"))


@pytest.mark.parametrize(
    "question",
    ["计算：$\\sqrt{27}-\\sqrt{12}\\times\\dfrac{\\sqrt6}{2}\\div\\sqrt{2}+\\left|1-\\sqrt3\\right|$。",
     "同样是极地，为什么南极地区比北极地区冷得多？"],
)  # fmt: skip
def test_a_short_question_in_a_frame_is_the_same(question: str):
    assert is_near_duplicate("老师，这题不会：" + question, question)


def test_a_very_short_question_inside_what_a_student_wrote_keeps_its_solution_closed():
    assert not is_near_duplicate("老师请问铁船为什么不沉", "铁船为什么不沉")
    assert is_excerpt("老师请问铁船为什么不沉", "铁船为什么不沉")


@given(TEXTS, TEXTS)
def test_it_does_not_matter_which_text_is_named_first(one: str, other: str):
    assert containment(one, other) == containment(other, one)
    assert is_near_duplicate(one, other) == is_near_duplicate(other, one)
    assert is_excerpt(one, other) == is_excerpt(other, one)


@given(TEXTS)
def test_a_text_is_itself_unless_it_says_nothing(text: str):
    says_something = any(character.isalnum() for character in text)
    assert is_near_duplicate(text, text) == says_something
    assert is_excerpt(text, text) == says_something
    assert containment(text, text) == float(says_something)


@given(TEXTS, TEXTS)
def test_what_is_the_same_question_is_always_protected(one: str, other: str):
    if is_near_duplicate(one, other):
        assert is_excerpt(one, other)


@given(st.lists(st.sampled_from(PIECES), max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_the_more_of_a_question_is_there_the_more_it_is_the_same(pieces: list[str], some: int, more: int):
    question = "".join(pieces)
    less, rest = ("".join(pieces[:count]) for count in sorted((some, more)))
    assert is_near_duplicate(less, question) <= is_near_duplicate(rest, question)
    assert is_excerpt(less, question) <= is_excerpt(rest, question)


@given(TEXTS, TEXTS, TEXTS)
def test_text_around_a_question_takes_nothing_away_from_what_it_holds(piece: str, question: str, around: str):
    longer = question + piece
    letters = [c for c in piece if c.isalnum()]
    trigrams = set(zip(letters, letters[1:], letters[2:], strict=False))
    assert len(trigrams) < 10 or containment(piece, longer) <= containment(piece, longer + around)
    assert is_excerpt(piece, longer) <= is_excerpt(piece, longer + around)
