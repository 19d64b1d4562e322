"""Off-policy estimators on made-up logs whose truth is known, and what a log cannot tell."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.off_policy import ESTIMATORS, LogCannotTellError, OffPolicyOptions, PolicyLog, compare_policies
from recommender.logged_list import LoggedList
from recommender.ranker import HAND_SET, LinearRanker, Ranker, Rankers
from tests.eval.made_up_lists import BETTER, LOGGING, OPPOSITE, TEMPERATURE, make_lists

OPTIONS = OffPolicyOptions(resamples=200)


def target(ranker: Ranker) -> Rankers:
    return {**HAND_SET, "answer": ranker}


def true_value(ranker: Ranker) -> float:
    """Mean gain of many lists that the ranker itself has drawn."""
    return float(np.mean([sum(each.gains) for each in make_lists(8000, 99, ranker)]))


@pytest.fixture(scope="module")
def log() -> PolicyLog:
    return PolicyLog(make_lists(3000, 1), OPTIONS)


@given(st.integers(0, 10_000), st.floats(0.2, 3.0))
@settings(max_examples=12, deadline=None)
def test_the_logging_policy_is_worth_what_was_logged(seed: int, temperature: float):
    lists = make_lists(150, seed, temperature=temperature)
    value = PolicyLog(lists, OPTIONS).measure(None)
    logged = float(np.mean([sum(each.gains) for each in lists]))
    assert value.logged.value == pytest.approx(logged)
    assert value.estimates["weighted"].value == pytest.approx(logged, rel=0.01)
    assert value.effective[0] == pytest.approx(150, rel=0.01)
    assert value.truncated == 0
    robust = value.estimates["doubly_robust"]
    assert robust.value == pytest.approx(value.estimates["switch"].value)
    assert abs(robust.value - logged) < robust.hi - robust.lo


@pytest.mark.parametrize("ranker", [pytest.param(r, id=n) for n, r in {
    "the same": LOGGING, "better": BETTER, "opposite": OPPOSITE}.items()])  # fmt: skip
def test_intervals_cover_the_truth(log: PolicyLog, ranker: Ranker):
    value, truth = log.measure(target(ranker), TEMPERATURE), true_value(ranker)
    for name in ("weighted", "doubly_robust", "switch"):
        found = value.estimates[name]
        assert found.lo - 0.01 <= truth <= found.hi + 0.01, (name, found, truth)
    assert value.estimates["direct"].value == pytest.approx(truth, abs=0.1)


def test_coverage_over_many_logs():
    """Nominally 95 of a hundred: of twelve, fewer than nine would be chance less than once in a thousand times."""
    truth, options = true_value(OPPOSITE), OffPolicyOptions(resamples=200, fewest_effective=10)
    found = [PolicyLog(make_lists(500, seed), options).measure(target(OPPOSITE), TEMPERATURE) for seed in range(12)]
    robust = [value.estimates["doubly_robust"] for value in found]
    assert sum(each.lo <= truth <= each.hi for each in robust) >= 9
    assert abs(np.mean([each.value for each in robust]) - truth) < 0.03


def test_a_better_ranker_is_told_from_a_worse_one(log: PolicyLog):
    better, worse = (log.measure(target(ranker), TEMPERATURE) for ranker in (BETTER, LinearRanker({"a": -1.0})))
    for name, difference in log.difference(better, worse).items():
        assert difference.lo > 0, name


def test_fewer_places_are_worth_less_and_weigh_less(log: PolicyLog):
    first = PolicyLog(make_lists(3000, 1), OffPolicyOptions(places=1, resamples=50)).measure(target(OPPOSITE))
    all_places = log.measure(target(OPPOSITE))
    assert first.estimates["doubly_robust"].value < all_places.estimates["doubly_robust"].value
    assert len(first.effective) == 1
    assert min(all_places.effective) < first.effective[0]


def without_propensities(each: LoggedList) -> LoggedList:
    return each.model_copy(update={"temperature": 0.0})


def test_a_log_that_left_nothing_to_chance_cannot_tell():
    with pytest.raises(LogCannotTellError, match="temperature 0"):
        PolicyLog([without_propensities(each) for each in make_lists(200, 0)], OPTIONS)


def test_a_log_without_whole_pools_cannot_tell():
    lists = [
        each.model_copy(update={"pool_size": len(each.pool) + (i % 2)}) for i, each in enumerate(make_lists(400, 0))
    ]
    with pytest.raises(LogCannotTellError, match="whole pool"):
        PolicyLog(lists, OPTIONS)


def test_a_target_that_draws_too_differently_is_refused_with_the_place(log: PolicyLog):
    far = target(LinearRanker({"a": -40.0}))
    with pytest.raises(LogCannotTellError, match=r"at place \d"):
        log.measure(far, TEMPERATURE)
    with pytest.raises(LogCannotTellError, match="temperature 0"):
        log.measure(far, 0.0)
    report = compare_policies(make_lists(600, 3), {"logged": None, "far": far}, options=OPTIONS)
    assert "refused" in report["targets"]["far"]
    assert set(report["targets"]["logged"]["estimates"]) == set(ESTIMATORS)
    assert report["targets"]["logged"]["difference"]["doubly_robust"]["value"] == 0


def test_lists_of_students_who_were_shown_nothing_at_random_are_counted():
    lists = make_lists(300, 0)
    mixed = [without_propensities(each) if i % 3 == 0 else each for i, each in enumerate(lists)]
    assert sum(PolicyLog(mixed, OPTIONS).left_out.values()) == 100
