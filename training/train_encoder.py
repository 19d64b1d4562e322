"""Fine-tunes the text encoder: what pupils and papers ask is drawn towards the knowledge point that it is about.

Contrastive learning with the other passages of a batch as negatives (InfoNCE: van den Oord et al. 2018; Wang et al.
2022 train E5 so). A batch is of one subject and stage, so that the negatives are near. A point's passage is any of the
texts that it is found by. Only the upper layers learn: what the encoder knew is kept better, and what the lower layers
make of a text is computed once. They learn without dropout, which would cost a third more time.

The weights that are kept lie between the old and the learned ones (Wortsman et al. 2022): nearly all of the gain stays,
and heads do not find the texts that they share with this training better sorted than any others.

Exam text alone spoils the matching of colloquial wording; so requests and questions take turns, the best state is
chosen on requests, and the card shows both, and the colloquial set, before and after.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from eval.corpus import CALIBRATION_PART, LEARN_PARTS, TEST_PART, Corpus, LabelledText, is_permitted, sample
from eval.scoring import Scores, indicator, rank_truth, score_ranks
from intent.linking import point_texts
from knowledge_graph import KnowledgeGraph
from models.encoder import SentenceTransformerEncoder
from models.encoder_update import UPDATE_FILE, Weights, add_update, cut_update, read_update, write_update
from models.lexical import character_features, inverse_document_frequency
from models.tracking import Track, untracked
from training.config import EncoderConfig
from training.split_encoder import SplitEncoder

__all__ = ["Base", "TrainedEncoder", "train_encoder"]

_STATE = "steps/state.pt"

Asked = Sequence[tuple[str, tuple[str, ...]]]
"""(text, ids of points that are right)."""


@dataclass(frozen=True)
class Base:
    """An encoder to start from: how it is chosen, its SentenceTransformer folder, and its hash."""

    choice: str
    folder: Path
    hash: str


@dataclass(frozen=True)
class TrainedEncoder:
    """What a training came to.

    Attributes:
        metrics: r@1, r@10 on requests and questions of the test part and on colloquial requests, of the encoder `after`
            and `before`, and of character TF-IDF.
        best_step: Whose weights were kept; 0 is the encoder as it was.
        curve: r@1 of requests of the calibration part by step.
        sources: Texts learned from by source.
        sizes: Texts by part.
    """

    metrics: dict[str, Scores]
    best_step: int
    curve: dict[int, float]
    sources: dict[str, int]
    sizes: dict[str, int]


def train_encoder(
    corpus: Corpus, graph: KnowledgeGraph, base: Base, folder: Path, config: EncoderConfig, colloquial: Asked,
    device: str = "cpu", track: Track = untracked,
) -> TrainedEncoder:  # fmt: skip
    """Fine-tunes an encoder and writes what that adds to `folder / UPDATE_FILE`; an interrupted training goes on from
    its last evaluation.

    Args:
        corpus: Its requests and questions with points; the first point counts.
        graph: Whose points' names and definitions are the passages.
        base: The encoder to start from.
        folder: The version's.
        config: How to train.
        colloquial: Requests nobody learns from.
        device: A torch device.
        track: Shows progress over steps.
    """
    passages = {point.id: point_texts(point)[0] for point in graph}
    learn, calibrate, test = (
        corpus.choose(
            lambda text: text.form != "text" and bool(text.points) and text.points[0] in passages
            and (config.research or is_permitted(text)), *parts,
        ) for parts in (LEARN_PARTS, (CALIBRATION_PART,), (TEST_PART,))
    )  # fmt: skip
    requests = sample([text for text in calibrate if text.form == "request"], config.evaluated, config.seed)
    asked = {
        "requests": [(text.read, text.points) for text in test if text.form == "request"],
        "questions": [(text.read, text.points) for text in test if text.form == "question"],
        "colloquial": list(colloquial),
    }
    asked = {name: rows for name, rows in asked.items() if rows}
    torch.manual_seed(config.seed)
    encoder = SentenceTransformerEncoder(base.folder, base.hash, device)
    before = _figures(_rank_dense(encoder, passages, asked))
    learner = _Learner(encoder, config)
    learner.take_up(folder / _STATE)
    small = {point: passages[point] for point in sorted({text.points[0] for text in requests})}

    def evaluate() -> float:
        ranks = _rank_dense(encoder, small, {"requests": [(text.read, text.points) for text in requests]})
        return float(np.mean([rank == 1 for rank in ranks["requests"]]))

    if not learner.curve:
        learner.note(evaluate())
    batches = _batches(learn, graph, config, learner.step)
    for pairs in track(batches, "fine-tuning the encoder", config.steps - learner.step):
        learner.learn(*zip(*pairs, strict=True))
        if learner.step % config.evaluate_every == 0 or learner.step == config.steps:
            learner.note(evaluate())
            learner.leave(folder / _STATE)
            if learner.step - learner.best_step >= config.patience * config.evaluate_every:
                break
    write_update(folder / UPDATE_FILE, learner.cut_best(), base.choice, base.hash)
    learner.set_weights(add_update(learner.start, read_update(folder / UPDATE_FILE)[0]))
    metrics = {
        "after": _figures(_rank_dense(encoder, passages, asked)), "before": before,
        "tfidf": _figures(_rank_lexical(passages, asked)),
    }  # fmt: skip
    sizes = {"learn": len(learn), "calibrate": len(requests), "test": len(test)}
    return TrainedEncoder(metrics, learner.best_step, learner.curve, dict(Counter(t.source for t in learn)), sizes)


def _batches(
    texts: Sequence[LabelledText], graph: KnowledgeGraph, config: EncoderConfig, done: int
) -> Iterator[list[tuple[str, str]]]:
    """(query, passage) of each batch that is left: one subject and stage, no point twice, requests and questions by
    turns; a step's batch hangs on its number and the seed alone.
    """
    piles: dict[str, dict[tuple[str, str], list[LabelledText]]] = defaultdict(lambda: defaultdict(list))
    for text in texts:
        point = graph.get_point(text.points[0])
        piles[text.form][point.subject, point.stage].append(text)
    forms = sorted(piles)
    for step in range(done, config.steps):
        chooser = random.Random(f"{config.seed}/{step}")
        group = list(piles[forms[step % len(forms)]].values())
        pile = chooser.choices(group, [len(part) for part in group])[0]
        chosen = {
            text.points[0]: text.read[: config.longest]
            for text in chooser.sample(pile, min(len(pile), 4 * config.batch))
        }
        pairs = list(chosen.items())[: config.batch]
        yield [(query, chooser.choice(point_texts(graph.get_point(point)))) for point, query in pairs]


@dataclass
class _Learner:
    """The encoder's upper layers, their optimiser, and how far they are."""

    encoder: SentenceTransformerEncoder
    config: EncoderConfig
    step: int = 0
    best_step: int = 0
    curve: dict[int, float] = field(default_factory=dict)
    best: dict[str, torch.Tensor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.split = SplitEncoder(self.encoder, self.config.layers)
        self.weights = self.split.weights
        self.start = _to_numpy(self.weights)
        self.optimiser = torch.optim.AdamW(self.weights.values(), lr=self.config.learning_rate, weight_decay=0.01)

    def learn(self, queries: Sequence[str], passages: Sequence[str]) -> None:
        """One step."""
        config = self.config
        falling = 0.5 + 0.5 * math.cos(math.pi * self.step / config.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = config.learning_rate * falling * min(1.0, (self.step + 1) / config.warm_up)
        scores = self.split.embed_queries(queries) @ self.split.embed_passages(passages).T / config.temperature
        right = torch.arange(len(queries), device=scores.device)
        loss = (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        torch.nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
        self.optimiser.step()
        self.step += 1

    def note(self, rate: float) -> None:
        """Keeps the weights where they are the best so far."""
        self.curve[self.step] = rate
        if not self.best or rate > self.curve[self.best_step]:
            self.best_step = self.step
            self.best = {name: weight.detach().clone() for name, weight in self.weights.items()}

    def cut_best(self) -> Weights:
        """The chosen share of what was added until the best evaluation."""
        way = self.config.share
        best = _to_numpy(self.best)
        kept = {name: old + way * (best[name] - old) for name, old in self.start.items()}
        return cut_update(self.start, kept, self.config.rank)

    def set_weights(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        """Goes on with these."""
        with torch.no_grad():
            for name, weight in self.weights.items():
                weight.copy_(torch.from_numpy(weights[name]))

    def leave(self, path: Path) -> None:
        """Writes all that going on needs."""
        path.parent.mkdir(parents=True, exist_ok=True)
        state = {"step": self.step, "best_step": self.best_step, "curve": self.curve, "best": self.best,
                 "weights": self.weights, "optimiser": self.optimiser.state_dict()}  # fmt: skip
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def take_up(self, path: Path) -> None:
        """Goes on from what `leave` wrote, where it did."""
        if not path.is_file():
            return
        state: dict[str, Any] = torch.load(path, map_location=self.encoder.device, weights_only=True)
        self.step, self.best_step, self.curve, self.best = (
            state[name] for name in ("step", "best_step", "curve", "best")
        )
        self.optimiser.load_state_dict(state["optimiser"])
        self.set_weights(_to_numpy(state["weights"]))


def _to_numpy(weights: Mapping[str, torch.Tensor]) -> Weights:
    return {name: weight.detach().cpu().numpy().copy() for name, weight in weights.items()}


def _rank_dense(
    encoder: SentenceTransformerEncoder, passages: Mapping[str, str], asked: Mapping[str, Asked]
) -> dict[str, list[int]]:
    vectors = encoder.encode_passages(list(passages.values()))
    return {name: _rank(passages, rows, encoder.encode_queries([text for text, _ in rows]) @ vectors.T)
            for name, rows in asked.items()}  # fmt: skip


def _rank_lexical(passages: Mapping[str, str], asked: Mapping[str, Asked]) -> dict[str, list[int]]:
    idf = inverse_document_frequency(list(passages.values()))
    documents = character_features(list(passages.values()), idf)
    return {name: _rank(passages, rows, (character_features([t for t, _ in rows], idf) @ documents.T).toarray())
            for name, rows in asked.items()}  # fmt: skip


def _rank(passages: Mapping[str, str], rows: Asked, scores: Any) -> list[int]:
    return rank_truth(indicator(list(passages), [points for _, points in rows]), scores)


def _figures(ranks: Mapping[str, Sequence[int]]) -> Scores:
    return {f"{figure} of {name}": measured for name, found in ranks.items()
            for figure, measured in score_ranks(found, (1, 10)).items()}  # fmt: skip
