"""`shuangshi eval`: measures what the documents claim, with baselines in the same run."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from shuangshi.console import fail, messages, print_json, track
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Measures, with baselines in the same run.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Seed = Annotated[int, typer.Option(help="Of everything random.")]


@app.command()
def ask(
    n_text: Annotated[int, typer.Option(min=1, help="Typed questions.")] = 200,
    n_photo: Annotated[int, typer.Option(min=1, help="Photographs of one question.")] = 20,
    n_page: Annotated[int, typer.Option(min=1, help="Photographed pages of eight questions.")] = 5,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Times the main job stage by stage, warm, beside the bare encoder and the bare OCR engine."""
    from eval.ask import evaluate_ask
    from eval.read import bare_reader
    from ocr.engine import PictureReader
    from shuangshi.commands.read import open_reader
    from shuangshi.engine import build_engine
    from shuangshi.preparation import open_database, open_graph

    settings = Settings()
    graph = open_graph(settings)
    reader = open_reader(settings)
    assert isinstance(reader, PictureReader)
    reader.warm_up()
    engine = build_engine(settings, graph, open_database(settings, graph))
    messages.print(f"timing {n_text} typed questions, {n_photo} photographs, {n_page} pages …")
    report = evaluate_ask(
        engine.flow, reader.read_regions, bare_reader(settings.ocr_threads),
        _plain_questions(), n_text, n_photo, n_page, seed, track,
    )  # fmt: skip
    _give("ask", report, settings, as_json, [
        (f"{kind} · {stage}", {"n": report[kind]["n"], **values})
        for kind in ("text", "photo", "page") for stage, values in report[kind].items() if stage != "n"
    ])  # fmt: skip


@app.command()
def read(
    n: Annotated[int, typer.Option(min=1, help="Pictures per condition.")] = 40, seed: Seed = 0, as_json: AsJson = False
) -> None:
    """Character error rate on rendered questions under several conditions, and on real pages; stock OCR beside it."""
    from eval.read import evaluate_read

    settings = Settings()
    report = evaluate_read(
        settings.data_dir, _plain_questions(), settings.cache, seed, n, settings.ocr_threads, track=track
    )
    rows = [*report["conditions"].items(), *([("omnidoc", report["omnidoc"])] if report["omnidoc"] else [])]
    _give("read", report, settings, as_json,
          [(f"{name} · {side}", values[side]) for name, values in rows for side in ("ours", "bare")])  # fmt: skip


