"""Trains a head of a public set's own knowledge-point labels, where others' figures can be compared."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.alignments import read_alignment
from eval.baselines import svm_scores
from eval.corpus import AUTHORED, CALIBRATION_PART, LEARN_PARTS, SPLIT_SEED, TEST_PART, Corpus, is_permitted
from eval.label_set_texts import label_set_texts
from eval.label_sets import LABEL_SETS, LabelSet
from eval.near_duplicates import PARTS
from eval.scoring import Scores, best_threshold, indicator, score_labels, score_lead
from knowledge_graph import KnowledgeGraph
from models.encoder import TextEncoder
from models.tracking import Track, untracked
from training.config import HeadConfig
from training.head_trainer import Fitted, Part, fit_head, make_targets
from training.run import TrainingRun
from training.train_head import NoTextsError, TrainedHead

__all__ = ["train_label_set"]

LabelledTexts = Sequence[tuple[str, tuple[str, ...]]]
_MARGINS = np.linspace(-1.0, 0.5, 61).tolist()  # thresholds of the SVM that are tried


@dataclass(frozen=True)
class _Split:
    learn: LabelledTexts
    calibrate: LabelledTexts
    test: LabelledTexts


def train_label_set(
    corpus: Corpus, graph: KnowledgeGraph, data_dir: Path | None, encoder: TextEncoder, config: HeadConfig,
    run: TrainingRun, track: Track = untracked,
) -> TrainedHead:  # fmt: skip
    """Trains the head of `config.label_set`; a set with one label a question also learns from our own questions.

    Raises:
        NoTextsError: The set is absent.
    """
    label_set = LABEL_SETS[config.label_set]
    ours = _our_texts(label_set, corpus, graph) if label_set.kind == "one_of" else []

    def split(learn: Sequence[int], calibrate: int, *test: int) -> _Split:
        parts = (label_set_texts(label_set.name, corpus, data_dir, of) for of in (learn, (calibrate,), test))
        return _Split(*parts)

    whole = split(LEARN_PARTS, CALIBRATION_PART, TEST_PART)
    if not (whole.learn and whole.calibrate and whole.test):
        raise NoTextsError(f"{label_set.name}: the set {label_set.source} is not here; see shuangshi data list")
    fitted = _fit(label_set, whole, ours, encoder, config, run, track)
    if config.folds:
        splits = [split([part for part in range(PARTS) if part not in fold], fold[0], *fold[1:])
                  for fold in _folds(config.folds)]  # fmt: skip
        heads = [_fit(label_set, each, ours, encoder, config, run.under(f"fold-{i}"), track)
                 for i, each in enumerate(splits)]  # fmt: skip
    else:
        splits, heads = [whole], [fitted]
    metrics = _measure(label_set, splits, heads, encoder, config)
    count = sum(len(part) for part in (whole.learn, whole.calibrate, whole.test))
    sizes = {"learn": len(whole.learn) + len(ours), "calibrate": len(whole.calibrate),
             "test": sum(len(each.test) for each in splits)}  # fmt: skip
    sources = {label_set.source: count} | ({"authored": len(ours)} if ours else {})
    return TrainedHead(fitted, metrics, sources, sizes, corpus.groups.crossing(SPLIT_SEED), [], [], [])


def _folds(count: int) -> list[list[int]]:
    """For each fold the part to calibrate on and the parts to guess, which nobody of the fold learns from."""
    width = PARTS // count
    return [[(first + width) % PARTS, *range(first, first + width)] for first in range(0, PARTS, width)]


def _fit(
    label_set: LabelSet, split: _Split, ours: LabelledTexts, encoder: TextEncoder, config: HeadConfig,
    run: TrainingRun, track: Track,
) -> Fitted:  # fmt: skip
    learn = [*split.learn, *ours]
    targets = make_targets(label_set.kind, [labels for _, labels in (*learn, *split.calibrate)], label_set.name)
    rows = np.split(targets.values, [len(learn)])
    counts = [1.0] * len(split.learn) + [config.source_weights.get(AUTHORED, 1.0)] * len(ours)
    first = Part([text for text, _ in learn], rows[0], np.array(counts, np.float32))
    second = Part([text for text, _ in split.calibrate], rows[1])
    return fit_head(f"points-{label_set.name}", targets, first, second, encoder, config, run, track)


def _measure(
    label_set: LabelSet, splits: Sequence[_Split], heads: Sequence[Fitted], encoder: TextEncoder, config: HeadConfig
) -> dict[str, Scores]:
    """All splits together; the SVM at its own threshold and at the one that is best on the calibration part."""
    classes = sorted({name for fitted in heads for name in fitted.head.classes})
    truth: list[NDArray[np.bool_]] = []
    said: dict[str, list[NDArray[Any]]] = defaultdict(list)
    for split, fitted in zip(splits, heads, strict=True):
        head, texts = fitted.head, [text for text, _ in split.test]
        truth.append(indicator(classes, [labels for _, labels in split.test]))
        found = np.zeros((len(texts), len(classes)))
        found[:, [classes.index(name) for name in head.classes]] = head.predict(encoder.encode_queries(texts), texts)
        said["head"].append(found > head.threshold if label_set.kind == "any_of" else found)
        commonest = indicator(classes, [labels for _, labels in split.learn]).mean(axis=0)
        said["majority"].append(np.tile(commonest, (len(texts), 1)))
        asked = [text for text, _ in (*split.calibrate, *split.test)]
        margins = svm_scores(split.learn, classes, asked, config.seed)
        calibrated = indicator(classes, [labels for _, labels in split.calibrate])
        known = len(split.calibrate)
        said["tfidf_svm"].append(margins[known:] > 0 if label_set.kind == "any_of" else margins[known:])
        if label_set.kind == "any_of":
            best = best_threshold(calibrated, margins[:known], _MARGINS)
            said["tfidf_svm_tuned"].append(margins[known:] > best)
    right = np.concatenate(truth)
    kept = right.any(axis=1)
    threshold = {"majority": None} | dict.fromkeys(("head", "tfidf_svm", "tfidf_svm_tuned"), 0.5)
    scores = {who: np.concatenate(rows)[kept] for who, rows in said.items()}
    metrics = {
        who: score_labels(label_set.kind, right[kept], rows, threshold[who], config.seed)
        for who, rows in scores.items()
    }
    return metrics | {
        f"lead over {who}": score_lead(label_set.kind, right[kept], scores["head"], rows, 0.5, config.seed)
        for who, rows in scores.items() if who.startswith("tfidf_svm")
    }  # fmt: skip


def _our_texts(label_set: LabelSet, corpus: Corpus, graph: KnowledgeGraph) -> LabelledTexts:
    """Our own questions and requests about points that the hand-read table gives to one label of the set alone."""
    labels_of: dict[str, set[str]] = defaultdict(set)
    for subject in graph.subjects:
        for path, points in read_alignment(graph, label_set.source, subject).items():
            for point in points[:1]:
                labels_of[point].add(path.rpartition(" > ")[2])
    texts = corpus.choose(lambda text: bool(text.points) and is_permitted(text))
    return [(text.read, tuple(labels_of[text.points[0]])) for text in texts if len(labels_of[text.points[0]]) == 1]
