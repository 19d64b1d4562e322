"""Finds texts that were filled into a template: near-duplicates once a point's own names are masked.

MinHash over character bigrams (Broder 1997) with locality-sensitive hashing, so that no encoder is needed.
"""

from collections.abc import Iterable, Iterator

from datasketch import MinHash, MinHashLSH

from knowledge_graph.graph import normalise_name
from knowledge_graph.schema import KnowledgePoint

__all__ = ["find_templated"]

_SIMILARITY = 0.6  # Jaccard similarity of bigrams from which two texts say the same about different points
_PERMUTATIONS = 64
_MIN_BIGRAMS = 5


def find_templated(points: Iterable[KnowledgePoint]) -> Iterator[tuple[str, str, str, str]]:
    """Pairs of descriptors that differ in little but the point's name: (point id, text, other's id, other's text).

    Compared are definitions, can-do texts and the repairs of misconceptions, all with one another; a text of
    fewer than six characters says too little to be compared.
    """
    lsh = MinHashLSH(threshold=_SIMILARITY, num_perm=_PERMUTATIONS)
    empty = MinHash(num_perm=_PERMUTATIONS, seed=1)  # copied, for its permutations take long to draw
    seen: dict[str, tuple[str, str, frozenset[str]]] = {}
    for point in points:
        for key, text in _texts(point):
            bigrams = _bigrams(_masked(point, text))
            if len(bigrams) < _MIN_BIGRAMS:
                continue
            signature = empty.copy()
            signature.update_batch([bigram.encode() for bigram in bigrams])
            for other_key in lsh.query(signature):
                other_id, other_text, other_bigrams = seen[str(other_key)]
                if len(bigrams & other_bigrams) >= _SIMILARITY * len(bigrams | other_bigrams):
                    yield point.id, text, other_id, other_text
            lsh.insert(key, signature)
            seen[key] = (point.id, text, bigrams)


def _texts(point: KnowledgePoint) -> Iterator[tuple[str, str]]:
    yield f"{point.id}/definition", point.definition
    for level, text in point.can_do.items():
        yield f"{point.id}/{level}", text
    for i, misconception in enumerate(point.misconceptions):
        yield f"{point.id}/misconception/{i}", misconception.repair


def _masked(point: KnowledgePoint, text: str) -> str:
    masked = normalise_name(text)
    for name in sorted((point.name, *point.aliases), key=len, reverse=True):
        masked = masked.replace(normalise_name(name), "@")
    return masked


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
