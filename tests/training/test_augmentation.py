"""Disturbed questions stay questions, the same for the same seed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.augmentation import WAYS, augment, drop_options

CHOICE = "已知一次函数 y=2x+1，下列各点在它图象上的是（ ）A．(0,1) B．(1,0) C．(2,3) D．(−1,1)"


@pytest.mark.parametrize("way", sorted(WAYS))
@given(text=st.text(min_size=1, max_size=300), seed=st.integers(0, 1000))
def test_a_text_remains_and_equal_seeds_agree(way: str, text: str, seed: int):
    found = WAYS[way](text, random.Random(seed))
    assert found == WAYS[way](text, random.Random(seed))
    assert found or not text.strip()
    assert len(found) <= 2 * len(text) + 40


def test_options_go_and_the_stem_stays():
    assert drop_options(CHOICE, random.Random(0)) == "已知一次函数 y=2x+1，下列各点在它图象上的是（ ）"
    assert drop_options("A．选项在前", random.Random(0)) == "A．选项在前"


def test_disturbed_texts_differ_from_each_other():
    found = {augment(CHOICE, random.Random(seed)) for seed in range(60)}
    assert len(found) > 40
    assert CHOICE not in found or len(found) > 55
