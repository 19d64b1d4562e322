"""Search over very many answered questions: time to build and to restart, memory, latency, recall, and change online.

Recall is against every answer scored, standardised over all of them, as the exact index does it.
"""

import os
import random
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from eval.metrics import bootstrap, hit_rate
from eval.report import milliseconds
from eval.scale_corpus import ScaleCorpus, facet_of, index_copy
from eval.scale_probe import AskedQuestion, Probe, probe
from eval.scale_shared import probe_shared
from models.encoder import TextEncoder
from models.tracking import Track, untracked
from recommender.answers.background import Background
from recommender.answers.disk import DiskAnswers
from recommender.text_index import fuse
from recommender.wording import Wording, WordingCosines, wording_features

__all__ = ["evaluate_scale"]

_SHARES = (0.1, 0.2, 0.3)  # of a question's characters damaged
_BATCH = 10_000
_NEW = 2000  # answers that come and go while others search


def evaluate_scale(
    corpus: ScaleCorpus, folder: Path, encoder: TextEncoder, n_queries: int = 300, n_exact: int = 100, seed: int = 0,
    shared_in: Engine | None = None, track: Track = untracked,
) -> dict[str, Any]:  # fmt: skip
    """Builds an index on disk and measures it; and a shared one, where a database is given.

    Args:
        corpus: The texts. They are dealt out to nine subjects, and a question is looked for in its own.
        folder: Empty; holds the index afterwards.
        encoder: Encodes the questions, one at a time.
        n_queries: Questions, a third each with 10, 20 and 30 % of the characters damaged.
        n_exact: How many of them are also answered exactly.
        seed: Of the questions.
        shared_in: A PostgreSQL database with pgvector and without a shared index of its own.
        track: Shows progress over the corpus.

    Returns:
        `{"seed", "n", "corpus", "build", "restart_s", "memory_mb", "encode_ms", "search_ms", "online", "recall",
        "r@1"}`, and of a shared index `"shared": {"build", "search_ms", "recall", "r@1"}`.

    Raises:
        SharedIndexError: The database has a shared index in use, or no pgvector.
    """
    build_s = _build(corpus, folder, encoder, track)
    asked, originals, encode_ms = _ask(corpus, encoder, n_queries, seed)
    luck, generator = random.Random(seed + 2), np.random.default_rng(seed + 2)
    new = [index_copy(corpus.n + i, corpus.copy(i % len(corpus.originals), 0.2, luck, generator)) for i in range(_NEW)]
    measured = probe(folder, encoder.hash, encoder.dimension, asked, new)
    exact = _search_exactly(folder, encoder, asked[:n_exact], track)
    report = {
        "seed": seed, "n": corpus.n,
        "corpus": {
            "originals": len(corpus.originals), "encoded": corpus.encoded,
            "neighbour_cosine": round(corpus.neighbour_cosine, 4),
            "damaged_cosine": {str(share): round(cosine, 4) for share, cosine in corpus.cosines.items()},
        },
        "build": {"seconds": round(build_s, 1), "bytes": sum(file.stat().st_size for file in folder.iterdir())},
        "restart_s": {name: round(value, 2) for name, value in measured.seconds.items()},
        "memory_mb": {name: round(value) for name, value in measured.memory_mb.items()},
        "encode_ms": _latency(encode_ms),
        "search_ms": {stage: _latency(values) for stage, values in measured.milliseconds.items()},
        "online": _online(measured),
        "recall": _recall(measured.found, exact, seed),
        "r@1": _found_first(measured.ranked, originals, seed),
    }  # fmt: skip
    if shared_in is not None:
        shared = probe_shared(shared_in, corpus, encoder.hash, asked, track)
        report["shared"] = {
            "build": {"seconds": round(shared.build_s, 1), "bytes": shared.bytes},
            "search_ms": _latency(shared.milliseconds), "recall": _recall(shared.found, exact, seed),
            "r@1": _found_first(shared.ranked, originals, seed),
        }  # fmt: skip
    return report


def _build(corpus: ScaleCorpus, folder: Path, encoder: TextEncoder, track: Track) -> float:
    """Seconds of writing alone: reading and damaging texts is no part of it."""
    index = DiskAnswers(folder, encoder.hash, encoder.dimension, "scale")
    spent, batch = 0.0, []
    for number, copied in enumerate(track(corpus, "building the index", corpus.n), start=1):
        batch.append(index_copy(number - 1, copied))
        if len(batch) == _BATCH or number == corpus.n:
            spent += milliseconds(partial(index.apply, batch, [], number)) / 1000
            batch = []
    index.close()
    return spent


