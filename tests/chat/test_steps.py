"""Steps that students write: what holds, what does not, and what cannot be told."""

import pytest

from chat.steps import check_step


@pytest.mark.parametrize(
    ("written", "task", "holds"),
    [
        ("3+5×2=13", "", True), ("3+5*2=16", "", False), ("2x=4", "解方程 2x+3=7", True),
        ("2x=10", "解方程 2x+3=7", False),
        ("x=2", "解方程 $2x+3=7$", True), ("x=2", "x²-5x+6=0 求 x", True), ("x=5", "x²-5x+6=0 求 x", False),
        ("(x+1)^2=x^2+1", "化简", False), ("(x+1)²=x²+2x+1", "化简", True), ("2H2+O2=2H2O", "", True),
        ("H2+O2→H2O", "", False), ("4P+5O2=点燃=2P2O5", "", True), ("Ca(OH)₂+CO₂=CaCO₃↓+H₂O", "", True),
        ("Fe+CuSO4=FeSO4+Cu", "", True), ("Al+O2=Al2O3", "", False), ("p=1000×10×2=20000 Pa", "", True),
        ("p=ρgh=1000×10×0.2=200", "", False), ("你好", "", None), ("x=3", "", None), ("", "", None), ("=", "", None),
    ],
)  # fmt: skip
def test_steps(written: str, task: str, holds: bool | None):
    found = check_step(written, task)
    assert (found.holds if found else None) == holds


def test_what_is_wrong_is_said_but_not_what_would_be_right():
    note = check_step("3+5*2=16").note  # type: ignore[union-attr]
    assert "13" not in note
    assert "H" not in check_step("H2+O2→H2O").note.replace("H2", "")  # type: ignore[union-attr]
    assert "O" in check_step("H2+O2→H2O").note  # type: ignore[union-attr]
