"""Off-policy estimates beside the truth, which only a simulation knows; and whether learning from the log was worth it.

Every seed is another world of the same simulated readers. A log of half the questions teaches a ranker; a log of the
other half has to tell what it and other candidates would bring there. Simulated: nobody was asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eval.metrics import Measured, mean_over_runs, wilson
from eval.off_policy import ESTIMATORS, LogCannotTellError, OffPolicyOptions, PolicyLog
from eval.simulator.readers import ReaderRequest, Readers
from eval.simulator.readers_config import ReadersConfig
from models.tracking import Track, untracked
from recommender.logged_list import LoggedList
from recommender.ranker import HAND_SET, LinearRanker, Rankers

__all__ = ["OTHERS", "Learn", "TruthPlan", "evaluate_off_policy"]

Learn = Callable[[Sequence[LoggedList]], Mapping[str, Rankers]]
"""Learns rankers, by name, from a log."""

OTHERS: Mapping[str, Rankers] = {
    "hand-set": HAND_SET,
    "levels first": {kind: LinearRanker(ranker.weights | {"level_fit": 3.0}) for kind, ranker in HAND_SET.items()},
    "text alone": {kind: LinearRanker({"text_similarity": 2.0}) for kind in HAND_SET},
}
"""Candidates that learn nothing: the logging ranker itself, one near to it, and one far from it."""


@dataclass(frozen=True)
class TruthPlan:
    """How much is simulated.

    Attributes:
        requests: Of each log, of two lists each.
        temperature: Of the logs' draws, and of the candidates' while they are measured.
        serving_temperature: With which candidates would serve, whole lists.
        options: Of the estimates.
    """

    requests: int = 2000
    temperature: float = 1.0
    serving_temperature: float = 0.1
    options: OffPolicyOptions = field(default_factory=lambda: OffPolicyOptions(resamples=400))


def evaluate_off_policy(
    requests: Sequence[ReaderRequest], config: ReadersConfig, learn: Learn, seeds: Sequence[int],
    plan: TruthPlan | None = None, track: Track = untracked,
) -> dict[str, Any]:  # fmt: skip
    """Estimates and truth in every world.

    Returns:
        `candidates`: by name and estimator the mean error, the root of the mean squared error, how often the interval
        holds the truth, and its mean width; with the true values, what each is truly worth over the hand-set ranker,
        and how many logs refused to tell.
    """
    plan = plan or TruthPlan()
    halves = _halve(requests)
    worlds = [_run([Readers(half, config, seed) for half in halves], learn, plan)
              for seed in track(seeds, "simulating worlds")]  # fmt: skip
    names = list(worlds[0])
    return {
        "simulated": True, "seeds": list(seeds), "requests": plan.requests, "temperature": plan.temperature,
        "serving_temperature": plan.serving_temperature, "places": plan.options.places,
        "config": config.model_dump(mode="json"),
        "candidates": {name: _summarise([world[name] for world in worlds], worlds) for name in names},
    }  # fmt: skip


@dataclass(frozen=True)
class _Outcome:
    """Of one candidate in one world: true values while measured and in service; no estimates where the log refused."""

    truth: float
    serving: float
    estimates: Mapping[str, Measured]
    effective: float


def _halve(requests: Sequence[ReaderRequest]) -> tuple[list[ReaderRequest], list[ReaderRequest]]:
    """By question, so that nothing that is learned is about a question of the other half."""
    questions = sorted({request.query.text for request in requests})
    known = set(questions[::2])
    return [r for r in requests if r.query.text in known], [r for r in requests if r.query.text not in known]


def _run(halves: Sequence[Readers], learn: Learn, plan: TruthPlan) -> dict[str, _Outcome]:
    others, readers = halves
    known = list(others.read(plan.requests, HAND_SET, plan.temperature))
    log = PolicyLog(list(readers.read(plan.requests, HAND_SET, plan.temperature)), plan.options, readers.seed)
    found = {}
    for name, rankers in {**OTHERS, **learn(known)}.items():
        truth = readers.true_value(rankers, plan.temperature, plan.options.places)
        serving = readers.true_value(rankers, plan.serving_temperature)
        try:
            value = log.measure(rankers)
            found[name] = _Outcome(truth, serving, value.estimates, min(value.effective))
        except LogCannotTellError:
            found[name] = _Outcome(truth, serving, {}, float("nan"))
    return found


def _summarise(outcomes: Sequence[_Outcome], worlds: Sequence[Mapping[str, _Outcome]]) -> dict[str, Any]:
    told = [outcome for outcome in outcomes if outcome.estimates]
    pairs = [(outcome, world["hand-set"]) for outcome, world in zip(outcomes, worlds, strict=True)]
    return {
        "true_value": mean_over_runs([outcome.truth for outcome in outcomes]).as_dict(),
        "true_gain_over_hand_set": mean_over_runs([own.truth - base.truth for own, base in pairs]).as_dict(),
        "serving": {
            "true_value": mean_over_runs([own.serving for own, _ in pairs]).as_dict(),
            "true_gain_over_hand_set": mean_over_runs([own.serving - base.serving for own, base in pairs]).as_dict(),
        },
        "refused": len(outcomes) - len(told),
        "effective_sample_size": round(float(np.mean([o.effective for o in told])), 1) if told else None,
        "estimators": {
            name: _compare([(o.estimates[name], o.truth) for o in told]) for name in ESTIMATORS if told
        },
    }  # fmt: skip


def _compare(pairs: Sequence[tuple[Measured, float]]) -> dict[str, Any]:
    errors = np.array([found.value - truth for found, truth in pairs])
    return {
        "bias": mean_over_runs(errors.tolist()).as_dict(),
        "rmse": round(float(np.sqrt((errors**2).mean())), 4),
        "coverage": wilson(sum(found.lo <= truth <= found.hi for found, truth in pairs), len(pairs)).as_dict(),
        "width": round(float(np.mean([found.hi - found.lo for found, _ in pairs])), 4),
    }
