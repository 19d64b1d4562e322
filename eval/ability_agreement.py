"""How far two labellers agree on ability levels, and whether a question's source gives its level away."""

import csv
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from eval.corpus import ABILITY_LABELS
from eval.metrics import bootstrap, kappa

__all__ = ["measure_agreement"]

_FOLDS = 5


def measure_agreement(folder: Path = ABILITY_LABELS, seed: int = 0) -> dict[str, dict[str, Any]]:
    """By subject, and `all`: questions, settled questions by level, κ of the two passes for three and nine classes with
    95 % intervals, the share of the commonest level, and the cross-validated accuracy of guessing a question's level
    from its set alone.
    """
    rows: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows[path.stem] = list(csv.DictReader(file))
    rows["all"] = [row for part in list(rows.values()) for row in part]
    return {subject: _measure(part, seed) for subject, part in rows.items()}


def _measure(rows: list[dict[str, str]], seed: int) -> dict[str, Any]:
    first, second = ([row[name] for row in rows] for name in ("first", "second"))
    levels = [row["settled"][0] for row in rows]
    counts = Counter(levels)
    three = bootstrap(kappa([code[0] for code in first], [code[0] for code in second]), len(rows), seed)
    return {
        "n": len(rows), **{level: counts[level] for level in "ABC"},
        "kappa_3": str(three), "kappa_9": str(bootstrap(kappa(first, second), len(rows), seed)),
        "commonest": round(max(counts.values()) / len(rows), 3),
        "source_only": round(_source_accuracy([row["set"] for row in rows], levels, seed), 3),
    }  # fmt: skip


def _source_accuracy(sources: list[str], levels: list[str], seed: int) -> float:
    """Accuracy of the commonest level of each source, learned on four fifths and asked of the fifth."""
    fold = np.random.default_rng(seed).integers(0, _FOLDS, len(sources))
    right = 0
    for part in range(_FOLDS):
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for source, level in ((s, v) for s, v, f in zip(sources, levels, fold, strict=True) if f != part):
            seen[source][level] += 1
        asked = ((s, v) for s, v, f in zip(sources, levels, fold, strict=True) if f == part)
        right += sum(seen[source].most_common(1)[0][0] == level for source, level in asked if source in seen)
    return right / len(sources)
