"""The part of `shuangshi eval` that measures tutoring rooms."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from shuangshi.console import fail, messages, track
from shuangshi.evaluation_output import AsJson, Seed, give_report
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer()


_PARTS = ("kills", "gap", "load", "races")


@app.command()
def sessions(
    kills: Annotated[int, typer.Option(min=1, help="Of processes, at random.")] = 1000,
    rooms: Annotated[int, typer.Option(min=1, help="With a pen each, in the load.")] = 200,
    seconds: Annotated[float, typer.Option(min=1, help="Of writing, in the load.")] = 120,
    races: Annotated[int, typer.Option(min=1, help="Of teachers who accept at once.")] = 10_000,
    workers: Annotated[int, typer.Option(min=1, help="API processes.")] = 3,
    quick: Annotated[bool, typer.Option(help="A tenth of all but rooms and the gap's events.")] = False,
    only: Annotated[str, typer.Option(help="One of kills, gap, load, races; all of them when empty.")] = "",
    sabotage: Annotated[
        str, typer.Option(help="Runs with a fault that must be noticed: ack_before_commit, drop_offset or no_lock.")
    ] = "",
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Rooms on real processes: kills, a gap of ten minutes, two hundred pens, races of acceptance.

    While API workers, Valkey and PostgreSQL are killed, a ledger judges whether anything acknowledged is lost, doubled
    or reordered. Then a page comes back after ten minutes, two hundred rooms write, and teachers accept at once.
    """
    from eval.sessions.gap import GAP_S, evaluate_gap
    from eval.sessions.kills import evaluate_kills
    from eval.sessions.load import evaluate_load
    from eval.sessions.races import evaluate_races
    from shuangshi.sabotage import SABOTAGES
    from shuangshi.session_machine import open_session_machine

    settings = Settings()
    if sabotage and sabotage not in SABOTAGES:
        fail(f"{sabotage!r} is none of {', '.join(SABOTAGES)}")
    if only and only not in _PARTS:
        fail(f"{only!r} is none of {', '.join(_PARTS)}")
    tenth = 10 if quick else 1
    report: dict[str, Any] = {"sabotage": sabotage or None, "seed": seed, "workers": workers}
    messages.print("starting PostgreSQL, Valkey and API workers of their own …")
    try:
        with (
            tempfile.TemporaryDirectory(prefix="shuangshi-") as folder,
            open_session_machine(Path(folder), workers, settings.cache, sabotage) as machine,
        ):
            if only in ("", "load"):
                messages.print(f"{rooms} rooms write …")
                report["load"] = evaluate_load(machine, rooms, max(1.0, seconds / tenth), seed)
                report |= {f"{name}_p95_ms": report["load"][f"{name}_ms"]["p95"] for name in ("fanout", "floor")}
            if only in ("", "gap"):
                messages.print("pages leave for ten minutes …")
                report["gap"] = evaluate_gap(machine, GAP_S / (100 if quick else 1), seed=seed)
            if only in ("", "races"):
                report["races"] = evaluate_races(machine.database, races // tenth, seed, track)
                report["race_double_wins"] = report["races"]["double_wins"]
            if only in ("", "kills"):
                report |= evaluate_kills(machine, max(1, kills // tenth), seed, track)
    except ModuleNotFoundError as error:
        fail(f"{error.name} is missing: it comes with the `dev` extra (pip install -e .[dev])")
    give_report("sessions", report, settings, as_json, [*_rows(report)])


def _rows(report: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if "kills" in report:
        yield "kills", {"n": report["kills"], "detail": str(report["killed"])}
        for what in ("acknowledged", "lost", "duplicated", "reordered", "unsettled"):
            yield what, {"n": report[what]}
        yield "return to a room, p95 s", {"n": report["resume_p95_s"]}
    if gap := report.get("gap"):
        yield "return after ten minutes, s", {"n": gap["resume_max_s"], "detail": f"{gap['events']} events missed"}
    if load := report.get("load"):
        detail = f"{load['batches_per_s']} batches a second in {load['rooms']} rooms, {load['undelivered']} undelivered"
        yield "fan-out, p95 ms", {"n": report["fanout_p95_ms"], "detail": detail}
        yield "Redis pub/sub alone, p95 ms", {"n": report["floor_p95_ms"]}
    if races := report.get("races"):
        yield "races with two winners", {"n": races["double_wins"], "detail": f"of {races['races']}"}
        yield "races without a winner", {"n": races["without_winner"]}
