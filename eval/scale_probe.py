"""A fresh process that opens an index on disk: how long it takes, how much memory, how fast it answers and changes."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from eval.report import milliseconds
from models.encoder import Vectors
from recommender.answers.disk import DiskAnswers
from recommender.answers.index import IndexedAnswer
from recommender.items import AnswerItem
from recommender.similar_questions import LOOKED_INTO, copies_first

__all__ = ["BATCH", "AskedQuestion", "Probe", "probe", "rank_found"]

BATCH = 100
"""Answers put or withdrawn in one transaction."""


@dataclass(frozen=True)
class AskedQuestion:
    """What is looked for.

    Attributes:
        vector: Of the text as a query, shape (1, dimension).
        facet: What search narrows by.
    """

    text: str
    vector: Vectors
    facet: str


@dataclass(frozen=True)
class Probe:
    """What the process has measured.

    Attributes:
        found: Per question, ids as search ranks them.
        ranked: The same with the very question first.
        milliseconds: Per stage, of each question; `all_processor_time` leaves out waiting for disk and other processes.
        while_writing: Of whole searches while answers were put and withdrawn.
        changes: Batches' milliseconds by kind of change, while searches went on.
        seconds: Of opening the index, from the start of the process to its first answer, and until everything is in
            memory that is kept there.
        memory_mb: Resident, as it stands after the searches, and at its highest.
    """

    found: list[list[str]]
    ranked: list[list[str]]
    milliseconds: dict[str, list[float]]
    while_writing: list[float]
    changes: dict[str, list[float]]
    seconds: dict[str, float]
    memory_mb: dict[str, float]


def probe(
    folder: Path, encoder_hash: str, dimension: int, asked: Sequence[AskedQuestion], new: Sequence[IndexedAnswer]
) -> Probe:  # fmt: skip
    """Opens the index in a process of its own, searches, then searches while `new` answers come and go."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_probe, folder, encoder_hash, dimension, asked, new, time.time()).result()


def rank_found(found: Sequence[tuple[AnswerItem, float]], text: str) -> tuple[list[str], list[str]]:
    """Ids as search has ranked them, and with the very question first."""
    ids = [item.id for item, _ in found]
    return ids, copies_first(ids, {item.id: item.question for item, _ in found[:LOOKED_INTO]}, text)


def _probe(
    folder: Path, encoder_hash: str, dimension: int, asked: Sequence[AskedQuestion], new: Sequence[IndexedAnswer],
    born: float,
) -> Probe:  # fmt: skip
    started = time.perf_counter()
    index = DiskAnswers(folder, encoder_hash, dimension, "scale")
    opened = time.perf_counter() - started
    _ask(index, asked[0])
    seconds = {"open": opened, "start_to_first_answer": time.time() - born}
    index.wait_for_memory()
    seconds["all_in_memory"] = time.perf_counter() - started
    answers = [_search(index, question) for question in asked]
    found = [ids for ids, _, _ in answers]
    stages = {stage: [times[stage] for _, _, times in answers] for stage in answers[0][2]}
    memory = _memory_mb()
    changes: dict[str, list[float]] = {"put": [], "withdraw": []}
    writer = threading.Thread(target=_write, args=(index, new, changes))
    writer.start()
    waiting = [milliseconds(partial(_ask, index, question)) for question in _as_long(writer, asked)]
    writer.join()
    index.close()
    return Probe(found, [ids for _, ids, _ in answers], stages, waiting, changes, seconds, memory)


def _search(index: DiskAnswers, question: AskedQuestion) -> tuple[list[str], list[str], dict[str, float]]:
    """As `DiskAnswers.search`, with a clock between its stages."""
    clock, busy = [time.perf_counter()], time.thread_time()
    mask = index.mask({question.facet})
    meant = index.nearest_by_meaning(question.vector, mask)
    clock.append(time.perf_counter())
    worded = index.nearest_by_wording(question.text, mask)
    clock.append(time.perf_counter())
    found = index.rank(np.union1d(meant, worded), question.vector, question.text)
    clock.append(time.perf_counter())
    ids, ranked = rank_found(found, question.text)
    clock.append(time.perf_counter())
    names = ("dense", "lexical", "fusion", "copies_first")
    times = {name: 1000 * (end - start) for name, start, end in zip(names, clock, clock[1:], strict=False)}
    whole = {"all": 1000 * (clock[-1] - clock[0]), "all_processor_time": 1000 * (time.thread_time() - busy)}
    return ids, ranked, times | whole


def _ask(index: DiskAnswers, question: AskedQuestion) -> None:
    index.search(question.vector, question.text, {question.facet})


def _as_long(writer: threading.Thread, asked: Sequence[AskedQuestion]) -> Iterator[AskedQuestion]:
    while writer.is_alive():
        for question in asked:
            if writer.is_alive():
                yield question


def _write(index: DiskAnswers, new: Sequence[IndexedAnswer], changes: dict[str, list[float]]) -> None:
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        changes["put"].append(milliseconds(partial(index.apply, batch, [], index.sequence + 1)))
    for start in range(0, len(new), BATCH):
        gone = [answer.item.id for answer in new[start : start + BATCH]]
        changes["withdraw"].append(milliseconds(partial(index.apply, [], gone, index.sequence + 1)))


def _memory_mb() -> dict[str, float]:
    """Of this process alone: getrusage would count its parent's peak too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    status = dict(line.split(":", 1) for line in lines)
    return {name: int(status[key].split()[0]) / 1024 for name, key in (("steady", "VmRSS"), ("peak", "VmHWM"))}
