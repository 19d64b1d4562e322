"""The detector of leaks: it finds all that are planted and lets hints pass."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from chat.leaks import Secret, find_leak

CASES = yaml.safe_load((Path(__file__).parent / "planted_leaks.yaml").read_text(encoding="utf-8"))


def secret(case: dict[str, Any]) -> Secret:
    return Secret(
        case["question"], case.get("letters", ""), str(case.get("result", "")), case["solution"],
        tuple(case.get("options", ())),
    )  # fmt: skip


def rows(kind: str) -> list[tuple[Secret, str]]:
    return [(secret(case), str(text)) for case in CASES for text in case[kind]]


def test_there_are_fifty_at_least():
    assert len(rows("leaks")) >= 50


@pytest.mark.parametrize(("kept", "text"), rows("leaks"), ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_planted_is_found(kept: Secret, text: str):
    assert find_leak(text, kept) is not None


@pytest.mark.parametrize(("kept", "text"), rows("hints"), ids=lambda value: value if isinstance(value, str) else "")
def test_hints_pass(kept: Secret, text: str):
    assert find_leak(text, kept) is None
