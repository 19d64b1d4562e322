"""Groups questions that are alike, so that none of a group is learned from while another is asked.

Two questions are near-duplicates where the Jaccard similarity of their character 3-grams, digits and punctuation left
out, is estimated at `THRESHOLD` or more by MinHash (Broder 1997); a group is whatever a chain of them connects.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import networkx as nx
import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from knowledge_graph.atomic_file import replace_file
from models.tracking import Track, untracked

__all__ = ["PARTS", "THRESHOLD", "Groups", "group_near_duplicates"]

PARTS = 10
"""A split has this many parts of about equal size."""

THRESHOLD = 0.5
_PERMUTATIONS = 64
_SHINGLE = 3
_NOT_LETTERS = re.compile(r"[\W\d_]+")


class Groups:
    """Texts in groups of near-duplicates.

    Attributes:
        group_of: Number of each text's group, shape (texts,).
        pairs: Near-duplicate pairs that were found, as positions of texts.
    """

    def __init__(self, texts: Sequence[str], pairs: Sequence[tuple[int, int]]) -> None:
        self.pairs = list(pairs)
        network = nx.Graph(self.pairs)
        self.group_of: NDArray[np.int64] = np.arange(len(texts))
        for members in nx.connected_components(network):
            self.group_of[list(members)] = min(members)
        self._keys = [hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for text in texts]

    def parts(self, seed: int, leading: Sequence[bool] = ()) -> NDArray[np.int64]:
        """Part 0–9 of each text: all of a group in one part, which hangs on the group's texts and the seed alone.

        Args:
            seed: Another seed, another split.
            leading: Which texts decide for a group that holds any of them, so that texts which come and go beside them
                do not move them.
        """
        decides = list(leading) or [True] * len(self._keys)
        smallest: dict[int, tuple[bool, str]] = {}
        for group, key, leads in zip(self.group_of.tolist(), self._keys, decides, strict=True):
            smallest[group] = min((not leads, key), smallest.get(group, (True, "~")))
        part = {group: self._part(key, seed) for group, (_, key) in smallest.items()}
        return np.array([part[group] for group in self.group_of.tolist()], np.int64)

    def crossing(self, seed: int) -> int:
        """How many pairs a split by single text would have torn into different parts."""
        alone = [self._part(key, seed) for key in self._keys]
        return sum(alone[a] != alone[b] for a, b in self.pairs)

    @staticmethod
    def _part(key: str, seed: int) -> int:
        return int(hashlib.sha256(f"{seed}/{key}".encode()).hexdigest(), 16) % PARTS


def group_near_duplicates(texts: Sequence[str], track: Track = untracked, cache: Path | None = None) -> Groups:
    """Groups of plain texts.

    Args:
        texts: In plain Unicode.
        track: Shows progress.
        cache: Folder in which the pairs are remembered, for the same texts are grouped again and again.
    """
    path = cache / f"near-duplicates-{_digest(texts)}.npy" if cache else None
    if path and path.is_file():
        return Groups(texts, [(int(a), int(b)) for a, b in np.load(path)])
    pairs = _find_pairs(texts, track)
    if path:
        with replace_file(path) as file:
            np.save(file, np.array(pairs, np.int64).reshape(-1, 2))
    return Groups(texts, pairs)


def _digest(texts: Sequence[str]) -> str:
    digest = hashlib.sha256(f"{THRESHOLD}/{_PERMUTATIONS}/{_SHINGLE}".encode())
    for text in texts:
        digest.update(text.encode("utf-8", "replace") + b"\n")
    return digest.hexdigest()[:24]


def _find_pairs(texts: Sequence[str], track: Track) -> list[tuple[int, int]]:
    lsh = MinHashLSH(threshold=THRESHOLD, num_perm=_PERMUTATIONS)
    empty = MinHash(num_perm=_PERMUTATIONS, seed=1)
    seen: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    signatures: dict[int, MinHash] = {}
    for i, text in track(enumerate(texts), "looking for near-duplicates", len(texts)):
        letters = _NOT_LETTERS.sub("", text) or text
        if letters in seen:
            pairs.append((seen[letters], i))
            continue
        seen[letters] = i
        signature = empty.copy()
        signature.update_batch(_shingles(letters))
        near = (int(key) for key in lsh.query(signature))
        pairs += [(other, i) for other in near if signatures[other].jaccard(signature) >= THRESHOLD]
        lsh.insert(i, signature)
        signatures[i] = signature
    return pairs


def _shingles(letters: str) -> list[bytes]:
    count = max(1, len(letters) - _SHINGLE + 1)
    return sorted({letters[i : i + _SHINGLE].encode("utf-8", "replace") for i in range(count)})