def _ask(
    corpus: ScaleCorpus, encoder: TextEncoder, n: int, seed: int
) -> tuple[list[AskedQuestion], list[int], list[float]]:
    """Damaged copies of encoded originals, encoded like a student's question; also the milliseconds that takes."""
    luck, generator = random.Random(seed), np.random.default_rng(seed)
    asked, originals, spent = [], [luck.randrange(corpus.encoded) for _ in range(n)], []
    encoder.encode_queries([corpus.originals[0]])
    for number, original in enumerate(originals):
        text = corpus.copy(original, _SHARES[number % len(_SHARES)], luck, generator).text
        started = time.perf_counter()
        vector = encoder.encode_queries([text])
        spent.append(1000 * (time.perf_counter() - started))
        asked.append(AskedQuestion(text, vector, facet_of(original)))
    return asked, originals, spent


def _search_exactly(
    folder: Path, encoder: TextEncoder, asked: Sequence[AskedQuestion], track: Track
) -> list[list[str]]:
    """The ten best ids of each question, every answer scored."""
    index = DiskAnswers(folder, encoder.hash, encoder.dimension, "scale")
    setting = index.store.get_setting("background")
    assert isinstance(setting, bytes)
    idf = Background.read(setting).idf
    vectors = np.concatenate([question.vector for question in asked])
    texts = Wording(wording_features([question.text for question in asked]), idf)
    dense, wordings, rows = [], [], []
    for part in track(index.store.features_after(0), "scoring every answer", len(index) // 5000 + 1):
        dense.append(vectors @ part.vectors.T)
        wordings.append(texts.compare(Wording(part.wording, idf)))
        rows.append(part.rows)
    wording = WordingCosines(
        np.concatenate([part.ngrams for part in wordings], axis=1),
        np.concatenate([part.terms for part in wordings], axis=1),
    )
    fused, numbers = fuse(np.concatenate(dense, axis=1), wording), np.concatenate(rows)
    best = [_best_rows(index, scores, numbers, question.facet) for scores, question in zip(fused, asked, strict=True)]
    found = [[index.store.items(chosen)[int(row)].id for row in chosen] for chosen in best]
    index.close()
    return found


def _best_rows(
    index: DiskAnswers, scores: NDArray[np.float32], rows: NDArray[np.int64], facet: str
) -> NDArray[np.int64]:  # fmt: skip
    allowed = np.flatnonzero(index.mask({facet})[rows])
    return rows[allowed[np.argsort(-scores[allowed], kind="stable")[:10]]]


def _recall(found: Sequence[Sequence[str]], exact: Sequence[Sequence[str]], seed: int) -> dict[str, Any]:
    """Share of the exact ten among the first ten; and how often the exact best is the best."""
    shares = np.array([len({*some[:10]} & {*all_}) / 10 for some, all_ in zip(found, exact, strict=False)])
    same = np.array([some[0] == all_[0] for some, all_ in zip(found, exact, strict=False)], float)
    return {
        "n": len(exact),
        "recall@10": bootstrap(lambda chosen: float(shares[chosen].mean()), len(shares), seed).as_dict(),
        "same_best": bootstrap(lambda chosen: float(same[chosen].mean()), len(same), seed).as_dict(),
    }


def _found_first(ranked: Sequence[Sequence[str]], originals: Sequence[int], seed: int) -> dict[str, Any]:
    """How often the question, or another copy of it, comes first, by share of damaged characters."""
    hits = [
        int(bool(ids) and ids[0].startswith(f"{original}-")) for ids, original in zip(ranked, originals, strict=True)
    ]
    by_share = {share: hits[place :: len(_SHARES)] for place, share in enumerate(_SHARES)}
    return {
        f"{share:.0%} noise": {"n": len(of_share), **bootstrap(hit_rate(of_share, 1), len(of_share), seed).as_dict()}
        for share, of_share in by_share.items()
    }


def _online(measured: Probe) -> dict[str, Any]:
    batches = {kind: np.array(values) for kind, values in measured.changes.items()}
    return {
        **{f"{kind}_per_s": round(_NEW / (values.sum() / 1000)) for kind, values in batches.items()},
        "batch": _NEW // len(batches["put"]),
        "search_ms": _latency(measured.while_writing),
        "machine_cores": os.cpu_count(),
    }


def _latency(values: Sequence[float]) -> dict[str, float]:
    return {f"p{q}": round(float(np.percentile(values, q)), 2) for q in (50, 95, 99)}
