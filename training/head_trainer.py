"""Fits one linear head: logistic regression or ridge over encoder vectors and character n-grams.

Examples whose texts are alike but for digits and punctuation stay in one part of the split. The head is
fitted on 80 %, its temperature on 10 % (Guo et al. 2017), and measured on the last 10 %, which it has not seen.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack

from eval.public_sets import PUBLIC_SETS
from eval.split import CALIBRATION_PART, TEST_PART, head_text, split_part
from models.encoder import TextEncoder, Vectors
from models.lexical import character_features, inverse_document_frequency
from models.linear_head import LinearHead
from training.examples import Example

__all__ = ["fit_head"]

_DENSE_SCALE = 4.0  # brings the squeezed vectors to the spread of the lexical features
_C = {"ability": 3.0}  # inverse regularisation where it is not 10, by five-fold cross-validation


def fit_head(name: str, examples: Sequence[Example], encoder: TextEncoder, seed: int = 0) -> LinearHead:
    """Fits a head.

    Args:
        name: `difficulty` is a regression; every other head classifies.
        examples: At least two classes with ten texts each.
        encoder: Its vectors become part of the features.
        seed: Of the split.
    """
    texts = [head_text(example.text) for example in examples]
    vectors = encoder.encode_queries(texts)
    idf = inverse_document_frequency(texts)
    features = hstack([csr_matrix(_centred(vectors) * _DENSE_SCALE), character_features(texts, idf)]).tocsr()
    part = np.array([split_part(text, seed) for text in texts])
    train, calibrate, test = part < CALIBRATION_PART, part == CALIBRATION_PART, part == TEST_PART
    if name == "difficulty":
        targets = np.array([float(example.label) for example in examples])
        weights, bias, metrics = _fit_ridge(features, targets, train, test)
        classes = ["difficulty"]
        temperature = 1.0
    else:
        labels = np.array([str(example.label) for example in examples])
        classes, weights, bias, temperature, metrics = _fit_logistic(
            features, labels, train, calibrate, test, _C.get(name, 10.0), seed
        )
    dense = weights[: vectors.shape[1]] * _DENSE_SCALE
    bias = bias - vectors.mean(axis=0) @ dense
    parts = {"train": train, "calibrate": calibrate, "test": test}
    card = _card(name, examples, texts, metrics, seed, parts)
    lexical = weights[vectors.shape[1] :].astype(np.float32)
    return LinearHead(
        name, classes, encoder.hash, dense.astype(np.float32), lexical, idf, bias.astype(np.float32), temperature, card
    )


def _fit_logistic(
    features: csr_matrix, labels: NDArray[np.str_], train: NDArray[np.bool_], calibrate: NDArray[np.bool_],
    test: NDArray[np.bool_], c: float, seed: int,
) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64], float, dict[str, float]]:  # fmt: skip
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score, f1_score

    model = LogisticRegression(C=c, class_weight="balanced", max_iter=400, random_state=seed)
    model.fit(features[train], labels[train])
    classes = [str(label) for label in model.classes_]
    weights, bias = model.coef_.T, model.intercept_
    if len(classes) == 2:
        weights, bias = np.hstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
    known = np.isin(labels, classes)
    columns = np.searchsorted(classes, np.where(known, labels, classes[0]))
    logits = np.asarray(features @ weights + bias)
    temperature = _fit_temperature(logits[calibrate & known], columns[calibrate & known])
    guesses = np.array(classes)[logits[test].argmax(axis=1)]
    confidence = _softmax(logits[test] / temperature).max(axis=1)
    metrics = {
        "accuracy": float(accuracy_score(labels[test], guesses)),
        "macro_f1": float(f1_score(labels[test], guesses, average="macro", zero_division=0)),
        "majority": float(max(Counter(labels[train]).values()) / train.sum()),
        "ece": _calibration_error(confidence, guesses == labels[test]),
    }
    return classes, weights, bias, temperature, metrics


def _fit_ridge(
    features: csr_matrix, targets: NDArray[np.float64], train: NDArray[np.bool_], test: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], dict[str, float]]:
    from scipy.stats import spearmanr
    from sklearn.linear_model import Ridge

    model = Ridge(alpha=3.0).fit(features[train], targets[train])
    guesses = model.predict(features[test])
    metrics = {
        "spearman": float(spearmanr(targets[test], guesses).statistic),
        "mean_absolute_error": float(np.abs(targets[test] - guesses).mean()),
        "constant_mean_absolute_error": float(np.abs(targets[test] - np.median(targets[train])).mean()),
    }
    return model.coef_.reshape(-1, 1), np.array([model.intercept_]), metrics


def _card(
    name: str, examples: Sequence[Example], texts: Sequence[str], metrics: dict[str, float], seed: int,
    parts: dict[str, NDArray[np.bool_]],
) -> dict[str, Any]:  # fmt: skip
    sources = dict(Counter(example.source for example in examples))
    research = any(name in PUBLIC_SETS and not PUBLIC_SETS[name].permissive for name in sources)
    digest = hashlib.sha256(json.dumps([[t, str(e.label)] for t, e in zip(texts, examples, strict=True)]).encode())
    return {
        "command": f"shuangshi train {name} --seed {seed}" + (" --research" if research else ""),
        "seed": seed,
        "sources": sources,
        "licences": {name: PUBLIC_SETS[name].licence if name in PUBLIC_SETS else "Apache-2.0" for name in sources},
        "sizes": {key: int(mask.sum()) for key, mask in parts.items()},
        "data_sha256": digest.hexdigest(),
        "metrics": {key: round(value, 4) for key, value in metrics.items()},
        "residual": round(metrics.get("mean_absolute_error", 0.2), 4),
    }


def _centred(vectors: Vectors) -> Vectors:
    return np.asarray(vectors - vectors.mean(axis=0), np.float32)


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


def _fit_temperature(logits: NDArray[np.float64], columns: NDArray[np.int64]) -> float:
    if len(columns) < 20:
        return 1.0

    def loss(log_temperature: float) -> float:
        probabilities = _softmax(logits / np.exp(log_temperature))
        return float(-np.log(probabilities[np.arange(len(columns)), columns] + 1e-12).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def _calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(sum(
        (which == b).mean() * abs(confidence[which == b].mean() - right[which == b].mean())
        for b in range(bins) if (which == b).any()
    ))  # fmt: skip
