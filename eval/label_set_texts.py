"""A public set's own labels by part of the split."""

from collections.abc import Iterable
from pathlib import Path

from eval.corpus import Corpus
from eval.label_sets import LABEL_SETS, read_label_set
from eval.public_sets import find_set
from models.plain_text import plain_text, shorten

__all__ = ["label_set_texts"]


def label_set_texts(
    name: str, corpus: Corpus, data_dir: Path | None, parts: Iterable[int]
) -> list[tuple[str, tuple[str, ...]]]:
    """(what is read of the text, labels) of the set's questions in some parts; empty where the set is absent."""
    label_set = LABEL_SETS[name]
    if find_set(label_set.source, data_dir) is None:
        return []
    ids = {text.id for text in corpus.choose(lambda text: text.source == label_set.source, *parts)}
    return [(shorten(plain_text(row.text)), row.labels) for row in read_label_set(label_set, data_dir) if row.id in ids]
