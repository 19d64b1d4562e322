"""Questions like one that is asked: first the very question, however damaged its copy, then what is nearest."""

from collections.abc import Mapping, Sequence

import numpy as np

from models.encoder import Vectors
from recommender.near_duplicate import is_near_duplicate
from recommender.text_index import TextIndex

__all__ = ["LOOKED_INTO", "copies_first", "rank_similar"]

LOOKED_INTO = 50
"""How many of the nearest may be the very question."""


def rank_similar(index: TextIndex, texts: Mapping[str, str], vector: Vectors, text: str) -> list[str]:
    """Ids of the index, the most similar first.

    Args:
        index: Of the texts.
        texts: By id.
        vector: The encoded question, shape (1, dimension).
        text: The question, plain.
    """
    scores = index.search(vector, text)
    order = np.argsort(-np.array(list(scores.values())), kind="stable")
    nearest = [index.ids[i] for i in order]
    return copies_first(nearest, texts, text)


def copies_first(nearest: Sequence[str], texts: Mapping[str, str], text: str) -> list[str]:
    """The same ids, those of the very question before the others.

    Args:
        nearest: Ids, the most similar first.
        texts: By id; of the first `LOOKED_INTO` at least.
        text: The question, plain.
    """
    first, rest = nearest[:LOOKED_INTO], nearest[LOOKED_INTO:]
    return [*sorted(first, key=lambda id_: not is_near_duplicate(text, texts[id_])), *rest]
