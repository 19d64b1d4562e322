"""Writes to an index on disk until it is killed, and says how far it is: `python writer.py FOLDER`.

Change `n` puts answers 5n … 5n+4 and withdraws those of change n-3.
"""

import sys
from pathlib import Path

import numpy as np

from recommender.answers.disk import DiskAnswers
from recommender.answers.index import AnswerIndex, IndexedAnswer
from recommender.items import AnswerItem

AT_ONCE, KEPT = 5, 3


def numbered(number: int) -> IndexedAnswer:
    """The answer of a number, with a vector and a text of its own."""
    text = f"第{number}题：把{number * 7919}写成质因数的积，再求{number * 104729}除以它的余数。"
    vector = np.random.default_rng(number).standard_normal(16).astype(np.float32)
    item = AnswerItem(
        id=f"a{number}", title="题", subject="数学", points=(), level="B1", difficulty=0.5, question=text
    )  # fmt: skip
    return IndexedAnswer(item, text, vector / np.linalg.norm(vector))


def change(index: AnswerIndex, sequence: int) -> None:
    """Makes the change of this sequence."""
    put = [numbered(sequence * AT_ONCE + place) for place in range(AT_ONCE)]
    index.apply(put, [f"a{(sequence - KEPT) * AT_ONCE + place}" for place in range(AT_ONCE)], sequence)


def kept_at(sequence: int) -> set[int]:
    """Numbers of the answers that are there after a change."""
    return set(range(max(AT_ONCE, (sequence - KEPT + 1) * AT_ONCE), (sequence + 1) * AT_ONCE))


if __name__ == "__main__":
    index = DiskAnswers(Path(sys.argv[1]), "hash", 16, "log")
    while True:
        change(index, index.sequence + 1)
        print(index.sequence, flush=True)
