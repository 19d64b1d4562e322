"""Leads with their intervals, and labels that were given in bulk."""

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.label_sets import find_bulk_labels
from eval.scoring import score_labels, score_lead

CHANCE = np.random.default_rng(0)
TRUTH: NDArray[np.bool_] = CHANCE.random((400, 6)) < 0.3
GOOD = np.where(TRUTH, 0.9, 0.1)
NOISY = np.where(CHANCE.random(TRUTH.shape) < 0.2, 1 - GOOD, GOOD)
ALIKE = np.where(CHANCE.random(TRUTH.shape) < 0.02, 1 - NOISY, NOISY)


def test_a_lead_is_the_difference_and_is_none_over_oneself():
    lead = score_lead("any_of", TRUTH, GOOD, NOISY, 0.5)
    ours, theirs = (score_labels("any_of", TRUTH, scores, 0.5) for scores in (GOOD, NOISY))
    for name in ("micro_f1", "macro_f1"):
        assert lead[name].value == pytest.approx(ours[name].value - theirs[name].value)
        assert 0 < lead[name].lo < lead[name].value < lead[name].hi
    assert all((m.value, m.lo, m.hi) == (0, 0, 0) for m in score_lead("any_of", TRUTH, GOOD, GOOD, 0.5).values())


def test_resampling_together_is_surer_than_apart():
    lead = score_lead("any_of", TRUTH, NOISY, ALIKE, 0.5)["micro_f1"]
    apart = score_labels("any_of", TRUTH, NOISY, 0.5)["micro_f1"]
    assert lead.hi - lead.lo < apart.hi - apart.lo


def test_ranks_lead_too():
    one = np.eye(5, dtype=bool)[CHANCE.integers(0, 5, 200)]
    right, wrong = one.astype(float), np.roll(one, 1, axis=1).astype(float)
    assert score_lead("one_of", one, right, wrong, 0.5)["r@1"].value == 1


def test_labels_given_in_bulk_are_many_and_the_same_to_the_letter():
    bulk = [("a", "b", "c")] * 60 + [("c", "b", "a")] * 40
    assert find_bulk_labels([*bulk, ("a", "b")]) == {frozenset("abc")}
    assert find_bulk_labels([*bulk[:99], *[("a", "b")] * 500, *[(f"x{i}", "y", "z") for i in range(500)]]) == set()
