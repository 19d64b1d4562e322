"""A corpus of any size to measure search on: real questions, and damaged copies of them with vectors to match.

Encoding a million texts takes hours. So only some questions are encoded; another question gets the vector of one of
them, turned by noise as far as nearest neighbours are apart; and a copy that of its original, turned as far as the
encoder itself turns a text that is damaged as much.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.label_sets import question_text
from eval.public_sets import find_set, read_rows
from eval.retrieval import add_noise
from intent.authored_rows import read_paper_questions
from models.encoder import TextEncoder, Vectors
from models.plain_text import plain_text
from recommender.answers.index import IndexedAnswer
from recommender.items import AnswerItem

__all__ = ["CopiedText", "ScaleCorpus", "facet_of", "index_copy", "read_originals"]

_SETS = ("cjeval", "baidu_hs", "gaokao_bench", "tal_scq5k_zh", "conceptmath_zh", "physics_kp")
_LEAST_CHARACTERS = 20
_SHARES = (0.05, 0.1, 0.2, 0.3)  # of characters damaged
_COPIES = 20  # of a question, itself included, in a corpus that is large enough
_FACETS = 9
_PAIRS = 50  # encoded to learn how far damage turns a vector


@dataclass(frozen=True)
class CopiedText:
    """A text of the corpus.

    Attributes:
        original: Number of the original.
        share: Share of its characters that were damaged; 0 for the original itself.
        vector: Shape (dimension,).
    """

    original: int
    share: float
    text: str
    vector: NDArray[np.float32]


def read_originals(data_dir: Path | None) -> list[str]:
    """Questions of the public sets that are there, else the authored ones; plain, each once."""
    present = [name for name in _SETS if find_set(name, data_dir)]
    rows = (question_text(row) for name in present for row in read_rows(name, data_dir))
    texts = rows if present else (row.text for row in read_paper_questions())
    return [text for text in dict.fromkeys(map(plain_text, texts)) if len(text) >= _LEAST_CHARACTERS]


class ScaleCorpus:
    """`n` texts with vectors, the same for the same seed.

    Args:
        questions: To draw originals from; one text in twenty is an original, as far as there are so many.
        n: Texts in all.
        n_encoded: Originals that are encoded, the first ones; also where it is more than one text in twenty.
        encoder: Encodes them, and some damaged pairs.
        seed: Of the choice and the damage.

    Attributes:
        originals: Texts.
        vectors: Of the originals, shape (originals, dimension).
        encoded: How many of them are really encoded.
        cosines: By share of damaged characters, the encoder's mean cosine to the undamaged text.
        neighbour_cosine: Median cosine of an encoded text to its nearest neighbour.
    """

    def __init__(
        self, questions: Sequence[str], n: int, n_encoded: int, encoder: TextEncoder, seed: int = 0
    ) -> None:  # fmt: skip
        self.n, self._seed, luck = n, seed, random.Random(seed)
        encoded = luck.sample(list(questions), min(len(questions), n, n_encoded))
        others = sorted(set(questions) - set(encoded))
        more = random.Random(seed).sample(others, min(len(others), max(0, n // _COPIES - len(encoded))))
        self.originals, self.encoded = [*encoded, *more], len(encoded)
        vectors = encoder.encode_passages(encoded)
        self.cosines = {share: _mean_cosine(encoded, vectors, share, encoder, luck) for share in _SHARES}
        self.neighbour_cosine = float(np.median(np.sort(vectors @ vectors.T, axis=1)[:, -2]))
        generator = np.random.default_rng(seed)
        borrowed = vectors[generator.integers(len(vectors), size=len(more))]
        self.vectors: Vectors = np.concatenate([vectors, _turn(borrowed, self.neighbour_cosine, generator)])

    def __iter__(self) -> Iterator[CopiedText]:
        luck, generator = random.Random(self._seed + 1), np.random.default_rng(self._seed + 1)
        for number in range(self.n):
            if number < len(self.originals):
                yield CopiedText(number, 0.0, self.originals[number], self.vectors[number])
            else:
                yield self.copy(number % len(self.originals), luck.choice(_SHARES), luck, generator)

    def copy(self, original: int, share: float, luck: random.Random, generator: np.random.Generator) -> CopiedText:
        """A damaged copy, its vector turned away from the original's in a random direction."""
        vector = _turn(self.vectors[original : original + 1], self.cosines[share], generator)[0]
        return CopiedText(original, share, add_noise(self.originals[original], share, luck), vector)


def index_copy(number: int, copied: CopiedText) -> IndexedAnswer:
    """The text as an answered question; its id tells the original."""
    item = AnswerItem(
        id=f"{copied.original}-{number}", title=copied.text[:40], subject=facet_of(copied.original), points=(),
        level="B1", difficulty=0.5, question=copied.text,
    )  # fmt: skip
    return IndexedAnswer(item, copied.text, copied.vector)


def facet_of(original: int) -> str:
    """The subject that an original and its copies are dealt to."""
    return f"subject {original % _FACETS}"


def _mean_cosine(
    texts: Sequence[str], vectors: Vectors, share: float, encoder: TextEncoder, luck: random.Random
) -> float:  # fmt: skip
    chosen = luck.sample(range(len(texts)), min(_PAIRS, len(texts)))
    damaged = encoder.encode_passages([add_noise(texts[number], share, luck) for number in chosen])
    return float((damaged * vectors[chosen]).sum(axis=1).mean())


def _turn(vectors: Vectors, cosine: float, generator: np.random.Generator) -> Vectors:
    """Unit vectors at this cosine from the given ones."""
    noise = generator.standard_normal(vectors.shape).astype(np.float32)
    noise -= (noise * vectors).sum(axis=1, keepdims=True) * vectors
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    return np.asarray(cosine * vectors + np.sqrt(1 - cosine**2) * noise, np.float32)
