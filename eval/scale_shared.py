"""The shared index on the same corpus and questions as the one on disk."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from sqlalchemy import Engine, text

from eval.report import milliseconds
from eval.scale_corpus import ScaleCorpus, index_copy
from eval.scale_probe import AskedQuestion, rank_found
from models.tracking import Track, untracked
from recommender.answers.postgres import PostgresAnswers, SharedIndexError, read_state

__all__ = ["SharedProbe", "probe_shared"]

_SOURCE = "scale"
_BATCH = 1000
_SIZE = """
SELECT sum(pg_total_relation_size(oid)) FROM pg_class
WHERE relnamespace = 'answer_index'::regnamespace AND relkind = 'r'
"""


@dataclass(frozen=True)
class SharedProbe:
    """What was measured.

    Attributes:
        build_s: Seconds of writing alone, indexes included.
        bytes: Of tables and indexes.
        found: Per question, ids as search ranks them.
        ranked: The same with the very question first.
        milliseconds: Of whole searches.
    """

    build_s: float
    bytes: int
    found: list[list[str]]
    ranked: list[list[str]]
    milliseconds: list[float]


def probe_shared(
    engine: Engine, corpus: ScaleCorpus, encoder_hash: str, asked: Sequence[AskedQuestion], track: Track = untracked
) -> SharedProbe:
    """Fills the shared index of a database with the corpus, searches it, and drops it.

    Raises:
        SharedIndexError: The database has a shared index in use, or no pgvector.
    """
    state = read_state(engine)
    if state is not None and state.source != _SOURCE:
        raise SharedIndexError(f"{engine.url!r} has a shared index in use; measure in a database of its own")
    index = PostgresAnswers(engine, encoder_hash, corpus.vectors.shape[1], _SOURCE)
    index.clear(encoder_hash, _SOURCE)
    try:
        build_s = _fill(index, corpus, track)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE answer_index.answer, answer_index.trigram"))
            size = int(connection.execute(text(_SIZE)).scalar_one())
        found, ranked, spent = [], [], []
        for question in track(asked, "asking the shared index", len(asked)):
            started = time.perf_counter()
            ids, copies = rank_found(index.search(question.vector, question.text, {question.facet}), question.text)
            spent.append(1000 * (time.perf_counter() - started))
            found.append(ids)
            ranked.append(copies)
        return SharedProbe(build_s, size, found, ranked, spent)
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA answer_index CASCADE"))


def _fill(index: PostgresAnswers, corpus: ScaleCorpus, track: Track) -> float:
    texts, spent, number = iter(track(corpus, "building the shared index", corpus.n)), 0.0, 0
    while batch := [index_copy(number + place, copied) for place, copied in enumerate(islice(texts, _BATCH))]:
        number += len(batch)
        spent += milliseconds(partial(index.apply, batch, [], number)) / 1000
    return spent
