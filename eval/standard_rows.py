"""What understanding is measured on when nobody names a file: the corpus' test part, and sets written for it alone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.corpus import AUTHORED, TEST_PART, Corpus, LabelledText, sample
from eval.label_set_texts import label_set_texts
from eval.label_sets import GRAPH, IN_BULK, LABEL_SETS, find_bulk_labels, read_label_set
from eval.labelled_files import Label, Measurement
from models.plain_text import plain_text

__all__ = ["SETS_FOLDER", "StandardRows", "find_standard_rows", "read_colloquial"]

SETS_FOLDER = Path(__file__).parent / "sets"
"""Colloquial requests, intents, distress, what is not served: by somebody who saw neither training texts nor output."""

_MOST_POINTS = 8  # a row whose labels are aligned with more points is about a whole field


@dataclass(frozen=True)
class StandardRows:
    """Rows of one task from one source.

    Attributes:
        source: A public set, `authored`, or a file of `SETS_FOLDER`.
    """

    task: str
    label_set: str
    source: str
    rows: list[Measurement]


def find_standard_rows(
    corpus: Corpus, data_dir: Path | None, n: int, seed: int, tasks: tuple[str, ...]
) -> Iterator[StandardRows]:
    """At most `n` rows of each task and source that is there."""
    test = corpus.choose(lambda text: text.form == "question", TEST_PART)
    sources = list(dict.fromkeys(text.source for text in test))
    for task in tasks:
        for source in sources:
            if task == "points" and source == AUTHORED:
                continue  # the linker compares with these very questions
            texts = [text for text in test if text.source == source and _label(task, text) is not None]
            if texts:
                yield StandardRows(task, GRAPH, source, [_row(task, text) for text in sample(texts, n, seed)])
        for name in _FILES.get(task, (task,)):
            path = SETS_FOLDER / f"{name}.jsonl"
            if path.is_file():
                yield StandardRows(task, GRAPH, name, list(_written(task, path)))
    if "points" in tasks:
        yield from _label_set_rows(corpus, data_dir, n, seed)


_FILES = {"points": ("colloquial",), "danger": ("danger", "red_team_second")}


def _label(task: str, text: LabelledText) -> Label | None:
    labels: dict[str, Label | None] = {
        "subject": text.subject, "stage": text.stage, "ability": text.ability, "difficulty": text.difficulty,
        "danger": text.danger,
        "points": text.points if 0 < len(text.points) <= _MOST_POINTS else None,
    }  # fmt: skip
    return labels.get(task)


def _row(task: str, text: LabelledText) -> Measurement:
    label = _label(task, text)
    assert label is not None
    slices = {
        name: value for name, value in (("subject", text.subject), ("stage", text.stage)) if value and name != task
    }
    return Measurement(text.plain, label, slices)


def read_colloquial() -> list[tuple[str, tuple[str, ...]]]:
    """Colloquial requests with the ids of the points that are right."""
    rows = _written("points", SETS_FOLDER / "colloquial.jsonl")
    return [(row.text, row.label) for row in rows if isinstance(row.label, tuple)]


def _written(task: str, path: Path) -> Iterator[Measurement]:
    with path.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            text = plain_text(row["text"])
            if task == "points":
                yield Measurement(text, tuple(row["points"]))
            elif "danger" in row:
                yield Measurement(text, row["danger"], {})
            elif task == "danger":
                if row["expect"] in ("declined", "served"):
                    yield Measurement(text, row["kind"] if row["expect"] == "declined" else "none", {})
            elif task == "distress":
                yield Measurement(text, "yes" if row["distress"] else "no", {"kind": row["kind"]})
            else:
                yield Measurement(text, f"{row['name']}/{row['sub']}")


def _label_set_rows(corpus: Corpus, data_dir: Path | None, n: int, seed: int) -> Iterator[StandardRows]:
    for label_set in LABEL_SETS.values():
        texts = label_set_texts(label_set.name, corpus, data_dir, (TEST_PART,))
        if texts:
            bulk = find_bulk_labels(row.labels for row in read_label_set(label_set, data_dir))
            rows = [Measurement(text, labels, IN_BULK if frozenset(labels) in bulk else {})
                    for text, labels in sample(texts, n, seed)]  # fmt: skip
            yield StandardRows("points", label_set.name, label_set.source, rows)
