"""The part of a public set's own labels that its head learns from."""

from pathlib import Path

from eval.corpus import CALIBRATION_PART, Corpus
from eval.label_sets import LABEL_SETS, read_label_set
from eval.public_sets import find_set
from models.plain_text import plain_text

__all__ = ["label_set_texts"]


def label_set_texts(name: str, corpus: Corpus, data_dir: Path | None, *parts: int) -> list[tuple[str, tuple[str, ...]]]:
    """(plain text, labels) of the set's questions in some parts, those to learn from where none is named; empty where
    the set is absent.
    """
    label_set = LABEL_SETS[name]
    if find_set(label_set.source, data_dir) is None:
        return []
    wanted = parts or tuple(range(CALIBRATION_PART))
    ids = {text.id for text in corpus.choose(lambda text: text.source == label_set.source, *wanted)}
    return [(plain_text(row.text), row.labels) for row in read_label_set(label_set, data_dir) if row.id in ids]
