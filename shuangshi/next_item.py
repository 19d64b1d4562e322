"""Wires the evaluation of next-item recommendation: real answers and titles of a real catalogue, if they are there."""

from typing import Any

from shuangshi.console import fail, messages, track
from shuangshi.retrieval import open_retrieval_encoder
from shuangshi.settings import Settings

__all__ = ["measure_next_item"]


def measure_next_item(settings: Settings, n: int, n_titles: int, seed: int) -> dict[str, Any]:
    """Measures on every set that is there and says which is not; ends the command where none is."""
    from eval.answer_log import read_answer_log
    from eval.catalogue_tasks import catalogue_tasks, evaluate_catalogue
    from eval.next_item import evaluate_next_item, new_item_task, problem_task, skill_task
    from eval.public_sets import MissingSetError

    missing = []
    report: dict[str, Any] = {"seed": seed, "tasks": {}, "cold_start": {}}
    try:
        log = read_answer_log(settings.data_dir)
        tasks = [make(log, n, seed) for make in (problem_task, skill_task, new_item_task)]
        report |= evaluate_next_item(tasks, seed, track)
    except MissingSetError as error:
        missing.append(str(error))
    try:
        titles = catalogue_tasks(n_titles, settings.data_dir, seed)
        report["cold_start"] = evaluate_catalogue(titles, open_retrieval_encoder(settings), seed, track)
    except MissingSetError as error:
        missing.append(str(error))
    for line in missing:
        messages.print(f"left out: {line}", highlight=False)
    if len(missing) == 2:
        fail("no set to measure on")
    return report
