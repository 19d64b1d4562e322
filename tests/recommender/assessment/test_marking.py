"""Marking: right in every way it may be written, wrong where it is wrong, unsure where a machine cannot tell."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from recommender.assessment.items import AssessmentItem, guess_of
from recommender.assessment.marking import is_giving_up, mark_answer


def item(**fields: Any) -> AssessmentItem:
    given = {"id": "it-x", "stem": "?", "point": "p", "level": "A1", "difficulty": 0.5, "explanation": "e"}
    return AssessmentItem.model_validate(given | fields)


SINGLE = item(kind="single", options={"A": "浮力", "B": "重力", "C": "压力", "D": "拉力"}, answer="B")
MULTIPLE = item(kind="multiple", options={"A": "1", "B": "2", "C": "3", "D": "4"}, answer="AC")
ORDER = item(kind="order", options={"A": "一", "B": "二", "C": "三"}, answer="BAC")
FORCE = item(kind="number", answer="5", unit="N")
ROOTS = item(kind="number", answer="1; -3")
THIRD = item(kind="number", answer="1/3")
EXPANDED = item(kind="expression", answer="x**2-2*x-8", form="expanded")
FACTORED = item(kind="expression", answer="3*n*(m-2)*(m+2)", form="factored")
LINEAR = item(kind="expression", answer="3*(x+2)", form="factored")
ROOT = item(kind="number", answer="4*sqrt(3)")
CIRCLE = item(kind="number", answer="9*pi-18")
LARGE = item(kind="number", answer="1500")
WORD = item(kind="text", answer="光合作用", accept=["光合"])
SPELLING = item(kind="text", answer="beautiful")


def test_a_note_tells_no_number_that_might_be_the_answer():
    assert not any(sign.isdigit() for sign in mark_answer(FORCE, "大概很大").note)


@pytest.mark.parametrize(
    ("asked", "given", "verdict"),
    [
        (SINGLE, "B", "right"), (SINGLE, "选b", "right"), (SINGLE, "我觉得是Ｂ吧", "right"), (SINGLE, "重力", "right"),
        (SINGLE, "I think B", "right"), (SINGLE, "A", "wrong"), (SINGLE, "A和B", "unsure"), (SINGLE, "F", "unsure"),
        (SINGLE, "是B吗？", "unsure"), (SINGLE, "不选A行不行", "unsure"), (SINGLE, "如果我点C会变绿吗", "unsure"),
        (SINGLE, "我同桌说选D，他骗我没", "unsure"), (SINGLE, "dáàn shì nǎ ge", "unsure"), (SINGLE, "D不对", "unsure"),
        (SINGLE, "我选B，因为竖直向下", "right"), (SINGLE, "应该是A吧，有点像", "wrong"), (SINGLE, "答案：B", "right"),
        (SINGLE, "A 活着 B 不活 我选B", "unsure"),
        (FORCE, "0.5?1?5?哪个是", "unsure"), (FORCE, "5?", "right"), (SINGLE, "这是什么", "unsure"),
        (SINGLE, "不会", "wrong"), (SINGLE, "", "unsure"),
        (MULTIPLE, "A、C", "right"), (MULTIPLE, "ca", "right"), (MULTIPLE, "A", "wrong"), (MULTIPLE, "ABCD", "wrong"),
        (ORDER, "B→A→C", "right"), (ORDER, "ABC", "wrong"), (ORDER, "BA", "unsure"), (ORDER, "BAAC", "unsure"),
        (FORCE, "5", "right"), (FORCE, "5N", "right"), (FORCE, "5 牛", "right"), (FORCE, "五牛顿", "right"),
        (FORCE, "0.005kN", "right"), (FORCE, "F=5.0N", "right"), (FORCE, "5 kg", "wrong"), (FORCE, "6N", "wrong"),
        (FORCE, "大概很大", "unsure"), (FORCE, "a", "unsure"),
        (ROOTS, "x=1或x=-3", "right"), (ROOTS, "-3 和 1", "right"), (ROOTS, "x₁=1，x₂=-3", "right"),
        (ROOTS, "1", "wrong"),
        (ROOTS, "1,3", "wrong"),
        (THIRD, "2/6", "right"), (THIRD, "三分之一", "right"), (THIRD, "0.33", "unsure"), (THIRD, "0.5", "wrong"),
        (EXPANDED, "-8-2x+x²", "right"), (EXPANDED, "(x+2)(x-4)", "unsure"), (EXPANDED, "x^2-4x+2x-8", "unsure"),
        (EXPANDED, "原式=x²-2x-8", "right"), (EXPANDED, "x²-2x+8", "wrong"), (EXPANDED, "什么", "unsure"),
        (FACTORED, "3n(m+2)(m-2)", "right"), (FACTORED, "3n(m²-4)", "unsure"), (FACTORED, "n(3m-6)(m+2)", "unsure"),
        (FACTORED, "3n(m-2)²", "wrong"),
        (FACTORED, "3·n(m-2)(m+2)", "right"), (LINEAR, "3(x+2)", "right"), (LINEAR, "2(x+1)(x-1)", "wrong"),
        (LINEAR, "3x+6", "unsure"), (FORCE, "8-3", "unsure"), (FORCE, "10/2", "right"), (ROOT, "4√3", "right"),
        (ROOT, "4*sqrt(3)", "right"), (ROOT, "4根号3", "right"), (ROOT, r"4\sqrt{3}", "right"),
        (ROOT, r"$4\sqrt3$", "right"), (ROOT, "4根号", "unsure"), (ROOT, r"4\sqrt", "unsure"), (ROOT, "4", "wrong"),
        (CIRCLE, "9π-18", "right"), (CIRCLE, r"9\pi-18", "right"), (CIRCLE, "9派减18", "wrong"),
        (LARGE, "1.5×10^3", "right"),
        (WORD, "“光合作用”。", "right"), (WORD, "光合", "right"), (WORD, "呼吸作用", "wrong"),
        (WORD, "是光合作用吧", "unsure"),
        (SPELLING, "Beautiful", "right"), (SPELLING, "beautifull", "wrong"),
    ],
)  # fmt: skip
def test_answers_are_marked(asked: AssessmentItem, given: str, verdict: str):
    marked = mark_answer(asked, given)
    assert marked.verdict == verdict
    assert marked.note or verdict != "unsure"


def test_a_wrong_unit_and_a_missing_one_are_named():
    assert "kg" in mark_answer(FORCE, "5 kg").note
    assert "N" in mark_answer(FORCE, "5").note
    assert mark_answer(FORCE, "5 N").note == ""
    shown = FORCE.model_copy(update={"stem": "它受到的浮力是____ N。"})
    assert mark_answer(shown, "5").note == "", "the unit stands there already"


@pytest.mark.parametrize(
    ("answer", "unit", "given"),
    [("10", "m/s", "36 km/h"), ("2500", "Pa", "2.5×10³ Pa"), ("1", "g/cm³", "1.0×10^3 kg/m³"),
     ("30", "min", "0.5 小时"),
     ("4200", "J/(kg·℃)", "4.2×10^3J/(kg·℃)"), ("3", "kW", "3000瓦"), ("1/10", "L", "100毫升"), ("12", "个", "12人"),
     ("30", "度", "30°"), ("8", "cm³", "8 mL"),
     ("30", "°", r"30^\circ"), ("10", "m/s", r"$10\,\mathrm{m/s}$"), ("5", "Ω", r"5\Omega")],
)  # fmt: skip
def test_any_unit_of_the_same_kind_will_do(answer: str, unit: str, given: str):
    assert mark_answer(item(kind="number", answer=answer, unit=unit), given).verdict == "right"


@given(st.sampled_from([SINGLE, MULTIPLE, ORDER, FORCE, ROOTS, EXPANDED, FACTORED, WORD]), st.text(max_size=30))
def test_whatever_is_typed_gets_a_verdict(asked: AssessmentItem, given: str):
    assert mark_answer(asked, given).verdict in ("right", "wrong", "unsure")


@given(st.fractions(-20, 20, max_denominator=30), st.fractions(-20, 20, max_denominator=30))
def test_a_number_is_right_exactly_where_it_is_equal(wanted: Any, given: Any):
    verdict = mark_answer(item(kind="number", answer=str(wanted)), str(given)).verdict
    assert (verdict == "right") == (wanted == given)


@pytest.mark.parametrize("text", ["不会", "我不知道。", "没学过", "这题不会做"[2:], "？", "跳过"])
def test_not_knowing_is_no_shame(text: str):
    assert is_giving_up(text)
    assert not is_giving_up(f"我{text}，但是猜选B")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "single", "options": {"A": "1", "B": "2"}, "answer": "A"},
        {"kind": "single", "options": {"A": "1", "B": "2", "D": "3"}, "answer": "A"},
        {"kind": "single", "options": {"A": "1", "B": "1", "C": "3"}, "answer": "A"},
        {"kind": "single", "options": {"A": "1", "B": "2", "C": "3"}, "answer": "AB"},
        {"kind": "single", "options": {"A": "1", "B": "2", "C": "3"}, "answer": "A", "reveals": "A"},
        {"kind": "multiple", "options": {"A": "1", "B": "2", "C": "3"}, "answer": "CA"},
        {"kind": "order", "options": {"A": "1", "B": "2", "C": "3"}, "answer": "AB"},
        {"kind": "number", "answer": "1", "options": {"A": "1"}},
        {"kind": "number", "answer": "1", "accept": ["2"]},
        {"kind": "text", "answer": "x", "unit": "N"},
        {"kind": "number", "answer": "1", "form": "expanded"},
    ],
)
def test_items_that_contradict_themselves_are_refused(fields: dict[str, Any]):
    with pytest.raises(ValidationError):
        item(**fields)


def test_luck_is_smaller_the_more_there_is_to_write():
    assert guess_of(SINGLE) == 0.25
    assert guess_of(MULTIPLE) == pytest.approx(1 / 11)
    assert guess_of(FORCE) == 0.05
