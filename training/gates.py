"""What a version must not be worse at to serve: each figure of its task, on each set of rows nobody learned from."""

from collections.abc import Sequence

from eval.understanding import Evaluation
from models.registry import GateResult

__all__ = ["compare"]

_FIGURES = (
    "accuracy", "accuracy_9", "macro_f1", "macro_f1_9", "macro_f1_sub", "micro_f1", "r@1", "r@3", "recall", "silence",
    "spearman",
)  # fmt: skip


def compare(serving: Sequence[Evaluation], candidate: Sequence[Evaluation]) -> list[GateResult]:
    """One gate for each figure on each source, and one for calibration, from evaluations of the same rows."""
    gates = []
    for old, new in zip(serving, candidate, strict=True):
        for name, measured in new.metrics.items():
            if name in _FIGURES:
                gates.append(GateResult(gate=f"{name} of {new.name}", serving=old.metrics[name].value,
                                        candidate=measured.value))  # fmt: skip
            elif name.startswith("ece"):
                gates.append(GateResult(gate=f"calibration of {new.name}", serving=1 - old.metrics[name].value,
                                        candidate=1 - measured.value))  # fmt: skip
    return gates
