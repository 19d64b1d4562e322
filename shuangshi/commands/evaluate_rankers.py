"""`shuangshi eval recommender`, `policy` and `off-policy`: rankers on a log, and the estimators beside the truth."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shuangshi.console import fail, messages, track
from shuangshi.evaluation_output import SIMULATED, AsJson, Seed, give_report, interval_text
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from recommender.logged_list import LoggedList
    from recommender.ranker import Rankers

__all__ = ["app"]

app = typer.Typer()

Log = Annotated[str, typer.Option(help="JSONL of logged lists, or `store` for the service's own log.")]
SkipBad = Annotated[bool, typer.Option(help="Name bad rows of the file and go on.")]
Places = Annotated[int, typer.Option(min=1, help="Of each list, from the first one on, that are measured.")]


@app.command()
def recommender(
    log: Log = "store",
    candidate: Annotated[list[str] | None, typer.Option(help="Versions of the ranker, beside the serving one.")] = None,
    skip_bad: SkipBad = False, seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """How rankers order what students of the test part were shown, beside popularity and random order."""
    from eval.recommender import by_popularity, by_rankers, in_random_order, measure_rankings
    from recommender.ranker import HAND_SET
    from shuangshi.closed_loop import open_lists
    from training.train_ranker import part_of

    settings = Settings()
    lists = open_lists(settings, log, skip_bad)
    held = [each for each in lists if part_of(each.student) == "test"]
    if not held:
        fail("no list of the log is of a student of the test part")
    scorers = {name: by_rankers(rankers) for name, rankers in _open(settings, candidate or []).items()}
    popular = by_popularity([each for each in lists if part_of(each.student) != "test"])
    scorers |= {"hand-set": by_rankers(HAND_SET), "popularity": popular, "random": in_random_order(seed)}
    found = measure_rankings(held, scorers, seed)
    report = {
        "seed": seed, "simulated": any(each.simulated for each in lists), "lists": len(held),
        "students": len({each.student for each in held}),
        "rankers": {name: {key: value.as_dict() for key, value in figures.items()} for name, figures in found.items()},
    }  # fmt: skip
    _warn(lists)
    give_report("recommender", report, settings, as_json, [
        (name, {figure: str(value) for figure, value in figures.items()}) for name, figures in found.items()
    ])  # fmt: skip


@app.command()
def policy(
    candidate: Annotated[list[str], typer.Option(help="Versions of the ranker, beside the one that was logged.")],
    log: Log = "store",
    temperature: Annotated[float | None, typer.Option(min=0, help="Of the candidate; the logged one if unset.")] = None,
    places: Places = 6, skip_bad: SkipBad = False, seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """What a ranker would have brought, told from the log of another: four estimators with intervals over students."""
    from eval.off_policy import ESTIMATORS, LogCannotTellError, OffPolicyOptions, compare_policies
    from shuangshi.closed_loop import open_lists

    settings = Settings()
    lists = open_lists(settings, log, skip_bad)
    targets: dict[str, Rankers | None] = {"logged": None, **_open(settings, candidate)}
    try:
        report = compare_policies(lists, targets, temperature, OffPolicyOptions(places=places), seed)
    except LogCannotTellError as error:
        fail(f"the log cannot tell: {error}", 1)
    _warn(lists)
    rows = []
    for name, found in report["targets"].items():
        shown = found.get("estimates", {})
        rows.append((name, {
            **{key: interval_text(shown[key]) if shown else "" for key in ESTIMATORS},
            "over logged, doubly robust": interval_text(found["difference"]["doubly_robust"]) if shown else "",
            "least effective sample": min(found["effective_sample_size"]) if shown else found["refused"],
        }))  # fmt: skip
    report["simulated"] = any(each.simulated for each in lists)
    give_report("policy", report, settings, as_json, rows)


@app.command(name="off-policy")
def off_policy(
    seeds: Annotated[int, typer.Option(min=2, help="Simulated worlds.")] = 10,
    first_seed: Annotated[int, typer.Option(min=0, help="Seed of the first; the others follow.")] = 0,
    n: Annotated[int, typer.Option(min=100, help="Requests of each log, of two lists each.")] = 2000,
    temperature: Annotated[float, typer.Option(min=0.01, help="Of all draws.")] = 1.0,
    places: Places = 3,
    config: Annotated[Path | None, typer.Option(
        exists=True, dir_okay=False, help="YAML of what differs from the assumptions about readers.")] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Off-policy estimates beside the simulated truth, and what a ranker learned from the log is truly worth."""
    from eval.off_policy import OffPolicyOptions
    from eval.off_policy_truth import TruthPlan, evaluate_off_policy
    from eval.simulator.config_file import read_assumptions
    from eval.simulator.readers_config import ReadersConfig
    from shuangshi.closed_loop import open_requests

    settings = Settings()
    try:
        chosen = read_assumptions(ReadersConfig, config)
        requests = open_requests(settings, chosen)
    except ValueError as error:
        fail(str(error))
    plan = TruthPlan(n, temperature, settings.slate_temperature, OffPolicyOptions(places=places, resamples=400))
    report = evaluate_off_policy(requests, chosen, _learn, range(first_seed, first_seed + seeds), plan, track)
    messages.print(SIMULATED)
    give_report("off-policy", report, settings, as_json, [
        (f"{name} · {estimator}", {
            "true gain": interval_text(found["true_value"]),
            "over hand-set": interval_text(found["true_gain_over_hand_set"]),
            "over hand-set, serving": interval_text(found["serving"]["true_gain_over_hand_set"]),
            "bias": interval_text(row["bias"]), "rmse": row["rmse"], "coverage": row["coverage"]["value"],
            "width": row["width"], "refused": found["refused"], "effective": found["effective_sample_size"],
        })
        for name, found in report["candidates"].items()
        for estimator, row in (found["estimators"] or {"—": _NONE}).items()
    ])  # fmt: skip


_NONE: dict[str, Any] = {"bias": {"value": None, "lo": None, "hi": None}, "rmse": "", "coverage": {"value": ""},
                         "width": ""}  # fmt: skip


def _learn(lists: "Sequence[LoggedList]") -> "Mapping[str, Rankers]":
    from training.config import RankerConfig
    from training.train_ranker import train_ranker

    return {"learned": train_ranker(lists, RankerConfig(resamples=100)).rankers}


def _open(settings: Settings, versions: "Sequence[str]") -> "dict[str, Rankers]":
    """The rankers of the versions, the serving one first."""
    from models.registry import RegistryError
    from recommender.ranker_file import RankerFileError
    from shuangshi.closed_loop import open_ranker, serving_ranker

    try:
        return {name: open_ranker(settings, name) for name in dict.fromkeys([serving_ranker(settings), *versions])}
    except (RegistryError, RankerFileError) as error:
        fail(str(error))


def _warn(lists: "Sequence[LoggedList]") -> None:
    if any(each.simulated for each in lists):
        messages.print(SIMULATED)
