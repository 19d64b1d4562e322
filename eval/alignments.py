"""Hand-read tables from labels of public sets to knowledge points: knowledge_graph/alignments/<set>/<subject code>.csv.

Columns: `label` (a `label_key`) and `points` (ids, the best first, separated by spaces; empty: outside the curriculum).
Labels are facts of other catalogues; nothing else of them is kept here.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from knowledge_graph import KnowledgeGraph

__all__ = ["ALIGNMENTS", "aligned_points", "label_key", "read_alignment"]

ALIGNMENTS = Path(__file__).parent.parent / "knowledge_graph" / "alignments"

_LONGEST_NAME = {"k12_kgraph": 24}  # characters; what is longer there is a sentence of its catalogue, not a name
_LONGEST = 100
_SENTENCE = re.compile(r"[。？?！!；;\n]")


def label_key(name: str, label: str) -> str:
    """How a label of the set `name` stands in its table: a name as it is; a sentence, not ours to keep, by digest."""
    if len(label) <= _LONGEST_NAME.get(name, _LONGEST) and not _SENTENCE.search(label):
        return label
    return f"sha256:{hashlib.sha256(label.encode()).hexdigest()[:16]}"


def read_alignment(graph: KnowledgeGraph, name: str, subject: str) -> dict[str, list[str]]:
    """A table: label key → ids of points, none where the label lies outside the curriculum; empty without a table.

    Raises:
        ValueError: A row names a point that does not exist; with file and line.
    """
    path = ALIGNMENTS / name / f"{graph.subjects[subject].code}.csv"
    if not path.is_file():
        return {}
    table: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            points = row["points"].split()
            unknown = [point for point in points if point not in graph]
            if unknown:
                raise ValueError(f"{path}:{number}: no point has the id {', '.join(unknown)}")
            table[row["label"]] = [graph.current_id(point) for point in points]
    return table


def aligned_points(name: str, table: Mapping[str, Sequence[str]], labels: Iterable[str]) -> tuple[str, ...]:
    """The points of a row's labels, each once, in the order of the labels."""
    return tuple(dict.fromkeys(point for label in labels for point in table.get(label_key(name, label), ())))
