"""The part of `shuangshi eval` that measures how well students are known."""

from typing import Annotated

import typer

from shuangshi.console import fail, messages, track
from shuangshi.evaluation_output import AsJson, Seed, give_report, interval_text
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer()


@app.command()
def tracing(
    data: Annotated[
        list[str] | None, typer.Option(help="assist2015 or assist2009; both when left out. May be repeated.")
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option(help="rates, BKT, logistic, DKT, SAKT, simpleKT, AKT or boosted; all when left out."),
    ] = None,
    students: Annotated[
        int | None, typer.Option(min=50, help="Students of each part at most; all when left out.")
    ] = None,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Knowledge tracing on real students: ours beside BKT, logistic regression, DKT, SAKT, simpleKT and AKT."""
    from eval.public_sets import MissingSetError
    from eval.tracing import BLENDED, TRACERS, evaluate_tracing
    from eval.tracing_sets import TRACING_SETS, read_tracing_set

    settings = Settings()
    names, methods = data or [*TRACING_SETS], method or [*TRACERS]
    for given, known in ((names, TRACING_SETS), (methods, TRACERS)):
        for name in given:
            if name not in known:
                fail(f"{name!r} is none of {', '.join(known)}")
    if not set(methods) & {*BLENDED}:
        fail(f"ours blends trees and networks: name at least one of {', '.join(BLENDED)}")
    try:
        sets = {name: read_tracing_set(name, settings.data_dir).first(students) for name in names}
    except (MissingSetError, ValueError) as error:
        fail(str(error))
    messages.print("fitting; on a whole set a network takes from one minute to a quarter of an hour of one core")
    report = evaluate_tracing(sets, methods, seed, track)
    give_report("tracing", report, settings, as_json, [
        (f"{name}: {tracer}", {
            "AUC": interval_text(figures["auc"]),
            "ours leads by": interval_text(found["ours_leads"][tracer]) if tracer in found["ours_leads"] else "",
            "log loss": figures["log_loss"], "ECE": figures["ece"],
            "random answers": found["random_answers_auc"].get(tracer, ""), "processor, s": figures["seconds"],
        })
        for name, found in report["sets"].items() for tracer, figures in found["methods"].items()
    ])  # fmt: skip


@app.command(name="tracing-unseen")
def tracing_unseen(
    students: Annotated[
        int | None, typer.Option(min=50, help="Students of each part at most; all when left out.")
    ] = None,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Points that nobody has answered before: how well students' answers on them are told (ASSISTments 2009)."""
    from eval.public_sets import MissingSetError
    from eval.tracing_sets import read_tracing_set
    from eval.tracing_unseen import evaluate_unseen_skills
    from models.encoder import load_encoder

    settings = Settings()
    try:
        data = read_tracing_set("assist2009", settings.data_dir).first(students)
    except (MissingSetError, ValueError) as error:
        fail(str(error))
    report = evaluate_unseen_skills(data, load_encoder(settings.encoder, settings.cache), seed, track)
    give_report("tracing-unseen", report, settings, as_json, [
        (name, {
            "AUC": interval_text(figures["auc"]), "first answers on a point": interval_text(figures["auc_first"]),
        })
        for name, figures in report["methods"].items()
    ])  # fmt: skip
