"""`shuangshi eval`: measures what the documents claim, with baselines in the same run."""

from pathlib import Path
from typing import Annotated, Any

import typer

from shuangshi.commands import (
    evaluate_dialogue,
    evaluate_rankers,
    evaluate_recommending,
    evaluate_sessions,
    evaluate_tracing,
)
from shuangshi.console import fail, messages, track
from shuangshi.evaluation_output import AsJson, Seed, give_report
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Measures, with baselines in the same run.", no_args_is_help=True)
app.add_typer(evaluate_recommending.app)
app.add_typer(evaluate_rankers.app)
app.add_typer(evaluate_tracing.app)
app.add_typer(evaluate_dialogue.app)
app.add_typer(evaluate_sessions.app)


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
    give_report("ask", report, settings, as_json, [
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
    give_report("read", report, settings, as_json,
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
    give_report("understanding", evaluations[0].as_dict() if data else report, Settings(), as_json, [
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
    give_report("photographed", report, settings, as_json, [
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
    give_report("profiling", report, settings, as_json, [
        ("one at a time, bare encoder, ms", {"n": n_single, **report["single"]["bare_encoder"]}),
        ("one at a time, profile, ms", {"n": n_single, **report["single"]["profile"]}),
        ("many, texts a second", report["many"]),
    ])  # fmt: skip


@app.command(name="ability-labels")
def ability_labels(seed: Seed = 0, as_json: AsJson = False) -> None:
    """Agreement of the two passes that labelled ability levels, and what the source of a question gives away."""
    from eval.ability_agreement import measure_agreement

    report = measure_agreement(seed=seed)
    give_report("ability-labels", report, Settings(), as_json, list(report.items()))


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
    give_report(
        "memory", report, settings, as_json, [("OCR process", {k: v for k, v in report.items() if k != "curve"})]
    )


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
    give_report("graph", report, settings, as_json, [*rows, ("audit", report["audit_ms"])])


def _plain_questions() -> list[str]:
    """The demo region's questions without formulas in LaTeX: what can be drawn as it stands."""
    import yaml

    from shuangshi.preparation import DEMO_FOLDER

    questions = []
    for path in sorted((DEMO_FOLDER / "answers").glob("*.yaml")):
        rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        questions += [row["question"].strip() for row in rows if "$" not in row["question"]]
    return questions
