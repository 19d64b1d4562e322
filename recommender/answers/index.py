"""What an index of very many answered questions can do, wherever it keeps them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.encoder import Vectors
from recommender.items import AnswerItem

__all__ = ["CANDIDATES", "AnswerIndex", "IndexedAnswer"]

CANDIDATES = 100
"""Of each view that are looked at, and of their union that are found."""


@dataclass(frozen=True)
class IndexedAnswer:
    """An answered question as it goes into an index.

    Attributes:
        text: The question, plain: what it is found by.
        vector: Of the text, of unit length, shape (dimension,).
    """

    item: AnswerItem
    text: str
    vector: NDArray[np.float32]


class AnswerIndex(Protocol):
    """Answered questions, searched by meaning and wording. Many may search while one writes."""

    @property
    def source(self) -> str:
        """Names the change log it follows."""
        ...

    @property
    def sequence(self) -> int:
        """How far it has followed."""
        ...

    def __len__(self) -> int:
        """How many answers it holds."""
        ...

    def find(self, item_id: str) -> AnswerItem | None:
        """The answer with this id, where it is in the index."""
        ...

    def search(self, vector: Vectors, text: str, facets: Collection[str]) -> list[tuple[AnswerItem, float]]:
        """The nearest answers of these facets, best first, with their fused similarity to one text.

        Args:
            vector: The encoded text, shape (1, dimension).
            text: The same text, plain.
            facets: Answers of any of these are wanted; as `facets_of` names them.

        Returns:
            About a hundred; similarity is in standard deviations over all answers, as an exact index has it.
        """
        ...

    def apply(self, put: Sequence[IndexedAnswer], withdrawn: Collection[str], sequence: int) -> None:
        """Adds or changes answers, withdraws others, and notes how far it has followed: all of it or nothing."""
        ...
