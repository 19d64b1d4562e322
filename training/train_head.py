"""Trains one head from the corpus: chooses texts, fits, and measures on what was never seen, baselines beside it."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.baselines import majority_guesses, tfidf_svm_guesses, zero_shot_guesses
from eval.corpus import CALIBRATION_PART, TEST_PART, Corpus, LabelledText
from eval.scoring import Scores, score_classes, score_levels, score_numbers
from models.encoder import TextEncoder
from models.linear_head import LinearHead
from models.tracking import Track, untracked
from training.augmentation import augment
from training.config import HeadConfig
from training.head_trainer import Fitted, Part, Targets, fit_head, make_targets
from training.recipes import RECIPES, choose_texts
from training.run import TrainingRun

__all__ = ["NoTextsError", "TrainedHead", "train_head"]

_LEARN_PARTS = tuple(range(CALIBRATION_PART))


class NoTextsError(ValueError):
    """The corpus holds no texts that a head could learn from."""


@dataclass(frozen=True)
class TrainedHead:
    """A head with everything its card and its pictures tell.

    Attributes:
        fitted: The head and how it came about.
        metrics: Figures on the test part, of the head and of each baseline.
        sources: Texts by source over all parts.
        sizes: Texts by part; `learn` counts disturbed copies too.
        removed: Pairs of near-duplicates that a split by single text would have torn apart.
        labels: Of the test part.
        guesses: The head's, in the same order.
        confidence: Its confidence in them.
    """

    fitted: Fitted
    metrics: dict[str, Scores]
    sources: dict[str, int]
    sizes: dict[str, int]
    removed: int
    labels: list[Any]
    guesses: list[Any]
    confidence: list[float]
    test: list[LabelledText]


def train_head(
    corpus: Corpus, encoder: TextEncoder, config: HeadConfig, run: TrainingRun, track: Track = untracked
) -> TrainedHead:
    """Trains the head that the configuration names.

    Raises:
        NoTextsError: The corpus holds no texts for it.
    """
    recipe = RECIPES[config.task]
    chosen = {
        name: choose_texts(recipe, corpus, config.research, config.seed, *parts)
        for name, parts in {"learn": _LEARN_PARTS, "calibrate": (CALIBRATION_PART,), "test": (TEST_PART,)}.items()
    }
    if not all(chosen.values()):
        raise NoTextsError(
            f"{config.task}: the corpus has no labelled texts in {[k for k, v in chosen.items() if not v]}"
        )
    texts = {name: [text.plain[: config.longest] for text in part] for name, part in chosen.items()}
    labels = {name: [recipe.label_of(text) for text in part] for name, part in chosen.items()}
    copies = _disturbed(chosen["learn"], config)
    texts["learn"] += [copy for _, copy in copies]
    labels["learn"] += [labels["learn"][i] for i, _ in copies]
    targets = _targets(recipe.kind, labels, config.task)
    rows = _split_rows(targets, [len(labels[name]) for name in ("learn", "calibrate", "test")])
    fitted = fit_head(
        config.task,
        targets,
        Part(texts["learn"], rows[0]),
        Part(texts["calibrate"], rows[1]),
        encoder,
        config,
        run,
        track,
    )
    return _measure(fitted, corpus, chosen, texts, labels, encoder, config)


def _disturbed(texts: Sequence[LabelledText], config: HeadConfig) -> list[tuple[int, str]]:
    """(position, disturbed copy) of the questions among the texts; a text's copies hang on it and the seed alone."""
    return [
        (i, augment(text.plain, random.Random(f"{config.seed}/{copy}/{text.plain}"))[: config.longest])
        for i, text in enumerate(texts) if text.form == "question" for copy in range(config.augmented)
    ]  # fmt: skip


def _targets(kind: Any, labels: dict[str, list[Any]], name: str) -> Targets:
    everything = [label for part in ("learn", "calibrate", "test") for label in labels[part]]
    return make_targets(kind, everything if kind == "number" else [[str(label)] for label in everything], name)


def _split_rows(targets: Targets, sizes: Sequence[int]) -> list[Any]:
    return np.split(targets.values, np.cumsum(sizes)[:-1])


def _measure(
    fitted: Fitted, corpus: Corpus, chosen: dict[str, list[LabelledText]], texts: dict[str, list[str]],
    labels: dict[str, list[Any]], encoder: TextEncoder, config: HeadConfig,
) -> TrainedHead:  # fmt: skip
    head = fitted.head
    vectors = encoder.encode_queries(texts["test"])
    rows = head.predict(vectors, texts["test"])
    test = labels["test"]
    if head.kind == "number":
        guesses: list[Any] = [float(value) for value in np.clip(rows[:, 0], 0, 1)]
        confidence = [0.0] * len(guesses)
        metrics = {
            "head": score_numbers(test, guesses),
            "constant": score_numbers(test, [float(np.median(labels["learn"]))] * len(test)),
        }  # fmt: skip
    else:
        guesses = [head.classes[i] for i in rows.argmax(axis=1)]
        metrics, confidence = _score(head, rows, test, guesses)
        metrics |= {
            name: _score_guesses(config.task, test, said) for name, said in {
                "majority": majority_guesses(labels["learn"], len(test)),
                "tfidf_svm": tfidf_svm_guesses(texts["learn"], labels["learn"], texts["test"], config.seed),
                "zero_shot": zero_shot_guesses(config.task, head.classes, vectors, encoder),
            }.items() if said is not None
        }  # fmt: skip
    sources = dict(Counter(text.source for part in chosen.values() for text in part))
    sizes = {name: len(part) for name, part in texts.items()}
    return TrainedHead(
        fitted, metrics, sources, sizes, corpus.groups.crossing(0), test, guesses, confidence, chosen["test"]
    )


def _score(
    head: LinearHead, rows: Any, labels: Sequence[str], guesses: Sequence[str]
) -> tuple[dict[str, Scores], list[float]]:
    if head.name == "ability":
        levels, confidence = likeliest_levels(head.classes, rows)
        return {"head": score_levels(labels, guesses, levels, confidence)}, confidence
    confidence = [float(value) for value in rows.max(axis=1)]
    return {"head": score_classes(labels, guesses, confidence)}, confidence


def likeliest_levels(classes: Sequence[str], rows: Any) -> tuple[list[str], list[float]]:
    """The likeliest of A, B, C by the summed probability of its sub-levels, with that probability."""
    sums = np.stack([rows[:, [name[0] == level for name in classes]].sum(axis=1) for level in "ABC"], axis=1)
    return ["ABC"[i] for i in sums.argmax(axis=1)], [float(value) for value in sums.max(axis=1)]


def _score_guesses(task: str, labels: Sequence[str], guesses: Sequence[str]) -> Scores:
    if task == "ability":
        return score_levels(labels, guesses, [guess[0] for guess in guesses])
    return score_classes(labels, guesses)
