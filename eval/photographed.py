"""What a photograph costs: the same questions understood as typed, and as read from pictures in several conditions."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.corpus import LabelledText
from eval.metrics import bootstrap
from eval.rendering import CONDITIONS, degrade, render_question, to_jpeg
from intent.profile import QuestionProfile
from intent.profiler import Profiler
from models.tracking import Track, untracked
from ocr.reading import Reader, ReadError

__all__ = ["evaluate_photographed", "read_photograph"]

_LONGEST = 300  # characters; longer questions fill a page

_TASKS: dict[str, tuple[Callable[[LabelledText], str | None], Callable[[QuestionProfile], str | None]]] = {
    "subject": (lambda text: text.subject, lambda profile: profile.subject),
    "stage": (lambda text: text.stage, lambda profile: profile.stage),
    "point": (
        lambda text: text.points[0] if text.points else None,
        lambda profile: profile.knowledge_points[0].id if profile.knowledge_points else None,
    ),
    "level": (lambda text: text.ability[0] if text.ability else None, lambda profile: profile.ability.code[0]),
}
"""By task what is right, None where it is not known, and what a profile says."""


def evaluate_photographed(
    texts: Sequence[LabelledText], profiler: Profiler, reader: Reader, n: int = 40, seed: int = 0,
    conditions: Sequence[str] = CONDITIONS, track: Track = untracked,
) -> dict[str, Any]:  # fmt: skip
    """Accuracy of subject, stage, first knowledge point and ability level, typed and read, per condition.

    Args:
        texts: Questions with labels that no model has learned from; formulas in LaTeX and long ones are passed over.
        profiler: Must not have the questions among the texts it compares with.
        reader: Of pictures.
        n: Questions of each condition; the same ones in all.
        seed: Of choice, drawing and spoiling.
        conditions: Of `eval.rendering`.
        track: Shows progress.

    Returns:
        `{"n", "seed", "conditions": {name: {"unread", task: {"n", "typed", "read", "lost", "lo", "hi"}}}}`; `lost` is
        the difference with its paired 95 % interval, `unread` the pictures without any text.

    Raises:
        ValueError: No question can be drawn.
    """
    fit = [text for text in texts if "$" not in text.text and "\\" not in text.text and len(text.text) <= _LONGEST]
    if not fit:
        raise ValueError("there is no question that can be drawn")
    order = np.random.default_rng(seed).permutation(len(fit))[:n]
    chosen = [fit[i] for i in order]
    typed = profiler.profile_many([text.text for text in chosen])
    report: dict[str, Any] = {"n": len(chosen), "seed": seed, "conditions": {}}
    for condition in conditions:
        found = [read_photograph(reader, text.text, condition, seed + i)
                 for i, text in enumerate(track(chosen, condition, len(chosen)))]  # fmt: skip
        read = profiler.profile_many([text or "？" for text in found])
        report["conditions"][condition] = {
            "unread": found.count(""), **_compare(chosen, typed, read, seed)
        }  # fmt: skip
    return report


def read_photograph(reader: Reader, text: str, condition: str, seed: int) -> str:
    """What OCR reads of a text drawn and spoilt so; empty where it finds none."""
    picture = to_jpeg(degrade(render_question(text, seed).image, condition, seed))
    try:
        return reader.read(picture).text
    except ReadError as error:
        if error.code != "no_text":
            raise
        return ""


def _compare(
    texts: Sequence[LabelledText], typed: Sequence[QuestionProfile], read: Sequence[QuestionProfile], seed: int
) -> dict[str, dict[str, Any]]:
    figures = {}
    for task, (label_of, said) in _TASKS.items():
        right = np.array([
            [said(one) == label_of(text), said(other) == label_of(text)]
            for text, one, other in zip(texts, typed, read, strict=True) if label_of(text) is not None
        ], float)  # fmt: skip
        if len(right):
            figures[task] = _lost(right, seed)
    return figures


def _lost(right: NDArray[np.float64], seed: int) -> dict[str, Any]:
    """Of which questions were right typed and read, shape (questions, 2)."""
    lost = bootstrap(lambda rows: float((right[rows, 0] - right[rows, 1]).mean()), len(right), seed).as_dict()
    return {
        "n": len(right), "typed": round(float(right[:, 0].mean()), 4), "read": round(float(right[:, 1].mean()), 4),
        "lost": lost["value"], "lo": lost["lo"], "hi": lost["hi"],
    }  # fmt: skip
