"""The part of `shuangshi eval` that measures finding, recommending and matching."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shuangshi.console import fail, messages, track
from shuangshi.evaluation_output import SIMULATED, AsJson, Seed, give_report, interval_text
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from eval.simulator.config import SimulatorConfig

__all__ = ["app"]

app = typer.Typer()


@app.command()
def retrieval(
    corpus: Annotated[Path | None, typer.Option(help='JSONL of texts: {"id", "text"}; needs --queries.')] = None,
    queries: Annotated[Path | None, typer.Option(
        help='JSONL of what is looked for: {"text", "relevant": id or list of ids}; needs --corpus.')] = None,
    skip_bad: Annotated[bool, typer.Option(help="Name bad rows and go on.")] = False,
    n: Annotated[int, typer.Option(min=10, help="Queries per standard task.")] = 300,
    n_photo: Annotated[int, typer.Option(min=0, help="Photographs; 0 leaves them out.")] = 40,
    most_texts: Annotated[int, typer.Option(min=20, help="Texts of a standard task's corpus, at most.")] = 3000,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Finds a text among many: standard tasks, or any two files; ours beside BM25, TF-IDF and the bare encoder."""
    from eval.retrieval import METHODS, evaluate_retrieval
    from shuangshi.retrieval import open_retrieval_encoder, open_standard_tasks, open_task

    settings = Settings()
    if (corpus is None) != (queries is None):
        fail("--corpus and --queries go together")
    if corpus and queries:
        tasks = [open_task(corpus, queries, skip_bad)]
    else:
        tasks = open_standard_tasks(settings, n, n_photo, most_texts, seed)
    report = evaluate_retrieval(tasks, open_retrieval_encoder(settings), seed, track)
    give_report("retrieval", report, settings, as_json, [
        (f"{name} · {method}", {
            "texts": task["corpus"], "n": task["n"],
            **{metric: interval_text(value) for metric, value in task[method].items()},
        }) for name, task in report["tasks"].items() for method in METHODS
    ])  # fmt: skip


ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", exists=True, dir_okay=False, help="YAML of what differs from the simulated region's defaults."
    ),
]
Processes = Annotated[int | None, typer.Option(min=1, help="At once; as many as there are cores.")]  # fmt: skip


