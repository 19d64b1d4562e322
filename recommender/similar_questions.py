"""Questions like one that is asked: first the very question, however damaged its copy, then what is nearest."""

from collections.abc import Mapping, Sequence

import numpy as np

from models.encoder import Vectors
from recommender.near_duplicate import is_near_duplicate
from recommender.text_index import TextIndex

__all__ = ["rank_similar"]

_LOOKED_INTO = 50


def rank_similar(index: TextIndex, texts: Mapping[str, str], vector: Vectors, text: str) -> Sequence[str]:
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
    looked_into = nearest[:_LOOKED_INTO]
    copies = [id_ for id_ in looked_into if is_near_duplicate(text, texts[id_])]
    return [*copies, *(id_ for id_ in looked_into if id_ not in set(copies)), *nearest[_LOOKED_INTO:]]
