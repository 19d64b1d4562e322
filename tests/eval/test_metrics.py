"""Metrics against what the libraries of the field say, and intervals that mean what they claim."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from eval.metrics import (
    accuracy,
    bootstrap,
    calibration_error,
    coverage_curve,
    hit_rate,
    kappa,
    macro_f1,
    mean_reciprocal_rank,
    multilabel_f1,
    rank_correlation,
    wilson,
)

PAIRS = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("ABC")), min_size=2, max_size=40)


@given(PAIRS)
def test_accuracy_and_kappa_as_in_scikit_learn(pairs: list[tuple[str, str]]):
    labels, guesses = [a for a, _ in pairs], [b for _, b in pairs]
    rows = np.arange(len(pairs))
    assert accuracy(labels, guesses)(rows) == pytest.approx(accuracy_score(labels, guesses))
    if len({*labels, *guesses}) > 1:
        assert kappa(labels, guesses)(rows) == pytest.approx(cohen_kappa_score(labels, guesses), nan_ok=True)


@given(PAIRS)
def test_macro_f1_as_in_scikit_learn_over_the_classes_of_the_labels(pairs: list[tuple[str, str]]):
    labels, guesses = [a for a, _ in pairs], [b for _, b in pairs]
    expected = f1_score(labels, guesses, average="macro", labels=sorted(set(labels)), zero_division=0)
    assert macro_f1(labels, guesses)(np.arange(len(pairs))) == pytest.approx(expected)


def test_multilabel_f1_as_in_scikit_learn():
    rng = np.random.default_rng(0)
    labels, guesses = rng.random((60, 7)) < 0.3, rng.random((60, 7)) < 0.4
    micro, macro = multilabel_f1(labels, guesses)
    rows = np.arange(60)
    assert micro(rows) == pytest.approx(f1_score(labels, guesses, average="micro"))
    assert macro(rows) == pytest.approx(f1_score(labels, guesses, average="macro"))


def test_a_class_that_never_occurs_and_is_never_guessed_is_left_out():
    labels = np.array([[True, False], [True, False]])
    assert multilabel_f1(labels, labels)[1](np.arange(2)) == 1.0


def test_rank_correlation_as_in_scipy_and_undefined_for_a_constant():
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 6, 50), rng.normal(size=50)
    assert rank_correlation(a, b)(np.arange(50)) == pytest.approx(spearmanr(a, b).statistic)
    assert math.isnan(rank_correlation([1.0] * 5, [1, 2, 3, 4, 5])(np.arange(5)))


def test_ranks():
    ranks = [1, 3, 0, 2]
    rows = np.arange(4)
    assert hit_rate(ranks, 1)(rows) == 0.25
    assert hit_rate(ranks, 3)(rows) == 0.75
    assert mean_reciprocal_rank(ranks)(rows) == pytest.approx((1 + 1 / 3 + 0.5) / 4)


def test_calibration_error_is_none_where_confidence_is_earned_and_large_where_it_is_not():
    rng = np.random.default_rng(2)
    confidence = rng.random(20_000)
    earned = rng.random(20_000) < confidence
    assert calibration_error(confidence, earned)(np.arange(20_000)) < 0.02
    assert calibration_error([0.95] * 100, [True] * 50 + [False] * 50)(np.arange(100)) == pytest.approx(0.45)


def test_the_surest_half_is_right_more_often():
    rng = np.random.default_rng(3)
    confidence = rng.random(2000)
    curve = coverage_curve(confidence, rng.random(2000) < confidence)
    assert curve[-1]["coverage"] == 1.0
    assert curve[len(curve) // 2]["accuracy"] > curve[-1]["accuracy"] + 0.15
    thresholds = [point["threshold"] for point in curve]
    assert thresholds == sorted(thresholds, reverse=True)


def test_a_bootstrap_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(4)
    covered = 0
    for trial in range(100):
        right = rng.random(120) < 0.8
        found = bootstrap(lambda rows, right=right: float(right[rows].mean()), 120, seed=trial, resamples=300)
        covered += found.lo <= 0.8 <= found.hi
    assert 88 <= covered <= 99


def test_equal_seeds_draw_equal_resamples():
    metric = accuracy(list("AABBA"), list("ABBBA"))
    assert bootstrap(metric, 5, seed=1) == bootstrap(metric, 5, seed=1)
    difference = bootstrap(lambda rows: metric(rows) - metric(rows), 5, seed=1)
    assert (difference.lo, difference.value, difference.hi) == (0, 0, 0)


@given(st.integers(1, 500), st.data())
def test_a_wilson_interval_holds_its_share_and_stays_within_bounds(n: int, data: st.DataObject):
    right = data.draw(st.integers(0, n))
    found = wilson(right, n)
    assert -1e-9 <= found.lo <= found.value + 1e-9
    assert found.value - 1e-9 <= found.hi <= 1 + 1e-9


def test_nothing_measured_is_not_a_number():
    assert math.isnan(wilson(0, 0).value)
    assert math.isnan(bootstrap(lambda rows: 1.0, 0).value)
