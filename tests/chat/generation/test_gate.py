"""What of a model's words a student sees."""

from dataclasses import replace

import pytest

from chat.generation.brief import Brief, Passage
from chat.generation.gate import CalledOffError, Gate, sentences_of
from chat.leaks import Secret

BUOYANCY = "浸在液体中的物体受到向上的浮力，浮力的大小等于它排开的液体受到的重力。"
BRIEF = Brief(
    task="讲", authored="浮力和排开液体的重力有关。", said="为什么浮力和深度没有关系？",
    question="一个物体排开 2 N 的水，它受到的浮力是多少？", subject="物理",
    passages=(Passage(1, "阿基米德原理", BUOYANCY, "point:p"),),
    secrets=(Secret("一个物体排开 2 N 的水，它受到的浮力是多少？", result="2 N", solution="等于排开的水重，2 N。"),),
)  # fmt: skip
TERMS = ("浮力", "压强", "密度", "惯性")


def admit(text: str, brief: Brief = BRIEF) -> str:
    gate = Gate(brief, TERMS)
    return "".join(shown for one in sentences_of([text]) if (shown := gate.admit(one)))


@pytest.mark.parametrize(
    "text",
    [
        "别着急，我们一步一步来。",
        "浮力的大小等于排开的液体受到的重力[1]。",
        "你觉得浮力和什么有关？",
        "想想生活里见过的船。",
    ],
)
def test_what_rests_on_the_grounds_is_shown_as_it_is(text: str):
    assert admit(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "浮力是由于惯性产生的，惯性越大浮得越高。",
        "海水密度随季节变化，所以压强总是冬天更大一些。",
    ],
)
def test_a_claim_that_nothing_proves_is_marked(text: str):
    assert admit(text).endswith("（未核实）。")


@pytest.mark.parametrize(
    "text",
    [
        "因为 3+4=8。", "水的密度约是 997 kg/m³。", "解得 2x+3=2x+4。", "配平得 H2+O2=H2O。",
        "去 www.example.com 看看。",
    ],
)  # fmt: skip
def test_what_does_not_hold_or_stands_nowhere_is_cut(text: str):
    assert admit(f"先想一想。{text}", replace(BRIEF, secrets=())) == "先想一想。"


def test_a_new_number_may_come_out_of_a_sum_that_holds():
    brief = Brief(task="讲", authored="用 2 乘 3。", said="")
    assert admit("2×3=6。", brief) == "2×3=6。"
    assert admit("2×3=6。", Brief(task="讲", authored="用 2 乘 3。", said="", strict=True)) == ""


@pytest.mark.parametrize("text", ["所以浮力就是 2 N。", "答案是两牛。", "浮力等于 0.002 kN。"])
def test_an_answer_calls_everything_off(text: str):
    with pytest.raises(CalledOffError, match="leak"):
        admit(f"先想一想。{text}")


def test_an_answer_told_in_two_sentences_calls_everything_off():
    item = Brief(task="讲", authored="", said="", secrets=(Secret("选哪个？", letters="B"),))
    with pytest.raises(CalledOffError, match="leak"):
        admit("A 不对。C 不对。D 也不对。", item)


@pytest.mark.parametrize("text", ["教你怎么买香烟。", "打 13800138000 问老师。"])
def test_unsuitable_words_call_everything_off(text: str):
    with pytest.raises(CalledOffError, match="unsafe"):
        admit(text)


def test_only_one_question_is_asked():
    assert admit("浮力和什么有关？和深度有关吗？先写写看。") == "浮力和什么有关？先写写看。"


def test_what_is_not_there_is_not_cited():
    assert admit("浮力的大小等于排开的液体受到的重力[1][7]。").endswith("重力[1]。")


def test_sentences_come_whole_out_of_pieces():
    assert list(sentences_of(["先", "看。再", "算 $a。b$ 吗？好"])) == ["先看。", "再算 $a。b$ 吗？", "好"]


def test_a_number_said_before_may_be_said_again():
    before = replace(BRIEF, earlier=(("那石块重 7 N 呢？", "先看它排开多少水。"),))
    assert admit("石块重 7 N，这是它受到的重力。", BRIEF) == ""
    assert admit("石块重 7 N，这是它受到的重力。", before) == "石块重 7 N，这是它受到的重力。"


def test_english_sentences_are_sentences():
    assert [*sentences_of(["It is 3.5 m. ", "He said", " so. Why?"])] == ["It is 3.5 m. ", "He said so. ", "Why?"]
