"""Waiting times in bins: quantiles from counts lie in the bin of the true ones."""

from hypothesis import given
from hypothesis import strategies as st

from store.match_days import WAIT_BOUNDS_S, WAIT_COLUMNS, wait_bin, wait_quantile


@given(st.lists(st.floats(0, 5000), min_size=1, max_size=200), st.sampled_from([0.5, 0.9]))
def test_a_quantile_lies_in_the_bin_of_the_true_one(waits: list[float], share: float):
    counts = [0] * len(WAIT_COLUMNS)
    for wait in waits:
        counts[wait_bin(wait)] += 1
    rank = max(1, -(-len(waits) * share // 1))
    true = wait_bin(sorted(waits)[int(rank) - 1])
    found = wait_quantile(counts, share)
    assert found is not None
    low = WAIT_BOUNDS_S[true - 1] if true else 0
    assert low <= found <= (WAIT_BOUNDS_S[true] if true < len(WAIT_BOUNDS_S) else WAIT_BOUNDS_S[-1])


def test_nobody_waited():
    assert wait_quantile([0] * len(WAIT_COLUMNS), 0.5) is None
