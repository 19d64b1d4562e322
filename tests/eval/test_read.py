from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.read import comparable, edit_distance, evaluate_read, memory_over_images
from eval.rendering import CONDITIONS, FontMissingError, degrade, find_fonts, render_question

QUESTIONS = ["1. 已知方程x²-5x+6=0，求它的两个根。", "2. 写出稀H₂SO₄与NaOH反应的化学方程式。"]


@pytest.fixture(autouse=True)
def _fonts() -> None:
    try:
        find_fonts()
    except FontMissingError as error:
        pytest.skip(str(error))


def slow_distance(first: str, second: str) -> int:
    row = list(range(len(second) + 1))
    for at, character in enumerate(first, 1):
        last, row[0] = row[0], at
        for other, target in enumerate(second, 1):
            last, row[other] = row[other], min(row[other] + 1, row[other - 1] + 1, last + (character != target))
    return row[-1]


@given(st.text(alphabet="abc甲", max_size=12), st.text(alphabet="abc甲", max_size=12))
def test_edit_distance(first: str, second: str) -> None:
    assert edit_distance(first, second) == slow_distance(first, second)


def test_comparable_forgives_space_width_and_length_of_blanks() -> None:
    assert comparable("求 H2SO4，________ ．") == comparable("求H₂SO₄,__.")
    assert comparable("x²") != comparable("x2")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_pictures_are_a_function_of_the_seed(condition: str) -> None:
    first, second = (np.asarray(degrade(render_question(QUESTIONS[0], 7).image, condition, 7)) for _ in range(2))
    assert np.array_equal(first, second)
    if condition not in ("clean", "turned_90", "turned_180", "turned_270"):
        assert not np.array_equal(first, np.asarray(degrade(render_question(QUESTIONS[0], 7).image, condition, 8)))


def test_photographs_have_twelve_megapixels() -> None:
    image = degrade(render_question(QUESTIONS[0], 1).image, "photographed", 1)
    assert image.width * image.height == 12_000_000


def test_unknown_condition() -> None:
    with pytest.raises(ValueError, match="known: clean"):
        degrade(render_question(QUESTIONS[0], 1).image, "wet", 1)


def test_no_questions(cache: Path) -> None:
    with pytest.raises(ValueError, match="at least one"):
        evaluate_read(None, [], cache)


def test_both_readers_in_one_run(cache: Path) -> None:
    report = evaluate_read(None, QUESTIONS, cache, seed=1, n=2, conditions=["clean"])
    assert report["omnidoc"] is None
    assert set(report["conditions"]) == {"clean"}
    for side in ("ours", "bare"):
        result = report["conditions"]["clean"][side]
        assert result["n"] == 2
        assert 0 <= result["cer_95"][0] <= result["cer"] <= result["cer_95"][1] <= 0.3
        assert result["p95_s"] >= result["p50_s"] > 0


def test_memory_curve(cache: Path) -> None:
    report = memory_over_images(cache, QUESTIONS, n=2, every=1)
    assert [point[0] for point in report["curve"]] == [1, 2]
    assert report["failed"] == 0
    assert 0 < report["max_rss_mb"] < 2500
