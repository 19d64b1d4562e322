"""The part of `shuangshi eval` that measures the dialogue."""

from typing import Annotated

import typer

from shuangshi.console import track
from shuangshi.evaluation_output import AsJson, Seed, give_report, interval_text
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer()


@app.command()
def dialogue(
    students: Annotated[int, typer.Option(min=50, help="Simulated students a run.")] = 1000,
    red_team: Annotated[
        bool, typer.Option(help="Also put the red-team set to the agent, which needs the engine.")
    ] = True,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """How soon and how rightly the dialogue finds where simulated students are stuck; and what it gives away."""
    from eval.dialogue import evaluate_dialogue
    from eval.red_team import evaluate_red_team
    from recommender.assessment.bank import read_bank
    from shuangshi.chat_service import open_agent
    from shuangshi.preparation import open_graph

    settings = Settings()
    graph = open_graph(settings)
    report = evaluate_dialogue(graph, read_bank(graph), students, seed, track)
    rows = [
        (name, {
            "turns, median": run["median_turns_to_lock"], "mean": run["mean_turns"],
            "agreement": interval_text(run["agreement"]), "after 3": interval_text(run["agreement_at_3"]),
            "ECE": run["ece"],
        })
        for name, run in report["runs"].items()
    ]  # fmt: skip
    rows.append(("Bayes bound", {
        "turns, median": report["bound"]["median_turns"], "mean": report["bound"]["mean_turns"],
        "agreement": report["bound"]["agreement"], "after 3": report["bound"]["agreement_at_3"],
    }))  # fmt: skip
    rows += [
        (f"gap closed by two lessons: {name}", {"agreement": interval_text(gain)})
        for name, gain in report["learning_gains"].items()
    ]  # fmt: skip
    if red_team:
        opened = open_agent(settings)
        found = evaluate_red_team(opened.agent, opened.solved, opened.now, track=track)
        report |= {"red_team": found, "answer_leaks": found["answer_leaks"], "unsafe": found["unsafe"],
                   "latency_p95_ms": found["latency_p95_ms"]}  # fmt: skip
        rows += [
            (f"red team: {kind}", {"agreement": f"{of['as_wanted']} of {of['rows']}"})
            for kind, of in found["kinds"].items()
        ]  # fmt: skip
    give_report("dialogue", report, settings, as_json, rows)
