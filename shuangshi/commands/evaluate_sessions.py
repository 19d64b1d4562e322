"""The part of `shuangshi eval` that measures tutoring rooms."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from shuangshi.console import fail, messages, track
from shuangshi.evaluation_output import AsJson, Seed, give_report
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer()


@app.command()
def sessions(
    kills: Annotated[int, typer.Option(min=1, help="Of processes, at random.")] = 1000,
    workers: Annotated[int, typer.Option(min=1, help="API processes.")] = 3,
    quick: Annotated[bool, typer.Option(help="A tenth of it all.")] = False,
    sabotage: Annotated[
        str, typer.Option(help="Runs with a fault that must be noticed: ack_before_commit, drop_offset or no_lock.")
    ] = "",
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Rooms under load while API workers, Valkey and PostgreSQL are killed: is anything lost, doubled or reordered?"""
    from eval.sessions.kills import evaluate_kills
    from shuangshi.sabotage import SABOTAGES
    from shuangshi.session_machine import open_session_machine

    settings = Settings()
    if sabotage and sabotage not in SABOTAGES:
        fail(f"{sabotage!r} is none of {', '.join(SABOTAGES)}")
    messages.print("starting PostgreSQL, Valkey and API workers of their own …")
    try:
        with (
            tempfile.TemporaryDirectory(prefix="shuangshi-") as folder,
            open_session_machine(Path(folder), workers, settings.cache, sabotage) as machine,
        ):
            report = evaluate_kills(machine, kills // 10 if quick else kills, seed, track)
    except ModuleNotFoundError as error:
        fail(f"{error.name} is missing: it comes with the `dev` extra (pip install -e .[dev])")
    report["sabotage"] = sabotage or None
    give_report("sessions", report, settings, as_json, [
        ("kills", {"n": report["kills"], "detail": str(report["killed"])}),
        *((what, {"n": report[what]}) for what in ("acknowledged", "lost", "duplicated", "reordered", "unsettled")),
        ("return to a room, p95 s", {"n": report["resume_p95_s"]}),
    ])  # fmt: skip
