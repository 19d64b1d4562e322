"""How far the comparison of matching policies hangs on each assumption of the simulator, one at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from eval.matching import RegionFigures, compare_policies, run_regions
from eval.simulator.config import SimulatorConfig
from knowledge_graph import KnowledgeGraph
from models.tracking import Track, untracked
from recommender.matching.settings import MatchingSettings

__all__ = ["RANGES", "evaluate_sensitivity"]

RANGES: Mapping[str, tuple[Any, Any]] = {
    "requests_a_week": (0.06, 0.2),
    "on_duty_share": (0.25, 0.6),
    "duty_minutes": (50, 160),
    "peak": ((1.0, 1.0), (4.0, 4.0)),
    "patience_minutes": (3, 16),
    "new_teacher_share": (0.05, 0.5),
    "declared_points": (3, 30),
    "willingness_mean": (-0.4, 1.8),
    "willingness_spread": (0.6, 2.4),
    "habit_spread": (0.0, 1.2),
    "pair_noise": (0.0, 1.4),
    "fit_effect": (0.0, 1.0),
    "fatigue_effect": (-1.0, 0.0),
    "annoyance_effect": (-0.4, 0.0),
    "other_district_effect": (-1.2, 0.0),
    "attentive_minutes": (10, 90),
    "away_minutes": (3, 30),
    "activity_minutes": (1.5, 15),
    "answer_median_s": (6, 25),
    "session_minutes": (8, 20),
    "skill_spread": (0.3, 1.2),
    "unit_skill_spread": (0.2, 1.2),
    "style_on_rating": (0.0, 1.0),
    "rating_noise": (0.5, 2.0),
    "rated_share": (0.3, 1.0),
    "history_weeks": (0, 4),
}
"""Of each assumption a low and a high value; the default lies between. `SimulatorConfig` says what they mean."""

_TOLD = ("failed_invitations_per_match", "matched_share", "time_to_match_p90_s", "satisfaction", "exposure_gini")


def evaluate_sensitivity(
    graph: KnowledgeGraph, config: SimulatorConfig, settings: MatchingSettings, seeds: Sequence[int],
    processes: int = 1, track: Track = untracked,
) -> dict[str, Any]:  # fmt: skip
    """Compares the policies with each assumption at both ends of its range, all others as configured.

    Returns:
        `{"simulated", "seeds", "config", "as_configured", "assumptions"}`. Each row has `value`, the figures by policy,
        the ratio and difference of ours to the rule, and `order_holds`: fewer failed invitations than the rule without
        matching fewer students, and the oracle ahead of ours. Of an assumption: `low` and `high`.
    """
    changed = [(name, end, value) for name, ends in RANGES.items()
               for end, value in zip(("low", "high"), ends, strict=True)]  # fmt: skip
    configs = [config, *(_change(config, name, value) for name, _, value in changed)]
    results = run_regions(graph, [(each, seed) for each in configs for seed in seeds], settings, processes, track)
    per_config = [results[i : i + len(seeds)] for i in range(0, len(results), len(seeds))]
    assumptions: dict[str, dict[str, Any]] = {}
    for (name, end, value), found in zip(changed, per_config[1:], strict=True):
        assumptions.setdefault(name, {})[end] = {"value": value, **_row(found)}
    return {
        "simulated": True, "seeds": list(seeds), "config": config.model_dump(mode="json"),
        "as_configured": _row(per_config[0]), "assumptions": assumptions,
    }  # fmt: skip


def _change(config: SimulatorConfig, name: str, value: Any) -> SimulatorConfig:
    return SimulatorConfig.model_validate({**config.model_dump(), name: value})


def _row(results: Sequence[RegionFigures]) -> dict[str, Any]:
    compared = compare_policies(results)
    means = {
        policy: {name: figures[name]["value"] for name in _TOLD} for policy, figures in compared["policies"].items()
    }
    failed = {policy: figures["failed_invitations_per_match"] for policy, figures in means.items()}
    return {
        "policies": means,
        "ours_against_rule": {name: compared["ours_against_rule"].get(name) for name in _TOLD},
        "ours_minus_rule": {name: compared["ours_minus_rule"][name] for name in _TOLD},
        "order_holds": failed["oracle"] < failed["ours"] < failed["rule"]
        and means["ours"]["matched_share"] >= means["rule"]["matched_share"],
    }
