"""Questions like one that is asked: first the very question, however damaged its copy, then what is nearest."""

from collections.abc import Mapping

import numpy as np

from models.encoder import Vectors
from recommender.near_duplicate import is_near_duplicate
from recommender.text_index import TextIndex

__all__ = ["rank_similar"]

_LOOKED_INTO = 50


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
    first, rest = nearest[:_LOOKED_INTO], nearest[_LOOKED_INTO:]
    return [*sorted(first, key=lambda id_: not is_near_duplicate(text, texts[id_])), *rest]
