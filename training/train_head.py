"""Trains one head from the corpus: chooses texts, fits, and measures on what was never seen, baselines beside it."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.baselines import fit_tfidf_svm, majority_guesses, zero_shot_guesses
from eval.corpus import CALIBRATION_PART, LEARN_PARTS, SPLIT_SEED, TEST_PART, Corpus, LabelledText
from eval.scoring import Scores, score_numbers, score_task
from intent.grouped_choice import choose_class
from models.encoder import TextEncoder
from models.plain_text import shorten
from models.tracking import Track, untracked
from training.augmentation import augment
from training.config import HeadConfig
from training.head_trainer import Fitted, Part, Targets, fit_head, make_targets
from training.recipes import RECIPES, choose_texts
from training.run import TrainingRun

__all__ = ["NoTextsError", "TrainedHead", "train_head"]


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
        for name, parts in {"learn": LEARN_PARTS, "calibrate": (CALIBRATION_PART,), "test": (TEST_PART,)}.items()
    }
    if not all(chosen.values()):
        raise NoTextsError(
            f"{config.task}: the corpus has no labelled texts in {[k for k, v in chosen.items() if not v]}"
        )
    texts = {name: [text.read for text in part] for name, part in chosen.items()}
    labels = {name: [recipe.label_of(text) for text in part] for name, part in chosen.items()}
    copies = _disturbed(chosen["learn"], config)
    texts["learn"] += [copy for _, copy in copies]
    labels["learn"] += [labels["learn"][i] for i, _ in copies]
    targets = _targets(recipe.kind, labels, config.task)
    rows = _split_rows(targets, [len(labels[name]) for name in ("learn", "calibrate", "test")])
    counts = [_weight(text, config) for text in chosen["learn"]]
    counts += [counts[i] for i, _ in copies]
    learn = Part(texts["learn"], rows[0], np.array(counts, np.float32))
    fitted = fit_head(config.task, targets, learn, Part(texts["calibrate"], rows[1]), encoder, config, run, track)
    return _measure(fitted, corpus, chosen, texts, labels, encoder, config)


def _weight(text: LabelledText, config: HeadConfig) -> float:
    """How much the text counts in learning."""
    return config.source_weights.get(text.source, 1.0) * (config.balanced_weight if text.balanced else 1.0)


def _disturbed(texts: Sequence[LabelledText], config: HeadConfig) -> list[tuple[int, str]]:
    """(position, disturbed copy) of the questions among the texts; a text's copies hang on it and the seed alone."""
    return [
        (i, shorten(augment(text.plain, random.Random(f"{config.seed}/{copy}/{text.plain}"))))
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
        chosen_classes = [choose_class(head.name, head.classes, row) for row in rows]
        guesses, confidence = [name for name, _ in chosen_classes], [sure for _, sure in chosen_classes]
        baselines = {
            "majority": majority_guesses(labels["learn"], len(test)),
            "tfidf_svm": fit_tfidf_svm(texts["learn"], labels["learn"], config.seed).predict(texts["test"]).tolist(),
            "zero_shot": zero_shot_guesses(config.task, head.classes, vectors, encoder),
        }
        metrics = {"head": score_task(config.task, test, guesses, confidence)}
        metrics |= {name: score_task(config.task, test, said) for name, said in baselines.items() if said is not None}
    sources = dict(Counter(text.source for part in chosen.values() for text in part))
    sizes = {name: len(part) for name, part in texts.items()}
    return TrainedHead(fitted, metrics, sources, sizes, corpus.groups.crossing(SPLIT_SEED), test, guesses, confidence)
