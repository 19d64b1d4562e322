import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.plain_text import LONGEST_GROWTH, normalise

AWKWARD = "0123456789OolI|xXHSNaCKMgFe2+-=()（）_ .．、，,:℃°Cc·kgcmms/×10⊙圆∠△已知的\n…。?!\u3000ＡＨ２＿₂²⁺"


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("H2SO4+2NaOH=Na2SO4+2H20", "H₂SO₄+2NaOH=Na₂SO₄+2H₂O"),
        ("2KCI03", "2KClO₃"),
        ("NaCI溶液", "NaCl溶液"),
        ("Ca(OH)2", "Ca(OH)₂"),
        ("(NH4)2SO4", "(NH₄)₂SO₄"),
        ("生成C02气体", "生成CO₂气体"),
        ("H2SO₄", "H₂SO₄"),
        ("2H2+O2=2H2O", "2H₂+O₂=2H₂O"),
        ("Fe2+和SO42-", "Fe²⁺和SO₄²⁻"),
        ("Na2CO3·10H2O", "Na₂CO₃·10H₂O"),
        ("4.2×103J/(kg·C)", "4.2×10³J/(kg·℃)"),
        ("加热到20°C", "加热到20℃"),
        ("面积5cm2", "面积5cm²"),
        ("密度1.0g/cm3", "密度1.0g/cm³"),
        ("加速度2m/s2", "加速度2m/s²"),
        ("⊙0的半径", "⊙O的半径"),
        ("∠A0B=90°", "∠AOB=90°"),
        ("1O0元", "100元"),
        ("l0. 解方程", "10. 解方程"),
        ("ＡＢ＝２", "AB=2"),
        ("已知x:y", "已知x:y"),
        ("已知:x", "已知：x"),
        ("下列正确的是,", "下列正确的是，"),
        ("（选一项)", "（选一项）"),
        ("a_ _ _b", "a____b"),
        ("则AB=__", "则AB=____"),
        ("________", "________"),
    ],
)
def test_put_into_print(read: str, printed: str) -> None:
    assert normalise(read) == printed


@pytest.mark.parametrize(
    "text",
    [
        "x2-5x+6=0",
        "BC2=AB2+AC2",
        "A1B1C1",
        "I2R",
        "B2",
        "3x²y",
        "R1、R2串联",
        "圆O中，CO2=4",
        "F1=2N",
        "2×105=210",
        "5C电荷",
        "x²",
        "√3≤x",
        "第1、2题",
        "3.5米",
        "C. 2x",
        "a=-1",
        "1|2",
        "T2列车",
        "U2=6V",
    ],
)
def test_left_alone_where_it_may_be_something_else(text: str) -> None:
    assert normalise(text) == text.replace("1|2", "112")


@given(st.one_of(st.text(alphabet=AWKWARD, max_size=40), st.text(max_size=40)))
def test_idempotent_bounded_and_never_raises(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert len(once) <= LONGEST_GROWTH * max(1, len(text))


@given(st.text(alphabet="abcdefgh已知求解 ", max_size=30))
def test_plain_words_keep_their_characters(text: str) -> None:
    assert normalise(text).replace(" ", "") == text.replace(" ", "")
