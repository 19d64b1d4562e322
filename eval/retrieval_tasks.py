"""Standard tasks of retrieval: damaged copies of a question, its explanation, others with its label.

Copies are made of authored paper questions, which everybody has; the rest needs public sets.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.label_sets import question_text
from eval.photographed import read_photograph
from eval.public_sets import find_set, read_rows
from eval.retrieval import RetrievalTask, add_noise, cut
from intent.authored_rows import read_paper_questions
from models.plain_text import plain_text
from models.tracking import Track, untracked
from ocr.reading import Reader

__all__ = ["copy_tasks", "explanation_task", "label_task", "photographed_task"]

_LEAST_CHARACTERS = 20  # of a question or explanation that can be told from others
_EXPLAINED = "gaokao_bench"
_LABELLED = "conceptmath_zh"


def copy_tasks(n: int, most_texts: int, seed: int = 0) -> list[RetrievalTask]:
    """Damaged copies of `n` questions, to be found among at most `most_texts` authored ones."""
    corpus, chosen = _papers(n, most_texts, seed)
    luck = random.Random(seed)
    ways: dict[str, Callable[[str], str]] = {
        "copies, 10 % noise": lambda text: add_noise(text, 0.1, luck),
        "copies, 20 % noise": lambda text: add_noise(text, 0.2, luck),
        "copies, 30 % noise": lambda text: add_noise(text, 0.3, luck),
        "copies, half of the text": lambda text: cut(text, 0.5, luck),
        "copies, half of it with 20 % noise": lambda text: add_noise(cut(text, 0.5, luck), 0.2, luck),
    }
    return [
        RetrievalTask(name, corpus, [(way(corpus[id_]), frozenset({id_})) for id_ in chosen])
        for name, way in ways.items()
    ]


def photographed_task(
    n: int, most_texts: int, reader: Reader, seed: int = 0, track: Track = untracked
) -> RetrievalTask:
    """Photographs of `n` questions, read by OCR."""
    corpus, chosen = _papers(n, most_texts, seed)
    queries = []
    for number, id_ in enumerate(track(chosen, "reading photographs")):
        read = plain_text(read_photograph(reader, corpus[id_], "photographed", seed + number))
        queries.append((read or "？", frozenset({id_})))
    return RetrievalTask("copies, photographed", corpus, queries)


def explanation_task(n: int, most_texts: int, data_dir: Path | None, seed: int = 0) -> RetrievalTask | None:
    """Questions of a public set, whose explanation is to be found among all; None where the set is absent."""
    if not find_set(_EXPLAINED, data_dir):
        return None
    rows = [
        (row["id"], plain_text(question_text(row)), plain_text(row["analysis"]))
        for row in read_rows(_EXPLAINED, data_dir) if row.get("analysis")
    ]  # fmt: skip
    rows = [row for row in rows if min(len(row[1]), len(row[2])) >= _LEAST_CHARACTERS]
    explained = Counter(explanation for _, _, explanation in rows)
    rows = [row for row in rows if explained[row[2]] == 1]  # of a passage's questions that share one, none is right
    rows = _some(rows, most_texts, seed)
    corpus = {id_: explanation for id_, _, explanation in rows}
    asked = _some(rows, n, seed + 1)
    return RetrievalTask("question to its explanation", corpus, [(q, frozenset({id_})) for id_, q, _ in asked])


def label_task(n: int, most_texts: int, data_dir: Path | None, seed: int = 0) -> RetrievalTask | None:
    """Questions of a public set; right is whatever has the same label; None where the set is absent."""
    if not find_set(_LABELLED, data_dir):
        return None
    rows = [
        (row["id"], plain_text(question_text(row)), tuple(row["concept_path"]))
        for row in read_rows(_LABELLED, data_dir)
    ]
    rows = _some(rows, most_texts, seed)
    asked = _some(rows, n, seed + 1)
    held = {id_ for id_, _, _ in asked}
    with_label: dict[Any, set[str]] = defaultdict(set)
    for id_, _, label in rows:
        if id_ not in held:
            with_label[label].add(id_)
    corpus = {id_: text for id_, text, _ in rows if id_ not in held}
    queries = [(text, frozenset(with_label[label])) for _, text, label in asked if with_label[label]]
    return RetrievalTask("others with its label", corpus, queries)


def _papers(n: int, most_texts: int, seed: int) -> tuple[dict[str, str], list[str]]:
    """Authored questions by id, and some of the ids."""
    texts = dict.fromkeys(plain_text(row.text) for row in read_paper_questions())
    long = [text for text in texts if len(text) >= _LEAST_CHARACTERS]
    corpus = {f"q{i}": text for i, text in enumerate(_some(long, most_texts, seed))}
    return corpus, _some(list(corpus), n, seed + 1)


def _some(rows: Sequence[Any], n: int, seed: int) -> list[Any]:
    return random.Random(seed).sample(list(rows), min(n, len(rows)))