@app.command()
def scale(
    n: Annotated[int, typer.Option(min=1000, help="Answered questions.")] = 100_000,
    n_encoded: Annotated[int, typer.Option(min=100, help="Questions that are really encoded; slow at first.")] = 1000,
    n_queries: Annotated[int, typer.Option(min=30, help="Questions to look for.")] = 300,
    n_exact: Annotated[int, typer.Option(min=10, help="How many of them are also answered exactly.")] = 100,
    shared: Annotated[
        bool, typer.Option(help="Also the shared index, in a PostgreSQL of its own that SHUANGSHI_DATABASE_URL names.")
    ] = False,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Search over very many answered questions: building, restart, memory, latency, recall, changes meanwhile."""
    from eval.scale import evaluate_scale
    from eval.scale_corpus import ScaleCorpus, read_originals
    from models.encoder import load_encoder
    from shuangshi.models import remember_passages

    settings = Settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    encoder = load_encoder(settings.encoder, settings.cache)
    messages.print("reading questions …")
    questions = read_originals(settings.data_dir)
    corpus = ScaleCorpus(questions, n, n_encoded, remember_passages(settings, encoder, track), seed)
    with tempfile.TemporaryDirectory(dir=settings.home, prefix="scale-") as folder:
        report = evaluate_scale(
            corpus, Path(folder), encoder, n_queries, n_exact, seed, _open_postgres(settings) if shared else None, track
        )
    online = report["online"]
    latencies = {"encoding": report["encode_ms"], **report["search_ms"], "all, while writing": online["search_ms"]}
    single = {
        "build, s": report["build"]["seconds"], "on disk, MB": round(report["build"]["bytes"] / 2**20),
        **{f"memory, {name}, MB": value for name, value in report["memory_mb"].items()},
        **{f"restart, {name}, s": value for name, value in report["restart_s"].items()},
        **{f"{name}, a second": online[f"{name}_per_s"] for name in ("put", "withdraw")},
        **{name: interval_text(report["recall"][name]) for name in ("recall@10", "same_best")},
        **{f"r@1, {name}": interval_text(values) for name, values in report["r@1"].items()},
    }  # fmt: skip
    if shared:
        latencies["shared, all"] = report["shared"]["search_ms"]
        single |= {
            "shared build, s": report["shared"]["build"]["seconds"],
            "shared, MB": round(report["shared"]["build"]["bytes"] / 2**20),
            **{
                f"shared {name}": interval_text(value)
                for name, value in report["shared"]["recall"].items()
                if name != "n"
            },
        }
    give_report("scale", report, settings, as_json, [
        *((name, {"value": value}) for name, value in single.items()),
        *((f"{stage}, ms", values) for stage, values in latencies.items()),
    ])  # fmt: skip


@app.command()
def matching(
    config: ConfigFile = None,
    seeds: Annotated[int, typer.Option(min=1, help="Simulated regions.")] = 20,
    first_seed: Annotated[int, typer.Option(min=0, help="Seed of the first; the others follow.")] = 0,
    processes: Processes = None,
    as_json: AsJson = False,
) -> None:
    """Matching of teachers in a simulated region: the simple rule, ours, and an oracle that sees hidden truth."""
    from eval.matching import evaluate_matching
    from recommender.matching.settings import MatchingSettings
    from shuangshi.preparation import open_graph

    settings = Settings()
    report = evaluate_matching(
        open_graph(settings), _open_region(config), MatchingSettings(), range(first_seed, first_seed + seeds),
        processes or os.cpu_count() or 1, track,
    )  # fmt: skip
    messages.print(SIMULATED)
    give_report("matching", report, settings, as_json, [
        (name, {
            **{policy: interval_text(figures[name]) for policy, figures in report["policies"].items()},
            "ours − rule": interval_text(report["ours_minus_rule"][name]),
            "ours / rule": report["ours_against_rule"].get(name, ""), "gap closed": report["gap_closed"].get(name, ""),
        }) for name in report["policies"]["rule"]
    ])  # fmt: skip


@app.command()
def matching_sensitivity(
    config: ConfigFile = None,
    seeds: Annotated[int, typer.Option(min=1, help="Simulated regions for each end of each assumption.")] = 3,
    processes: Processes = None,
    as_json: AsJson = False,
) -> None:
    """Whether the order of matching policies holds when each assumption of the simulator is much lower or higher."""
    from eval.matching_sensitivity import evaluate_sensitivity
    from recommender.matching.settings import MatchingSettings
    from shuangshi.preparation import open_graph

    settings = Settings()
    report = evaluate_sensitivity(
        open_graph(settings), _open_region(config), MatchingSettings(), range(seeds), processes or os.cpu_count() or 1,
        track,
    )  # fmt: skip
    messages.print(SIMULATED)
    rows = [("as configured", report["as_configured"])]
    rows += [(f"{name} = {row['value']}", row) for name, ends in report["assumptions"].items() for row in ends.values()]
    give_report("matching-sensitivity", report, settings, as_json, [
        (label, {
            "failed invitations: rule": row["policies"]["rule"]["failed_invitations_per_match"],
            **{f"{name}: ours / rule": value for name, value in row["ours_against_rule"].items()},
            "order holds": "yes" if row["order_holds"] else "no",
        }) for label, row in rows
    ])  # fmt: skip


def _open_postgres(settings: Settings) -> "Engine":
    from store.database import Database

    if settings.database_url is None or (database := Database(settings.database_url)).is_sqlite:
        fail("--shared needs a PostgreSQL of its own; SHUANGSHI_DATABASE_URL names none")
    return database.engine


def _open_region(config: Path | None) -> "SimulatorConfig":
    from eval.simulator.config import SimulatorConfig
    from eval.simulator.config_file import read_assumptions

    try:
        return read_assumptions(SimulatorConfig, config)
    except ValueError as error:
        fail(str(error))


@app.command(name="next-item")
def next_item(
    n: Annotated[int, typer.Option(min=10, help="Students measured on, and as many to choose settings on.")] = 1000,
    n_titles: Annotated[int, typer.Option(min=5, help="Titles of micro-courses nobody has watched.")] = 300,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """What a student takes up next, on real answers: ours beside ItemKNN, EASE and ALS; cold start of titles."""
    from shuangshi.next_item import measure_next_item

    settings = Settings()
    report = measure_next_item(settings, n, n_titles, seed)
    give_report("next-item", report, settings, as_json, [
        (f"{name} · {method}", {
            "n": task.get("students", task.get("n")),
            **{metric: interval_text(value) for metric, value in figures.items()
               if isinstance(value, dict) and "value" in value},
            **{key: figures[key] for key in ("coverage", "gini", "novelty") if key in figures},
        }) for name, task in (report["tasks"] | report["cold_start"]).items()
        for method, figures in task["methods"].items()
    ])  # fmt: skip


@app.command()
def dashboard(
    schools: Annotated[int, typer.Option(min=1, help="Of the district: 646 over 17 districts are 38.")] = 38,
    n: Annotated[int, typer.Option(min=2, help="Times that the page is opened.")] = 20,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """How fast the match-quality page of a district administrator answers on a year, in a throw-away installation."""
    from eval.dashboard import measure_dashboard
    from shuangshi.dashboard_bench import open_year

    settings = Settings()
    with tempfile.TemporaryDirectory() as folder, open_year(Path(folder), schools, seed, track) as (get, rows):
        measured = measure_dashboard(get, n, track)
    report = {"schools": schools, "rows": rows, "requests": measured}
    give_report("dashboard", report, settings, as_json, list(measured.items()))
