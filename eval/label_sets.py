"""Knowledge-point labels that public sets carry, each read the way its publisher means it.

A set's own labels let others compare; `graph` stands for the ids of our knowledge graph.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.public_sets import read_rows
from models.linear_head import HeadKind

__all__ = [
    "GRAPH", "IN_BULK", "LABEL_SETS", "LabelSet", "LabelledRow", "find_bulk_labels", "question_text", "read_label_set",
]  # fmt: skip

GRAPH = "graph"
IN_BULK = {"labels": "in bulk"}
"""Slice of the rows whose labels `find_bulk_labels` finds."""

_BULK_LABELS, _BULK_ROWS = 3, 100


@dataclass(frozen=True)
class LabelledRow:
    """A question with the labels its set gives it."""

    id: str
    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class LabelSet:
    """Labels of one public set.

    Attributes:
        name: As on the command line.
        source: The public set.
        kind: Whether a question has one label or any number.
        least: A label of fewer rows is left out.
        common: Labels of so many rows are also reported by themselves; 0 for none.
        labels_of: The labels of a row; none where the row does not belong.
        what: In a few words.
    """

    name: str
    source: str
    kind: HeadKind
    least: int
    common: int
    labels_of: Callable[[dict[str, Any]], Sequence[str]]
    what: str


def _second_level(row: dict[str, Any]) -> list[str]:
    """`知识点(初中)/book/chapter` or `知识点(高中)/field/topic` of each tag, the first of the leading tags first."""
    paths = ("/".join(tag.split("/")[:3]) for tag in row["tags"] if tag.startswith("知识点"))
    return list(dict.fromkeys(path for path in paths if path.count("/") == 2))


LABEL_SETS: dict[str, LabelSet] = {
    s.name: s
    for s in (
        LabelSet("baidu_hs", "baidu_hs", "any_of", 20, 150, lambda row: row["knowledge_points"],
                 "knowledge points of 高中 history, geography, politics and biology, with at least 20 questions each"),
        LabelSet("physics_kp", "physics_kp", "any_of", 20, 0, _second_level,
                 "second-level tags of 初中 and 高中 physics, with at least 20 questions each"),
        LabelSet("conceptmath", "conceptmath_zh", "one_of", 2, 0,
                 lambda row: row["concept_path"][-1:] if row["stage"] == "初中" else [],
                 "concepts of 初中 mathematics"),
    )
}  # fmt: skip


def question_text(row: dict[str, Any]) -> str:
    """A row's question with its options, as it would be printed."""
    text = str(row.get("question") or row.get("text") or "")
    options = row.get("options")
    if isinstance(options, dict) and options:
        text += " " + " ".join(f"{letter}．{option}" for letter, option in options.items())
    return text


def read_label_set(label_set: LabelSet, data_dir: Path | None) -> list[LabelledRow]:
    """The set's questions that have at least one label of at least `least` questions.

    Raises:
        MissingSetError: The set is absent.
    """
    rows = list(_rows(label_set, data_dir))
    counts = Counter(label for row in rows for label in set(row.labels))
    kept = {label for label, count in counts.items() if count >= label_set.least}
    trimmed = (LabelledRow(r.id, r.text, tuple(label for label in r.labels if label in kept)) for r in rows)
    return [row for row in trimmed if row.labels]


def find_bulk_labels(labels: Iterable[Sequence[str]]) -> set[frozenset[str]]:
    """Sets of three labels and more that a hundred questions and more have to the letter: whole batches were labelled
    at once, whatever each question asks, so that their labels say less.
    """
    counts = Counter(frozenset(row) for row in labels)
    return {row for row, count in counts.items() if len(row) >= _BULK_LABELS and count >= _BULK_ROWS}


def _rows(label_set: LabelSet, data_dir: Path | None) -> Iterator[LabelledRow]:
    for row in read_rows(label_set.source, data_dir):
        labels, text = tuple(dict.fromkeys(label_set.labels_of(row))), question_text(row)
        if labels and text.strip():
            yield LabelledRow(str(row["id"]), text, labels)
