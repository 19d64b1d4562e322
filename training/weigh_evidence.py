"""Fits how much a text's knowledge points say about its subject and stage, beside the heads of these."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.corpus import LabelledText
from intent.evidence import add_stage_evidence, add_subject_evidence
from intent.linking import LinkerConfig, PointLinker
from models.encoder import TextEncoder
from models.linear_head import LinearHead

__all__ = ["weigh_evidence"]

Add = Callable[[NDArray[np.float32], Sequence[str], PointLinker, NDArray[np.float32]], NDArray[np.float32]]
_ADD: dict[str, Add] = {"subject": add_subject_evidence, "stage": add_stage_evidence}
_LEAST = 1e-6


def weigh_evidence(
    linker: PointLinker, heads: Mapping[str, LinearHead], texts: Sequence[LabelledText], encoder: TextEncoder,
) -> LinkerConfig:  # fmt: skip
    """The linker's configuration with the weights of least log loss.

    Args:
        linker: It must not have the texts among its own.
        heads: Of subject and stage; of one that is absent the weights stay.
        texts: With a subject and, as far as known, a stage; no head has learned from them.
        encoder: Of queries.
    """
    plain = [text.read for text in texts]
    vectors = encoder.encode_queries(plain)
    matches = linker.match(vectors, plain)
    chosen = linker.config
    for task, head in heads.items():
        labels = [getattr(text, task) for text in texts]
        known = np.array([label in head.classes for label in labels])
        truth = np.array([head.classes.index(label) for label in labels if label in head.classes])
        if len(truth):
            weights = _fit(task, head.classes, head.predict(vectors, plain)[known], truth, linker, matches[known])
            chosen = replace(chosen, **weights)
    return chosen


def _fit(
    task: str, classes: Sequence[str], rows: NDArray[np.float32], truth: NDArray[np.int64], linker: PointLinker,
    matches: NDArray[np.float32],
) -> dict[str, float]:  # fmt: skip
    def named(weights: NDArray[np.float64]) -> dict[str, float]:
        return {f"{task}_head": float(weights[0]), f"{task}_points": float(weights[1])}

    def loss(weights: NDArray[np.float64]) -> float:
        candidate = linker.with_config(replace(linker.config, **named(weights)))
        found = _ADD[task](rows, classes, candidate, matches)
        return float(-np.log(found[np.arange(len(truth)), truth] + _LEAST).mean())

    return named(minimize(loss, [1.0, 0.5], method="Nelder-Mead", bounds=[(0, 5), (0, 5)]).x)
