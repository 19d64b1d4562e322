"""Which answers share a question's rare character trigrams.

Ranking every text that has any of a long question's trigrams would touch most of a million. So lists of rows are read
one trigram at a time, the rarest first, until enough have been seen; and of a trigram that very many texts have, only
the first rows, which count where nothing rarer is found.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.lexical import bucket_of
from recommender.answers.features import Rows

__all__ = ["LONG_LIST", "MOST_POSTINGS", "nearest_by_trigrams", "rarest_trigrams", "trigrams_of"]

LONG_LIST = 2000
"""Rows from which on a trigram says too little for its list to be read to its end."""

MOST_POSTINGS = 10_000
"""Rows to be read for a question, over all trigrams."""

_MOST_TRIGRAMS = 128


def trigrams_of(text: str) -> set[str]:
    """Character trigrams, whatever their case; none of fewer than three characters."""
    folded = text.encode("utf-8", "replace").decode().lower()
    return {folded[start : start + 3] for start in range(len(folded) - 2)}


def rarest_trigrams(text: str, idf: NDArray[np.float32]) -> list[str]:
    """A question's trigrams, the rarest first.

    Args:
        text: The question, plain.
        idf: By bucket, as `wording_idf` gives it.
    """
    trigrams = (trigram for trigram in trigrams_of(text) if "\0" not in trigram)
    return sorted(trigrams, key=lambda trigram: (-idf[bucket_of(trigram)], trigram))[:_MOST_TRIGRAMS]


def nearest_by_trigrams(lists: Sequence[Rows], count: int) -> Rows:
    """Rows that share most, the rarer a trigram the more it counts; the best first.

    Args:
        lists: Rows that have a trigram, for each one that was read, at most `LONG_LIST`.
        count: Answers in all.
    """
    rare = [rows for rows in lists if len(rows) < LONG_LIST]
    lists = [rows for rows in rare or lists if len(rows)]
    if not lists:
        return np.zeros(0, np.int64)
    weights = [np.full(len(rows), np.log(1 + count / len(rows))) for rows in lists]
    rows, positions = np.unique(np.concatenate(lists), return_inverse=True)
    scores = np.bincount(positions, np.concatenate(weights))
    return np.asarray(rows[np.argsort(-scores, kind="stable")])
