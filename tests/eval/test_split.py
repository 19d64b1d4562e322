"""The split that training and measuring share."""

import random

from hypothesis import given
from hypothesis import strategies as st

from eval.split import split_part


@given(
    st.lists(st.text("求解方程根甲乙ab，。 ", min_size=1), min_size=2, max_size=6).filter(
        lambda pieces: any(c.isalpha() for c in "".join(pieces))
    ),
    st.integers(0, 5), st.randoms(use_true_random=False),
)  # fmt: skip
def test_texts_alike_but_for_digits_are_in_one_part(pieces: list[str], seed: int, numbers: random.Random):
    one, two = (pieces[0] + "".join(str(numbers.randint(0, 10**6)) + piece for piece in pieces[1:]) for _ in range(2))
    assert split_part(one, seed) == split_part(two, seed)
    assert 0 <= split_part(one, seed) <= 9


def test_parts_are_about_equal():
    chooser = random.Random(0)
    parts = [split_part("".join(chooser.choices("求解方程根甲乙丙丁子丑寅卯", k=9)), 0) for _ in range(2000)]
    assert all(150 < parts.count(part) < 250 for part in range(10))


def test_texts_without_letters_are_spread_too():
    assert len({split_part(f"{i}+{i}=", 0) for i in range(100)}) > 5


def test_another_seed_is_another_split():
    texts = [f"{word}的定义是什么" for word in ("方程", "浮力", "光合作用", "变法", "季风", "宪法", "修辞", "时态")]
    assert [split_part(text, 0) for text in texts] != [split_part(text, 1) for text in texts]
