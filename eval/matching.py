"""Matching of teachers, simulated: the simple rule, ours, and an oracle that sees hidden truth, on the same people.

Every run has weeks of history under the simple rule first; ours learns acceptance from that log, and again after every
evening from its own.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from eval.metrics import mean_over_runs
from eval.simulator.config import SimulatorConfig
from eval.simulator.oracle import OraclePolicy
from eval.simulator.region import make_region
from eval.simulator.service import SimulatedService, WeekLog
from knowledge_graph import KnowledgeGraph
from models.tracking import Track, untracked
from recommender.exposure import gini
from recommender.matching.acceptance import fit_acceptance
from recommender.matching.policies import MatchingPolicy, RulePolicy, ScoredPolicy
from recommender.matching.settings import MatchingSettings

__all__ = ["POLICIES", "RegionFigures", "compare_policies", "evaluate_matching", "measure_week", "run_regions"]

POLICIES = ("rule", "ours", "oracle")

Figures = dict[str, float]
RegionFigures = dict[str, Figures]
"""Of one region, by policy."""


def evaluate_matching(
    graph: KnowledgeGraph, config: SimulatorConfig, settings: MatchingSettings, seeds: Sequence[int],
    processes: int = 1, track: Track = untracked,
) -> dict[str, Any]:  # fmt: skip
    """Runs every policy on every seed.

    Args:
        graph: Whose points are asked about.
        config: Of the region.
        settings: Of matching; the same for all policies.
        seeds: One region each.
        processes: At once.
        track: Shows progress over seeds.

    Returns:
        `{"simulated", "seeds", "config", "settings"}` and what `compare_policies` says.
    """
    results = run_regions(graph, [(config, seed) for seed in seeds], settings, processes, track)
    return {
        "simulated": True, "seeds": list(seeds), "config": config.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json"), **compare_policies(results),
    }  # fmt: skip


def run_regions(
    graph: KnowledgeGraph, regions: Sequence[tuple[SimulatorConfig, int]], settings: MatchingSettings,
    processes: int = 1, track: Track = untracked,
) -> list[RegionFigures]:  # fmt: skip
    """Figures of every policy in every region, given by configuration and seed; in the order of the regions."""
    run = partial(run_region, graph, settings)
    if processes == 1:
        return [run(region) for region in track(regions, "simulating regions")]
    with ProcessPoolExecutor(processes) as pool:
        return list(track(pool.map(run, regions), "simulating regions", len(regions)))


def compare_policies(results: Sequence[RegionFigures]) -> dict[str, Any]:
    """Figures of the same policies in some regions, compared.

    Returns:
        `policies`: means with 95 % intervals over the regions; `ours_minus_rule`: means of the difference in each
        region, with intervals; `ours_against_rule`: ratios of the means; `gap_closed`: the share of the way from rule
        to oracle.
    """
    names = list(results[0]["rule"])
    means = {policy: {name: _mean([r[policy][name] for r in results]) for name in names} for policy in POLICIES}
    rule, ours, oracle = (means[policy] for policy in POLICIES)
    return {
        "policies": {
            policy: {name: mean_over_runs([r[policy][name] for r in results]).as_dict() for name in names}
            for policy in POLICIES
        },
        "ours_minus_rule": {
            name: mean_over_runs([r["ours"][name] - r["rule"][name] for r in results]).as_dict() for name in names
        },
        "ours_against_rule": {name: round(ours[name] / rule[name], 4) for name in names if rule[name]},
        "gap_closed": {
            name: round((ours[name] - rule[name]) / (oracle[name] - rule[name]), 4)
            for name in names if abs(oracle[name] - rule[name]) > 1e-9
        },
    }  # fmt: skip


def run_region(
    graph: KnowledgeGraph, settings: MatchingSettings, region_of: tuple[SimulatorConfig, int]
) -> RegionFigures:  # fmt: skip
    """Figures of every policy in one region, after the same history."""
    config, seed = region_of
    region = make_region(config, graph, seed)
    past, history = SimulatedService(region, settings), WeekLog()
    for week in range(config.history_weeks):
        past.run_week(week, RulePolicy(), history)
    known = history.answers()
    ours = ScoredPolicy(fit_acceptance(known), settings, np.random.default_rng(seed))

    def learn(log: WeekLog) -> None:
        ours.acceptance = fit_acceptance(known + log.answers())

    def run(policy: MatchingPolicy, after_evening: Callable[[WeekLog], None] = lambda log: None) -> Figures:
        service, log = past.copy(), WeekLog()
        for week in range(config.history_weeks, config.history_weeks + config.weeks):
            service.run_week(week, policy, log, partial(after_evening, log))
        return measure_week(log)

    return {"rule": run(RulePolicy()), "ours": run(ours, learn), "oracle": run(OraclePolicy(region, settings))}


def measure_week(log: WeekLog) -> Figures:
    """What a log comes to, for students and for teachers.

    Keys: failed invitations a match (any that did not end in that pair's session); shares of requests matched, not
    matched and never invited for; time to match in seconds; satisfaction out of 12; gain of mastery; share of matches
    across districts; Gini of invitations by hour on duty; shares of invitations to new teachers and of teachers on duty
    without any; double bookings.
    """
    matched, sent = len(log.matches), log.sent
    waits = [match.after.total_seconds() for match in log.matches] or [0.0]
    received = Counter(ended.invitation.teacher for ended in log.invitations)
    hourly = [received[teacher] / seconds for teacher, seconds in log.on_duty_s.items()]
    return {
        "failed_invitations_per_match": (sent - matched) / max(1, matched),
        "acceptance": matched / max(1, sent),
        "matched_share": matched / max(1, log.requests),
        "unmatched_share": 1 - matched / max(1, log.requests),
        "starved_share": log.uninvited / max(1, log.requests),
        "time_to_match_p50_s": float(np.percentile(waits, 50)),
        "time_to_match_p90_s": float(np.percentile(waits, 90)),
        "satisfaction": _mean([match.rating for match in log.matches]),
        "benefit": _mean([match.benefit for match in log.matches]),
        "cross_district_share": _mean([float(match.crosses_districts) for match in log.matches]),
        "exposure_gini": gini(hourly),
        "new_teacher_share": log.sent_to_new / max(1, sent),
        "uninvited_teacher_share": _mean([float(rate == 0) for rate in hourly]),
        "double_bookings": float(log.double_bookings),
    }


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
