"""Trains a head of a public set's own knowledge-point labels, where others' figures can be compared."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.alignments import read_alignment
from eval.baselines import svm_scores
from eval.corpus import CALIBRATION_PART, TEST_PART, Corpus, is_permitted
from eval.label_sets import LABEL_SETS, LabelSet
from eval.scoring import Scores, score_label_sets, score_ranks
from knowledge_graph import KnowledgeGraph
from models.encoder import TextEncoder
from models.linear_head import LinearHead
from models.tracking import Track, untracked
from training.config import HeadConfig
from training.head_trainer import Fitted, Part, fit_head, make_targets
from training.label_set_texts import label_set_texts
from training.run import TrainingRun
from training.train_head import NoTextsError, TrainedHead

__all__ = ["train_label_set"]

LabelledTexts = list[tuple[str, tuple[str, ...]]]


def train_label_set(
    corpus: Corpus, graph: KnowledgeGraph, data_dir: Path | None, encoder: TextEncoder, config: HeadConfig,
    run: TrainingRun, track: Track = untracked,
) -> TrainedHead:  # fmt: skip
    """Trains the head of `config.label_set`.

    Raises:
        NoTextsError: The set is absent.
    """
    label_set = LABEL_SETS[config.label_set]
    learn = label_set_texts(label_set.name, corpus, data_dir)
    calibrate, test = (
        label_set_texts(label_set.name, corpus, data_dir, part) for part in (CALIBRATION_PART, TEST_PART)
    )
    if not (learn and calibrate and test):
        raise NoTextsError(f"{label_set.name}: the set {label_set.source} is not here; see shuangshi data list")
    ours = _our_questions(label_set, corpus, graph) if label_set.kind == "one_of" else []
    fitted = _fit(label_set, [*learn, *ours], calibrate, encoder, config, run, track)
    head = fitted.head
    texts = [text[: config.longest] for text, _ in test]
    truth = _indicator(head.classes, test)
    kept = truth.any(axis=1)
    vectors = encoder.encode_queries(texts)
    probabilities = head.predict(vectors, texts)
    baseline = svm_scores(
        [(text[: config.longest], labels) for text, labels in learn], head.classes, texts, config.seed
    )
    metrics = {
        "head": _score(label_set, head, truth[kept], probabilities[kept], head.threshold),
        "majority": _score(label_set, head, truth[kept], np.tile(truth.mean(axis=0), (int(kept.sum()), 1)), None),
        "tfidf_svm": _score(label_set, head, truth[kept], baseline[kept], 0.0),
    }  # fmt: skip
    sizes = {"learn": len(learn) + len(ours), "calibrate": len(calibrate), "test": len(test)}
    sources = {label_set.source: len(learn) + len(calibrate) + len(test)} | ({"authored": len(ours)} if ours else {})
    return TrainedHead(fitted, metrics, sources, sizes, corpus.groups.crossing(0), [], [], [], [])


def _fit(
    label_set: LabelSet, learn: LabelledTexts, calibrate: LabelledTexts, encoder: TextEncoder, config: HeadConfig,
    run: TrainingRun, track: Track,
) -> Fitted:  # fmt: skip
    targets = make_targets(label_set.kind, [labels for _, labels in (*learn, *calibrate)], label_set.name)
    rows = np.split(targets.values, [len(learn)])
    first, second = (
        Part([text[: config.longest] for text, _ in texts], part)
        for texts, part in zip((learn, calibrate), rows, strict=True)
    )
    return fit_head(f"points-{label_set.name}", targets, first, second, encoder, config, run, track)


def _our_questions(label_set: LabelSet, corpus: Corpus, graph: KnowledgeGraph) -> LabelledTexts:
    """Our own questions about points that the hand-read table gives to one label of the set alone."""
    labels_of: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for subject in graph.subjects:
        for key, points in read_alignment(graph, label_set.source, subject).items():
            names[key] = key.rpartition(" > ")[2]
            for point in points[:1]:
                labels_of.setdefault(point, set()).add(names[key])
    texts = corpus.choose(lambda text: text.form == "question" and is_permitted(text) and bool(text.points))
    return [(text.plain, tuple(labels_of[text.points[0]])) for text in texts
            if len(labels_of.get(text.points[0], ())) == 1]  # fmt: skip


def _indicator(classes: Sequence[str], rows: LabelledTexts) -> NDArray[np.bool_]:
    column = {name: i for i, name in enumerate(classes)}
    truth = np.zeros((len(rows), len(classes)), bool)
    for i, (_, labels) in enumerate(rows):
        truth[i, [column[label] for label in labels if label in column]] = True
    return truth


def _score(
    label_set: LabelSet, head: LinearHead, truth: NDArray[np.bool_], scores: NDArray[Any], threshold: float | None
) -> Scores:
    if label_set.kind == "one_of":
        order = np.argsort(-scores, axis=1, kind="stable")
        return score_ranks([int(row.argmax()) + 1 for row in np.take_along_axis(truth, order, axis=1)], (1, 3))
    said = scores == scores.max(axis=1, keepdims=True) if threshold is None else scores > threshold
    return score_label_sets(truth, said)
