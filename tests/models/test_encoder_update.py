"""Updates of an encoder's weights: what is cut, written, read and added comes to what fine-tuning made."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoder_update import UpdateMismatchError, add_update, cut_update, read_update, write_update


def make(seed: int, rank: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    chance = np.random.default_rng(seed)
    before = {"a.weight": chance.normal(size=(12, 7)), "a.bias": chance.normal(size=12), "still": np.ones((2, 2))}
    moved = chance.normal(size=(12, rank)) @ chance.normal(size=(rank, 7))
    after = {**before, "a.weight": before["a.weight"] + moved, "a.bias": before["a.bias"] + chance.normal(size=12)}
    return ({name: part.astype(np.float32) for name, part in weights.items()} for weights in (before, after))


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_what_moved_in_few_directions_is_kept_whole(seed: int, rank: int):
    before, after = make(seed, rank)
    found = add_update(before, cut_update(before, after, rank))
    for name, part in after.items():
        np.testing.assert_allclose(found[name], part, atol=1e-4)


@given(st.integers(0, 10**6))
def test_a_higher_rank_is_never_further_off(seed: int):
    before, after = make(seed, rank=6)
    off = [float(np.linalg.norm(add_update(before, cut_update(before, after, rank))["a.weight"] - after["a.weight"]))
           for rank in range(1, 8)]  # fmt: skip
    assert all(later <= earlier + 1e-4 for earlier, later in itertools.pairwise(off))
    assert off[-1] < 1e-3 < off[0]


def test_it_comes_back_from_a_file(tmp_path: Path):
    before, after = make(1, rank=2)
    write_update(tmp_path / "u", cut_update(before, after, 2), "plain", "hash")
    update, base, base_hash = read_update(tmp_path / "u")
    assert (base, base_hash) == ("plain", "hash")
    found = add_update(before, update)
    np.testing.assert_allclose(found["a.weight"], after["a.weight"], atol=0.02)
    np.testing.assert_array_equal(found["still"], before["still"])


def test_other_weights_are_refused(tmp_path: Path):
    before, after = make(1, rank=2)
    update = cut_update(before, after, 2)
    (tmp_path / "u").write_bytes(b"damaged")
    with pytest.raises(UpdateMismatchError, match="u: damaged"):
        read_update(tmp_path / "u")
    with pytest.raises(UpdateMismatchError, match=r"a\.weight"):
        add_update({"a.bias": before["a.bias"], "still": before["still"]}, update)
    with pytest.raises(UpdateMismatchError, match=r"shape \(12, 7\)"):
        add_update({**before, "a.weight": before["a.weight"].T}, update)
