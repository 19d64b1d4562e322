"""Trains the linker's view of experience: a softmax classifier over all knowledge points, and how the views are added.

The classifier sees the encoder's vector alone: with thousands of classes and a dozen texts each, words are better
compared than learned. How much each view counts, and how sharp confidence is, is chosen on requests and questions of
papers that neither the classifier has learned from nor the linker has among its texts; sample questions are too much
like those that stand beside them.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from eval.corpus import CALIBRATION_PART, LEARN_PARTS, TEST_PART, Corpus, LabelledText, is_permitted
from eval.metrics import bootstrap, calibration_error
from eval.scoring import Scores, score_ranks
from intent.linking import SHOWN_POINTS, LinkerConfig, PointLinker, log_odds
from intent.profile import NO_SUBJECT
from models.encoder import TextEncoder, Vectors
from models.lexical import inverse_document_frequency
from models.linear_head import LinearHead
from models.tracking import Track, untracked
from training.config import PointsConfig
from training.run import TrainingRun
from training.weigh_evidence import weigh_evidence

__all__ = ["TrainedPoints", "train_points"]


@dataclass(frozen=True)
class TrainedPoints:
    """The classifier, the weights of the views, and what they are worth on the test part."""

    head: LinearHead
    linker: LinkerConfig
    metrics: dict[str, Scores]
    sources: dict[str, int]
    sizes: dict[str, int]
    losses: dict[float, float]


def train_points(
    corpus: Corpus, linker: PointLinker, encoder: TextEncoder, config: PointsConfig, run: TrainingRun,
    heads: Mapping[str, LinearHead], device: str = "cpu", track: Track = untracked,
) -> TrainedPoints:  # fmt: skip
    """Trains a version.

    Args:
        corpus: Its texts with points, the first of which counts.
        linker: Whose views are weighed; it must not have the texts of `Corpus.held_back`.
        encoder: Of queries.
        config: How to train.
        run: Remembers the classifier.
        heads: Of subject and stage; how much the points say beside them is fitted too.
        device: A torch device.
        track: Shows progress over epochs.
    """
    known = {point.id: i for i, point in enumerate(linker.points)}

    def wanted(text: LabelledText) -> bool:
        return bool(text.points) and text.points[0] in known and (config.research or is_permitted(text))

    learn = corpus.choose(wanted, *LEARN_PARTS)
    calibrate, test = (
        [text for text in corpus.choose(wanted, part) if text.form != "text"] for part in (CALIBRATION_PART, TEST_PART)
    )
    natural = [text for text in calibrate if not text.balanced]
    texts = [text.read for text in learn]
    targets = np.array([known[text.points[0]] for text in learn])
    vectors = encoder.encode_queries(texts)
    made = run.remember("classifier", lambda: _fit(vectors, targets, len(known), config, device, track))
    head = _make_head(made["weights"], made["bias"], vectors, linker, encoder, config)
    chosen = _choose_weights(linker.with_head(head), natural or calibrate, encoder, config)
    weighed = corpus.choose(
        lambda text: text.form != "text" and text.subject not in (None, NO_SUBJECT)
        and (config.research or is_permitted(text)), CALIBRATION_PART,
    )  # fmt: skip
    chosen = weigh_evidence(linker.with_head(head).with_config(chosen), heads, weighed, encoder)
    return _measure(head, chosen, linker, learn, calibrate, test, encoder, config, made)


def _fit(
    vectors: Vectors, targets: NDArray[np.int64], classes: int, config: PointsConfig, device: str, track: Track
) -> dict[str, NDArray[np.float32]]:
    """Softmax regression by Adam; classes start at the mean of their texts."""
    import torch
    from torch.nn import functional

    torch.manual_seed(config.seed)
    features = torch.from_numpy((vectors - vectors.mean(axis=0)) * np.float32(config.dense_scale)).to(device)
    labels = torch.from_numpy(targets).to(device)
    counts = torch.bincount(labels, minlength=classes).clamp(min=1)
    means = torch.zeros(classes, vectors.shape[1], device=device).index_add_(0, labels, features)
    start = functional.normalize(means / counts[:, None], dim=1) * config.start_scale
    weights = torch.nn.Parameter(start)
    bias = torch.nn.Parameter(torch.zeros(classes, device=device))
    optimiser = torch.optim.AdamW([weights, bias], lr=config.learning_rate, weight_decay=config.weight_decay)
    losses = []
    for epoch in track(range(config.epochs), "fitting the point classifier", config.epochs):
        for group in optimiser.param_groups:
            group["lr"] = config.learning_rate * (1 - epoch / config.epochs)
        order = torch.randperm(len(labels), device=device)
        total = 0.0
        for batch in torch.split(order, config.batch):
            logits = features[batch] @ weights.T + bias
            loss = functional.cross_entropy(logits, labels[batch], label_smoothing=config.smoothing)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own
            optimiser.step()
            total += float(loss.detach()) * len(batch)
        losses.append(total / len(labels))
    return {"weights": weights.detach().cpu().numpy().T, "bias": bias.detach().cpu().numpy(),
            "losses": np.array(losses, np.float32)}  # fmt: skip


def _make_head(
    weights: NDArray[np.float32], bias: NDArray[np.float32], vectors: Vectors, linker: PointLinker,
    encoder: TextEncoder, config: PointsConfig,
) -> LinearHead:  # fmt: skip
    dense = weights * np.float32(config.dense_scale)
    idf = inverse_document_frequency([""])
    return LinearHead(
        "points", "one_of", [point.id for point in linker.points], encoder.hash, dense,
        csr_matrix((len(idf), weights.shape[1]), dtype=np.float32), idf, bias - vectors.mean(axis=0) @ dense,
    )  # fmt: skip


def _choose_weights(
    linker: PointLinker, texts: Sequence[LabelledText], encoder: TextEncoder, config: PointsConfig
) -> LinkerConfig:
    """The weights with the best mean reciprocal rank, the sharpness with the best log loss, and what shares are worth;
    all with the subjects given.
    """
    plain = [text.read for text in texts]
    vectors = encoder.encode_queries(plain)
    subjects = [{text.subject or "": 1.0} for text in texts]
    right = _right_columns(linker, texts)

    views = linker.views(vectors, plain)

    def scores(candidate: LinkerConfig) -> NDArray[np.float32]:
        return linker.add_prior(linker.with_config(candidate).add_views(views), subjects)

    def reciprocal_rank(candidate: LinkerConfig) -> float:
        return float(np.mean([1 / rank for rank in _ranks(scores(candidate), right)]))

    tried = product(config.dense_weights, config.learned_weights)
    grid = [replace(linker.config, dense_weight=d, learned_weight=w) for d, w in tried if d + w < 1]
    best = max(grid, key=reciprocal_rank)
    found = scores(best)

    def loss(log_sharpness: float) -> float:
        sharp = replace(best, sharpness=math.exp(log_sharpness))
        chances = [linker.with_config(sharp).shares(row) for row in found]
        return float(-np.mean([math.log(max(1e-6, sum(chance.get(c, 0.0) for c in columns)))
                               for chance, columns in zip(chances, right, strict=True)]))  # fmt: skip

    best = replace(best, sharpness=math.exp(minimize_scalar(loss, bounds=(-1.5, 2.5), method="bounded").x))
    shares = [list(linker.with_config(best).shares(row).items())[:SHOWN_POINTS] for row in found]
    return replace(best, **_fit_confidence(shares, right))


def _fit_confidence(shares: Sequence[Sequence[tuple[int, float]]], right: Sequence[Sequence[int]]) -> dict[str, float]:
    """How the shares of the points that are shown turn into chances; as they are where all or none are right."""
    from sklearn.linear_model import LogisticRegression

    odds = [[log_odds(share)] for row in shares for _, share in row]
    hits = [column in columns for row, columns in zip(shares, right, strict=True) for column, _ in row]
    if len(set(hits)) < 2:
        return {}
    model = LogisticRegression(C=100).fit(odds, hits)
    return {"confidence_slope": float(model.coef_[0, 0]), "confidence_bias": float(model.intercept_[0])}


def _measure(
    head: LinearHead, chosen: LinkerConfig, linker: PointLinker, learn: Sequence[LabelledText],
    calibrate: Sequence[LabelledText], test: Sequence[LabelledText], encoder: TextEncoder, config: PointsConfig,
    made: dict[str, NDArray[np.float32]],
) -> TrainedPoints:  # fmt: skip
    plain = [text.read for text in test]
    vectors = encoder.encode_queries(plain)
    right = _right_columns(linker, test)
    full = linker.with_head(head).with_config(chosen)
    subjects = [{text.subject or "": 1.0} for text in test]
    views = {
        "head": full.score(vectors, plain, subjects),
        "classifier": full.add_prior(full.learned(vectors, plain), subjects),
        "zero_shot": linker.add_prior(linker.dense(vectors), subjects),
        "tfidf": linker.add_prior(linker.lexical(plain), subjects),
    }  # fmt: skip
    ranks = {who: _ranks(scores, right) for who, scores in views.items()}
    metrics = {who: score_ranks(found) for who, found in ranks.items()}
    hits = [rank == 1 for rank in ranks["head"]]
    sure = [full.best(row, 1)[0][1] for row in views["head"]]
    metrics["head"]["ece"] = bootstrap(calibration_error(sure, hits), len(hits), config.seed)
    sources = dict(Counter(text.source for text in (*learn, *calibrate, *test)))
    sizes = {"learn": len(learn), "calibrate": len(calibrate), "test": len(test)}
    losses = {float(epoch): float(loss) for epoch, loss in enumerate(made["losses"], start=1)}
    return TrainedPoints(head, chosen, metrics, sources, sizes, losses)


def _right_columns(linker: PointLinker, texts: Sequence[LabelledText]) -> list[list[int]]:
    column = {point.id: i for i, point in enumerate(linker.points)}
    return [[column[point] for point in text.points if point in column] for text in texts]


def _ranks(scores: NDArray[np.float32], right: Sequence[Sequence[int]]) -> list[int]:
    """Rank, from 1, of the best right column of each row."""
    return [int((row > max(row[columns])).sum()) + 1 for row, columns in zip(scores, right, strict=True)]
