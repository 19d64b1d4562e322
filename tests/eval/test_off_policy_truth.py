"""Estimates beside the simulated truth, on few readers."""

import pytest

from eval.off_policy import ESTIMATORS, OffPolicyOptions
from eval.off_policy_truth import OTHERS, TruthPlan, evaluate_off_policy
from eval.simulator.readers import make_requests
from eval.simulator.readers_config import ReadersConfig
from intent.authored_rows import read_paper_questions
from recommender.ranker import HAND_SET, LinearRanker

CONFIG = ReadersConfig(subjects=("物理",), catalogue=2, papers=10, students=30, questions=2)
PLAN = TruthPlan(requests=200, options=OffPolicyOptions(places=2, resamples=100))
FAR = {kind: LinearRanker(dict.fromkeys(ranker.weights, -60.0)) for kind, ranker in HAND_SET.items()}


@pytest.mark.slow
def test_every_candidate_has_estimates_and_truth_or_is_refused(engine):
    requests = make_requests(engine.flow, list(read_paper_questions()), CONFIG)
    report = evaluate_off_policy(requests, CONFIG, lambda lists: {"far": FAR}, range(2), PLAN)
    assert set(report["candidates"]) == {*OTHERS, "far"}
    own = report["candidates"]["hand-set"]
    assert own["true_gain_over_hand_set"]["value"] == 0
    assert set(own["estimators"]) == set(ESTIMATORS)
    assert all(abs(found["bias"]["value"]) < 0.1 for found in own["estimators"].values())
    assert report["candidates"]["far"]["refused"] == 2
    assert report["candidates"]["far"]["estimators"] == {}
    assert report["simulated"]