@app.command()
def understanding(
    task: Annotated[str | None, typer.Option(
        help="One task alone: subject, stage, points, ability, difficulty, intent or distress.")] = None,
    label_set: Annotated[str, typer.Option(
        help="Labels of --data for points: graph, baidu_hs, physics_kp or conceptmath.")] = "graph",
    data: Annotated[Path | None, typer.Option(help="JSONL to measure on instead; needs --task.")] = None,
    text_field: Annotated[str, typer.Option(help="Field of the question's text.")] = "text",
    label_field: Annotated[str, typer.Option(help="Field of the label.")] = "label",
    skip_bad: Annotated[bool, typer.Option(help="Name bad rows and go on.")] = False,
    n: Annotated[int, typer.Option(min=10, help="Questions per public set.")] = 1000,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Each task of understanding on what no model has learned from, or one on any labelled file; with baselines."""
    from shuangshi.understanding import evaluate_file, evaluate_standard

    if data is None:
        evaluations = evaluate_standard(Settings(), task, n, seed)
    elif task is None:
        fail("--data needs --task")
    else:
        evaluations = [evaluate_file(Settings(), task, label_set, data, text_field, label_field, skip_bad, seed)]
    for note in dict.fromkeys(note for e in evaluations for note in e.notes):
        messages.print(note)
    report: dict[str, Any] = {"seed": seed, "evaluations": [e.as_dict() for e in evaluations]}
    _give("understanding", evaluations[0].as_dict() if data else report, Settings(), as_json, [
        (f"{e.name} · {who}", {"n": e.n, **{name: str(measured) for name, measured in scores.items()}})
        for e in evaluations for who, scores in (("serving", e.metrics), *e.baselines.items())
    ])  # fmt: skip


@app.command()
def photographed(
    n: Annotated[int, typer.Option(min=5, help="Questions.")] = 40, seed: Seed = 0, as_json: AsJson = False
) -> None:
    """What a photograph costs: questions no model has learned from, understood as typed and as read by OCR."""
    from eval.photographed import evaluate_photographed
    from shuangshi.commands.read import open_reader
    from shuangshi.understanding import open_held_back

    settings = Settings()
    questions, profiler = open_held_back(settings)
    report = evaluate_photographed(questions, profiler, open_reader(settings), n, seed, track=track)
    _give("photographed", report, settings, as_json, [
        (f"{condition} · {task}", figures)
        for condition, tasks in report["conditions"].items() for task, figures in tasks.items() if task != "unread"
    ])  # fmt: skip


@app.command()
def profiling(
    n_single: Annotated[int, typer.Option(min=1, help="Questions one at a time.")] = 200,
    n_many: Annotated[int, typer.Option(min=1, help="Questions in batches.")] = 1024,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """How fast questions are understood, one at a time and many at once, beside the bare encoder on the same texts."""
    from eval.profiling_speed import evaluate_profiling_speed
    from intent.authored_rows import read_paper_questions
    from shuangshi.engine import build_profiler
    from shuangshi.preparation import open_graph

    settings = Settings()
    profiler = build_profiler(settings, open_graph(settings))
    questions = [row.text for row in read_paper_questions()]
    report = evaluate_profiling_speed(profiler, questions, n_single, n_many, seed, track)
    _give("profiling", report, settings, as_json, [
        ("one at a time, bare encoder, ms", {"n": n_single, **report["single"]["bare_encoder"]}),
        ("one at a time, profile, ms", {"n": n_single, **report["single"]["profile"]}),
        ("many, texts a second", report["many"]),
    ])  # fmt: skip


@app.command(name="ability-labels")
def ability_labels(seed: Seed = 0, as_json: AsJson = False) -> None:
    """Agreement of the two passes that labelled ability levels, and what the source of a question gives away."""
    from eval.ability_agreement import measure_agreement

    report = measure_agreement(seed=seed)
    _give("ability-labels", report, Settings(), as_json, list(report.items()))


@app.command()
def memory(
    n: Annotated[int, typer.Option(min=25, help="Pictures to read.")] = 2000, seed: Seed = 0, as_json: AsJson = False
) -> None:
    """Resident memory of the OCR process over many pictures."""
    from eval.read import memory_over_images

    settings = Settings()
    report = memory_over_images(
        settings.cache, _plain_questions(), n, seed, track=track,
        memory_mb=settings.ocr_memory_mb, threads=settings.ocr_threads,
    )  # fmt: skip
    _give("memory", report, settings, as_json, [("OCR process", {k: v for k, v in report.items() if k != "curve"})])


@app.command()
def graph(
    n: Annotated[int, typer.Option(min=10, help="Queries of each kind.")] = 500, seed: Seed = 0, as_json: AsJson = False
) -> None:
    """Times loading the knowledge graph and every query of it, beside plain networkx calls."""
    from eval.graph_queries import evaluate_graph
    from knowledge_graph.packs import find_packs

    settings = Settings()
    report = evaluate_graph(settings.home / "cache", find_packs(settings.curriculum_packs), n, seed, track)
    rows = [(f"load, {name}", values) for name, values in report["load_ms"].items()]
    rows += [(f"{name} · {side.removesuffix('_ms')}", values)
             for name, sides in report["queries"].items() for side, values in sides.items()]  # fmt: skip
    _give("graph", report, settings, as_json, [*rows, ("audit", report["audit_ms"])])


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
    _give("retrieval", report, settings, as_json, [
        (f"{name} · {method}", {
            "texts": task["corpus"], "n": task["n"],
            **{metric: _interval(value) for metric, value in task[method].items()},
        }) for name, task in report["tasks"].items() for method in METHODS
    ])  # fmt: skip


@app.command()
def matching(
    config: Annotated[Path | None, typer.Option(
        exists=True, dir_okay=False, help="YAML of what differs from the simulated region's defaults.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Simulated regions, from seed 0.")] = 20,
    processes: Annotated[int | None, typer.Option(min=1, help="At once; as many as there are cores.")] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Matching of teachers in a simulated region: the simple rule, ours, and an oracle that sees hidden truth."""
    from eval.matching import evaluate_matching
    from eval.simulator.config import read_simulator_config
    from recommender.matching.settings import MatchingSettings
    from shuangshi.preparation import open_graph

    settings = Settings()
    try:
        region = read_simulator_config(config)
    except ValueError as error:
        fail(str(error))
    report = evaluate_matching(
        open_graph(settings), region, MatchingSettings(), range(seeds), processes or os.cpu_count() or 1, track
    )
    messages.print("simulated: nothing here was measured on people")
    _give("matching", report, settings, as_json, [
        (name, {
            **{policy: _interval(figures[name]) for policy, figures in report["policies"].items()},
            "ours / rule": report["ours_against_rule"].get(name, ""), "gap closed": report["gap_closed"].get(name, ""),
        }) for name in report["policies"]["rule"]
    ])  # fmt: skip


def _interval(measured: dict[str, float | None]) -> str:
    return f"{measured['value']} ({measured['lo']}–{measured['hi']})"


def _plain_questions() -> list[str]:
    """The demo region's questions without formulas in LaTeX: what can be drawn as it stands."""
    import yaml

    from shuangshi.preparation import DEMO_FOLDER

    questions = []
    for path in sorted((DEMO_FOLDER / "answers").glob("*.yaml")):
        rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        questions += [row["question"].strip() for row in rows if "$" not in row["question"]]
    return questions


def _give(
    name: str, report: dict[str, Any], settings: Settings, as_json: bool, rows: list[tuple[str, dict[str, Any]]]
) -> None:
    from eval.report import write_report

    path: Path = write_report(report, settings.home / "reports", name)
    messages.print(f"report: {path}", highlight=False)
    if as_json:
        print_json(report)
        return
    columns = list(dict.fromkeys(key for _, values in rows for key in values))
    table = Table("what", *columns)
    for label, values in rows:
        table.add_row(label, *(str(values.get(column, "")) for column in columns))
    Console().print(table)
