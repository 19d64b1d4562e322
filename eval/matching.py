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

from eval.metrics import Measured
from eval.simulator.config import SimulatorConfig
from eval.simulator.oracle import OraclePolicy
from eval.simulator.region import make_region
from eval.simulator.service import SimulatedService, WeekLog
from knowledge_graph import KnowledgeGraph
from models.tracking import Track, untracked
from recommender.matching.acceptance import fit_acceptance
from recommender.matching.policies import MatchingPolicy, RulePolicy, ScoredPolicy
from recommender.matching.settings import MatchingSettings

__all__ = ["POLICIES", "evaluate_matching", "gini", "measure_week"]

POLICIES = ("rule", "ours", "oracle")

Figures = dict[str, float]


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
        `{"simulated", "seeds", "config", "settings", "policies", "ours_against_rule", "gap_closed"}`. Each policy has
        figures with 95 % intervals over the seeds; `ours_against_rule` has ratios of the means over all seeds;
        `gap_closed` is the share of the way from rule to oracle.
    """
    run = partial(run_seed, graph, config, settings)
    if processes > 1:
        with ProcessPoolExecutor(processes) as pool:
            results = list(track(pool.map(run, seeds), "simulating regions", len(seeds)))
    else:
        results = [run(seed) for seed in track(seeds, "simulating regions")]
    by_policy = {policy: [result[policy] for result in results] for policy in POLICIES}
    policies = {
        policy: {name: _over_seeds([figures[name] for figures in rows]).as_dict() for name in rows[0]}
        for policy, rows in by_policy.items()
    }
    means = {policy: {name: row["value"] or 0.0 for name, row in rows.items()} for policy, rows in policies.items()}
    rule, ours, oracle = (means[policy] for policy in POLICIES)
    return {
        "simulated": True, "seeds": list(seeds), "config": config.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json"), "policies": policies,
        "ours_against_rule": {name: round(ours[name] / rule[name], 4) for name in rule if rule[name]},
        "gap_closed": {
            name: round((ours[name] - rule[name]) / (oracle[name] - rule[name]), 4)
            for name in rule if abs(oracle[name] - rule[name]) > 1e-9
        },
    }  # fmt: skip


def run_seed(
    graph: KnowledgeGraph, config: SimulatorConfig, settings: MatchingSettings, seed: int
) -> dict[str, Figures]:  # fmt: skip
    """Figures of every policy in one region, after the same history."""
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

    Keys: failed invitations a match (any that did not end in that pair's session); shares of requests matched and never
    invited for; time to match in seconds; satisfaction out of 12; gain of mastery; share of matches across districts;
    Gini of invitations by hour on duty; shares of invitations to new teachers and of teachers on duty without any;
    double bookings.
    """
    matched, sent = len(log.matches), log.sent
    waits = [match.after.total_seconds() for match in log.matches] or [0.0]
    received = Counter(ended.invitation.teacher for ended in log.invitations)
    hourly = [received[teacher] / seconds for teacher, seconds in log.on_duty_s.items()]
    return {
        "failed_invitations_per_match": (sent - matched) / max(1, matched),
        "acceptance": matched / max(1, sent),
        "matched_share": matched / max(1, log.requests),
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


def gini(values: Sequence[float]) -> float:
    """Gini's coefficient of values that are not negative: 0 all equal, towards 1 one has all; 0 for none."""
    ordered = np.sort(np.asarray(values, float))
    n, total = len(ordered), float(ordered.sum())
    if not total:
        return 0.0
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * total) - (n + 1) / n)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def _over_seeds(values: Sequence[float]) -> Measured:
    """Mean over seeds with Student's 95 % interval."""
    from scipy.stats import t

    mean = float(np.mean(values))
    if len(values) < 2:
        return Measured(mean, float("nan"), float("nan"))
    half = float(t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return Measured(mean, mean - half, mean + half)
