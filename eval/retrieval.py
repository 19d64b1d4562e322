"""Finding a text among many: ours beside BM25, character TF-IDF and the bare encoder, on the same texts in one run."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.jsonl_files import read_jsonl_file
from eval.metrics import bootstrap, hit_rate, mean_reciprocal_rank
from models.encoder import TextEncoder
from models.plain_text import plain_text
from models.tracking import Track, untracked
from recommender.similar_questions import rank_similar
from recommender.text_index import TextIndex

__all__ = [
    "METHODS",
    "RetrievalTask",
    "add_noise",
    "cut",
    "evaluate_retrieval",
    "measure_orders",
    "ndcg_at_10",
    "read_retrieval_files",
]

METHODS = ("ours", "bm25", "char_tfidf", "encoder")

_NOISE_ALPHABET = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会"


@dataclass(frozen=True)
class RetrievalTask:
    """Queries with what is right for them.

    Attributes:
        corpus: Texts by id, plain.
        queries: (text, ids that are right).
    """

    name: str
    corpus: Mapping[str, str]
    queries: Sequence[tuple[str, frozenset[str]]]


def evaluate_retrieval(
    tasks: Sequence[RetrievalTask], encoder: TextEncoder, seed: int = 0, track: Track = untracked
) -> dict[str, Any]:  # fmt: skip
    """Ranks every corpus for each of its queries.

    Args:
        tasks: What to measure on.
        encoder: Encodes queries as queries, texts as passages.
        seed: Of the intervals.
        track: Shows progress over queries.

    Returns:
        `{"seed", "tasks"}`; each task has `corpus`, `n` and, by method, r@1, r@10, MRR and nDCG@10 with 95 % intervals.
    """
    return {"seed": seed, "tasks": {task.name: _measure(task, encoder, seed, track) for task in tasks}}


def read_retrieval_files(
    corpus: Path, queries: Path, skip_bad: bool = False
) -> tuple[RetrievalTask, list[str]]:  # fmt: skip
    """A task from two JSONL files: `{"id", "text"}` a text, `{"text", "relevant": id or list of ids}` a query.

    Returns:
        The task, and the faults of rows that were left out.

    Raises:
        JsonlFileError: A file cannot be used, or, unless `skip_bad`, a row of it.
    """
    rows, faults = read_jsonl_file(corpus, lambda row: (_text(row, "id"), plain_text(_text(row, "text"))), skip_bad)
    texts = dict(rows)
    asked, more = read_jsonl_file(queries, partial(_read_query, texts), skip_bad)
    return RetrievalTask(queries.stem, texts, asked), [*faults, *more]


def add_noise(text: str, share: float, luck: random.Random) -> str:
    """The text with a share of its characters lost, replaced or doubled by another, a third each."""
    noisy = []
    for character in text:
        if luck.random() >= share:
            noisy.append(character)
            continue
        what = luck.randrange(3)
        if what:
            noisy.append(luck.choice(_NOISE_ALPHABET))
        if what == 2:
            noisy.append(character)
    return "".join(noisy) or text


def cut(text: str, share: float, luck: random.Random) -> str:
    """One stretch of the text, of this share of its length."""
    length = max(1, round(len(text) * share))
    start = luck.randint(0, len(text) - length)
    return text[start : start + length]


def ndcg_at_10(gains: Sequence[Sequence[bool]], relevant: Sequence[int]) -> Callable[[NDArray[np.int64]], float]:
    """Mean normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002).

    Args:
        gains: Of each query, whether each of the first ten is right.
        relevant: Of each query, how many are right in all.
    """
    discounts = 1 / np.log2(np.arange(2, 12))
    values = []
    for gain, count in zip(gains, relevant, strict=True):
        got = (np.asarray(gain, float) * discounts[: len(gain)]).sum()
        values.append(got / discounts[: min(10, count)].sum())
    found = np.array(values)
    return lambda rows: float(found[rows].mean())


def measure_orders(orders: Sequence[Sequence[str]], right: Sequence[frozenset[str]], seed: int) -> dict[str, Any]:
    """r@1, r@10, MRR and nDCG@10 with 95 % intervals, of ids ranked for each query and those that are right."""
    ranks = [
        next((place for place, id_ in enumerate(order, start=1) if id_ in relevant), 0)
        for order, relevant in zip(orders, right, strict=True)
    ]
    gains = [[id_ in relevant for id_ in order[:10]] for order, relevant in zip(orders, right, strict=True)]
    metrics = {
        "r@1": hit_rate(ranks, 1), "r@10": hit_rate(ranks, 10), "mrr": mean_reciprocal_rank(ranks),
        "ndcg@10": ndcg_at_10(gains, [len(relevant) for relevant in right]),
    }  # fmt: skip
    return {name: bootstrap(metric, len(ranks), seed).as_dict() for name, metric in metrics.items()}


def _measure(task: RetrievalTask, encoder: TextEncoder, seed: int, track: Track) -> dict[str, Any]:
    rank = _make_ranker(task, encoder)
    orders: dict[str, list[list[str]]] = {method: [] for method in METHODS}
    for number in track(range(len(task.queries)), f"retrieval: {task.name}", len(task.queries)):
        for method, order in rank(number).items():
            orders[method].append(order)
    right = [relevant for _, relevant in task.queries]
    measured = {method: measure_orders(found, right, seed) for method, found in orders.items()}
    return {"corpus": len(task.corpus), "n": len(task.queries), **measured}


def _make_ranker(task: RetrievalTask, encoder: TextEncoder) -> Callable[[int], dict[str, list[str]]]:
    """From the number of a query to the corpus' ids, best first, by each method."""
    import bm25s

    texts, asked = list(task.corpus.values()), [text for text, _ in task.queries]
    index = TextIndex(task.corpus, encoder.encode_passages(texts))
    queries = encoder.encode_queries(asked)
    bm25 = bm25s.BM25()
    bm25.index([_pairs(text) for text in texts], show_progress=False)

    def best_first(scores: Any) -> list[str]:
        return [index.ids[i] for i in np.argsort(-np.asarray(scores), kind="stable")]

    def rank(number: int) -> dict[str, list[str]]:
        text, vector = asked[number], queries[number : number + 1]
        dense, wording = index.views(vector, [text])
        return {
            "ours": rank_similar(index, task.corpus, vector, text),
            "bm25": best_first(bm25.get_scores(_pairs(text))),
            "char_tfidf": best_first(wording.ngrams[0]),
            "encoder": best_first(dense[0]),
        }

    return rank


def _pairs(text: str) -> list[str]:
    """Pairs of neighbouring characters: what BM25 counts where no dictionary cuts words."""
    letters = "".join(text.split())
    return [letters[i : i + 2] for i in range(len(letters) - 1)] or [letters]


def _read_query(texts: Mapping[str, str], row: dict[str, Any]) -> tuple[str, frozenset[str]]:
    given = row.get("relevant")
    relevant = frozenset(map(str, given if isinstance(given, list) else [given] if given is not None else []))
    if not relevant:
        raise ValueError('no "relevant": the id, or a list of ids, of what is right')
    if unknown := sorted(relevant - texts.keys()):
        raise ValueError(f"the corpus has no {', '.join(unknown)}")
    return plain_text(_text(row, "text")), relevant


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str | int) or not plain_text(str(value)):
        raise ValueError(f'no "{name}"; the row has {", ".join(row) or "nothing"}')
    return str(value)
