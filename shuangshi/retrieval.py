"""Wires the evaluation of retrieval: tasks from files or from the standard sets, and an encoder that remembers."""

from pathlib import Path
from typing import TYPE_CHECKING

from shuangshi.console import fail, messages, track
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from eval.retrieval import RetrievalTask
    from models.cached_encoder import CachedEncoder

__all__ = ["open_retrieval_encoder", "open_standard_tasks", "open_task"]


def open_task(corpus: Path, queries: Path, skip_bad: bool) -> "RetrievalTask":
    """The task of two files; ends the command where one cannot be used."""
    from eval.jsonl_files import JsonlFileError
    from eval.retrieval import read_retrieval_files

    try:
        task, faults = read_retrieval_files(corpus, queries, skip_bad)
    except JsonlFileError as error:
        fail(str(error))
    for fault in faults:
        messages.print(f"skipped {fault}", highlight=False)
    return task


def open_standard_tasks(
    settings: Settings, n: int, n_photo: int, most_texts: int, seed: int
) -> list["RetrievalTask"]:  # fmt: skip
    """The standard tasks, as far as their data is there; says what is left out."""
    from eval.retrieval_tasks import copy_tasks, explanation_task, label_task, photographed_task
    from shuangshi.commands.read import open_reader

    tasks = copy_tasks(n, most_texts, seed)
    if n_photo:
        tasks.append(photographed_task(n_photo, most_texts, open_reader(settings), seed, track))
    for task in (explanation_task(n, most_texts, settings.data_dir, seed),
                 label_task(n, most_texts, settings.data_dir, seed)):  # fmt: skip
        if task is None:
            messages.print("a public set is absent (SHUANGSHI_DATA_DIR): its task is left out")
        else:
            tasks.append(task)
    return tasks


def open_retrieval_encoder(settings: Settings) -> "CachedEncoder":
    """The serving encoder; vectors of both kinds are remembered on disk."""
    from shuangshi.models import open_query_encoder, remember_passages

    return remember_passages(settings, open_query_encoder(settings), track)
