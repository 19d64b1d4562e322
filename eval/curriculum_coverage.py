"""How much of what others list as taught our points cover, and how far prerequisites agree, on public sets.

A label is covered where it equals a point's name or alias after normalisation (exact), or stands with a point in a
table of `knowledge_graph/alignments/` that was read by hand (table). Labels are facts of other catalogues; nothing
else of them is kept here.
"""

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx

from eval.alignments import label_key, read_alignment
from eval.public_sets import find_set
from knowledge_graph import KnowledgeGraph

__all__ = ["Coverage", "find_by_label", "measure_coverage", "measure_prerequisites", "write_details"]

_SUBJECTS = {"政治": "道德与法治"}
_NUMBERING = re.compile(
    r"^(?:(?:第\s*)?[一二三四五六七八九十\d]+\s*[章节课讲框题目]\s*|课题\s*\d+\s*|[(（]?\d+(?:\.\d+)*[)）.．、]?\s*"
    r"|(?:starter )?(?:unit|module)\s*\d+[.:：]?\s*)+",
    re.IGNORECASE,
)
"""What stands before a lesson's name: 第三节, 1.2.2, 课题3, Unit 1."""


@dataclass
class Coverage:
    """Labels of one set and subject.

    Attributes:
        exact: Labels that equal a name or alias.
        table: Other labels that the hand-read table gives a point.
        unmatched: All others.
    """

    exact: list[str] = field(default_factory=list)
    table: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many labels there are."""
        return len(self.exact) + len(self.table) + len(self.unmatched)

    def shares(self) -> dict[str, float]:
        """Shares of all labels, 0–1."""
        total = max(1, self.total)
        return {"n": self.total, "exact": round(len(self.exact) / total, 4), "table": round(len(self.table) / total, 4),
                "covered": round((len(self.exact) + len(self.table)) / total, 4)}  # fmt: skip


def measure_coverage(graph: KnowledgeGraph, data_dir: Path | None) -> dict[str, dict[str, Coverage]]:
    """Set → subject → coverage; empty where the sets are not there."""
    nodes = find_set("kg", data_dir)
    if nodes is None:
        return {}
    folder = nodes.parent
    found: dict[str, dict[str, Coverage]] = {}
    for name, labels in (("k12_kgraph", _k12_concepts(folder)), ("textbook_tree", _lessons(folder))):
        tables = {subject: read_alignment(graph, name, subject) for subject in graph.subjects}
        by_subject = found.setdefault(name, {})
        for subject, label in dict.fromkeys(labels):
            coverage = by_subject.setdefault(subject, Coverage())
            if find_by_label(graph, subject, label):
                coverage.exact.append(label)
            elif tables[subject].get(label_key(name, label)):
                coverage.table.append(label)
            else:
                coverage.unmatched.append(label)
    return found


def measure_prerequisites(graph: KnowledgeGraph, data_dir: Path | None) -> dict[str, Any]:
    """Agreement with K12-KGraph's prerequisites on the points both have; empty where the set is not there.

    Its edges between 初中 concepts of one subject are carried over to our points. Recall: the share of those between
    different points that our graph has as a path. Precision: the share of our direct prerequisites, between points
    that both have, for which its edges have a path. `against` counts its edges that contradict ours.
    """
    nodes = find_set("kg", data_dir)
    if nodes is None:
        return {}
    folder = nodes.parent
    labels: dict[str, dict[str, None]] = {}
    for subject, label in _k12_concepts(folder):
        labels.setdefault(subject, {})[label] = None
    edges: dict[str, list[tuple[str, str]]] = {}
    for subject, source, target in _k12_prerequisites(folder):
        edges.setdefault(subject, []).append((source, target))
    report: dict[str, Any] = {}
    for subject in labels:
        table = read_alignment(graph, "k12_kgraph", subject)
        aligned = {
            label: find_by_label(graph, subject, label) or table.get(label_key("k12_kgraph", label), [])
            for label in labels[subject]
        }
        theirs: nx.DiGraph[str] = nx.DiGraph()
        sources: dict[tuple[str, str], tuple[str, str]] = {}
        for source, target in edges.get(subject, ()):
            for one in aligned.get(source, ()):
                for other in aligned.get(target, ()):
                    if one != other:
                        theirs.add_edge(one, other)
                        sources.setdefault((one, other), (source, target))
        both = set(theirs.nodes)
        ours = [(a, b) for a, b in graph.network.edges if a in both and b in both]
        missing = [edge for edge in theirs.edges if not nx.has_path(graph.network, *edge)]
        against = {edge for edge in missing if nx.has_path(graph.network, edge[1], edge[0])}
        unsupported = [edge for edge in ours if not nx.has_path(theirs, *edge)]
        report[subject] = {
            "points": len(both), "theirs": theirs.number_of_edges(), "ours": len(ours),
            "recall": _share(theirs.number_of_edges() - len(missing), theirs.number_of_edges()),
            "precision": _share(len(ours) - len(unsupported), len(ours)), "against": len(against),
            "missing": [{"source": a, "target": b, "labels": sources[a, b], "reversed": (a, b) in against}
                        for a, b in missing],
            "unsupported": [{"source": a, "target": b} for a, b in unsupported],
        }  # fmt: skip
    return report


def write_details(coverage: dict[str, dict[str, Coverage]], prerequisites: dict[str, Any], folder: Path) -> None:
    """Writes `<set>-<subject>.txt` (labels without a point) and `prerequisites-<subject>.csv` (where graphs differ)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, subjects in coverage.items():
        for subject, labels in subjects.items():
            (folder / f"{name}-{subject}.txt").write_text("\n".join(labels.unmatched) + "\n", encoding="utf-8")
    for subject, found in prerequisites.items():
        with (folder / f"prerequisites-{subject}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["kind", "source", "target", "their_source", "their_target"])
            for edge in found["missing"]:
                kind = "reversed" if edge["reversed"] else "theirs_only"
                writer.writerow([kind, edge["source"], edge["target"], *edge["labels"]])
            writer.writerows(["ours_only", edge["source"], edge["target"], "", ""] for edge in found["unsupported"])


def find_by_label(graph: KnowledgeGraph, subject: str, label: str) -> list[str]:
    """Ids of the subject's 初中 points that a label names, with or without its numbering."""
    found = graph.find_points(label) or graph.find_points(_NUMBERING.sub("", label))
    return [point.id for point in found if point.subject == subject and point.stage == "初中"]


def _k12_concepts(folder: Path) -> Iterator[tuple[str, str]]:
    for row in _lines(folder / "k12_kgraph_nodes.jsonl.gz"):
        if row["type"] == "Concept" and row["stage"] == "初中":
            yield row["subject"], row["name"]


def _k12_prerequisites(folder: Path) -> Iterator[tuple[str, str, str]]:
    for row in _lines(folder / "k12_kgraph_edges.jsonl.gz"):
        if row["type"] == "prerequisites_for":
            yield row["subject"], row["source"].partition("|")[2], row["target"].partition("|")[2]


def _lessons(folder: Path) -> Iterator[tuple[str, str]]:
    rows = list(_lines(folder / "junior_high_textbook_tree_9subjects.jsonl"))
    parents = {row["parent_id"] for row in rows}
    for row in rows:
        if row["id"] not in parents and row["parent_id"]:
            yield _SUBJECTS.get(row["subject"], row["subject"]), row["name"].strip()


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
