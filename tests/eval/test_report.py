from eval.report import percentiles


def test_a_percentile_of_short_times_is_not_rounded_above_the_longest():
    assert percentiles([0.006, 0.007, 0.009]) == {"p50": 0.007, "p95": 0.009}


def test_no_times_are_zeros():
    assert percentiles([]) == {"p50": 0.0, "p95": 0.0}
