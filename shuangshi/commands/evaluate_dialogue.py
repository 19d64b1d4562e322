"""The part of `shuangshi eval` that measures the dialogue."""

from typing import Annotated

import typer

from shuangshi.console import messages, track
from shuangshi.evaluation_output import AsJson, Seed, give_report, interval_text
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer()


@app.command()
def dialogue(
    students: Annotated[int, typer.Option(min=50, help="Simulated students a run.")] = 1000,
    red_team: Annotated[
        bool, typer.Option(help="Also hold whole conversations and put the red teams to the agent: needs the engine.")
    ] = True,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """How soon and how rightly the dialogue finds where simulated students are stuck; and what it gives away."""
    from eval.dialogue import evaluate_dialogue
    from eval.mastery_speed import evaluate_mastery_speed
    from eval.red_team import RED_TEAM, RED_TEAM_SECOND, evaluate_red_team, read_red_team
    from eval.red_team_generation import evaluate_generation
    from eval.transcript_page import write_transcript_page
    from eval.whole_conversations import hold_conversations, judge_transcripts
    from recommender.assessment.bank import read_bank
    from shuangshi.chat_service import open_agent
    from shuangshi.preparation import open_graph

    settings = Settings()
    graph = open_graph(settings)
    report = evaluate_dialogue(graph, read_bank(graph), students, seed, track)
    report["mastery_update_ms"] = evaluate_mastery_speed(graph, seed=seed)
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
        transcripts = hold_conversations(opened.agent, opened.now, seed=seed, track=track)
        report["whole_conversations"] = whole = judge_transcripts(transcripts)
        page = settings.home / "reports" / "conversations.html"
        write_transcript_page(transcripts, graph, page)
        messages.print(f"conversations to read: {page}")
        rows.append(("whole conversations, one thing asked at a time", {"agreement": whole["one_question"]}))
        rows.append(("whole conversations, plan kept", {"agreement": whole["plan_kept"]}))
        sets = {"red_team": read_red_team(RED_TEAM), "red_team_second": read_red_team(RED_TEAM_SECOND)}
        found = {
            name: evaluate_red_team(opened.agent, opened.solved, opened.now, of, track) for name, of in sets.items()
        }
        scripted = evaluate_generation(
            opened.agent, opened.service, opened.solved, opened.now, [row for of in sets.values() for row in of], track
        )
        report |= {
            **found, "scripted_model": scripted, "unsafe": sum(one["unsafe"] for one in found.values()),
            "answer_leaks": sum(one["answer_leaks"] for one in found.values()) + scripted["leaks"],
            "latency_p95_ms": max(one["latency_p95_ms"] for one in found.values()),
        }  # fmt: skip
        rows += [
            (f"{name.replace('_', ' ')}: {kind}", {"agreement": f"{of['as_wanted']} of {of['rows']}"})
            for name, one in found.items() for kind, of in one["kinds"].items()
        ]  # fmt: skip
        rows.append(("scripted model's leaks shown", {"agreement": f"{scripted['leaks']} of {scripted['asked']}"}))
    give_report("dialogue", report, settings, as_json, rows)


@app.command("tutor-moves")
def tutor_moves(
    turns: Annotated[int, typer.Option(min=1, help="Teachers' turns that the model is asked to write.")] = 200,
    seed: Seed = 0, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Which moves the language model of the settings makes as a tutor, beside human tutors (MathDial)."""
    from chat.generation.narrator import Narrator
    from eval.tutor_moves import MOVES, evaluate_tutor_moves, read_tutor_turns
    from shuangshi.language_model import open_provider
    from shuangshi.preparation import open_graph

    settings = Settings()
    provider = open_provider(settings)
    if provider is None:
        messages.print("no language model is set (SHUANGSHI_LLM_MODEL, SHUANGSHI_LLM_API_BASE): human tutors alone")
    narrator = Narrator(provider, open_graph(settings), settings.llm_seconds) if provider else None
    report = evaluate_tutor_moves(
        read_tutor_turns(settings.data_dir), narrator, provider.model if provider else "", turns, seed, track
    )  # fmt: skip
    judge, model = report["judge"], report["model"]
    rows = [
        ("judge of moves on the teachers' labels", {"agreement": interval_text(judge["accuracy"])}),
        ("the most frequent move instead", {"agreement": interval_text(judge["accuracy_most_frequent"])}),
        ("teachers", {move: report["teachers"]["judged"][move] for move in MOVES}),
    ]
    if model is not None:
        rows.append((f"{model['name']}: {model['outcomes']}", {
            **{move: model.get("judged", {}).get(move) for move in MOVES},
            "agreement": interval_text(model["agreement"]) if "agreement" in model else "",
        }))  # fmt: skip
    give_report("tutor_moves", report, settings, as_json, rows)
