"""The timing of understanding, on the real engine."""

import pytest

from eval.profiling_speed import evaluate_profiling_speed

QUESTIONS = ["一个重 5 N 的木块漂浮在水面上，求它受到的浮力。", "洋务运动为什么没有使中国富强起来？", "为什么铁船不沉"]


def test_both_are_timed_and_the_share_is_theirs(engine):
    report = evaluate_profiling_speed(engine.flow.profiler, QUESTIONS, n_single=3, n_many=70, seed=1)
    single, many = report["single"], report["many"]
    assert (single["n"], many["n"], report["seed"]) == (3, 70, 1)
    for side in ("bare_encoder", "profile"):
        assert 0 < single[side]["p50"] <= single[side]["p95"]
    assert many["share"] == pytest.approx(many["profile"] / many["bare_encoder"], abs=0.01)
    assert 0.2 < many["share"] < 1.5
