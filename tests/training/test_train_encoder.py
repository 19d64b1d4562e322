"""Fine-tuning the real encoder for a few steps on a handful of points."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from eval.corpus import AUTHORED, Corpus
from knowledge_graph import KnowledgeGraph
from models.encoder import load_encoder, prepare_encoder
from models.encoder_update import UPDATE_FILE, UpdateMismatchError, read_update
from shuangshi.settings import Settings
from tests.training.made_up import make_corpus, piece, requests_about
from training.config import EncoderConfig
from training.train_encoder import Base, TrainedEncoder, train_encoder

CONFIG = EncoderConfig(layers=1, steps=6, batch=8, warm_up=1, evaluate_every=3, evaluated=40, learning_rate=1e-3)


@pytest.fixture(scope="module")
def small(graph: KnowledgeGraph) -> KnowledgeGraph:
    return piece(graph, 30)


@pytest.fixture(scope="module")
def corpus(small: KnowledgeGraph) -> Corpus:
    return make_corpus(requests_about(small))


@pytest.fixture(scope="module")
def base() -> Base:
    return Base("default", *prepare_encoder("default", Settings().cache))


def train(
    corpus: Corpus, small: KnowledgeGraph, base: Base, folder: Path, config: EncoderConfig = CONFIG
) -> TrainedEncoder:
    return train_encoder(corpus, small, base, folder, config, [("为什么铁船不沉", (next(iter(small)).id,))])


def test_an_encoder_comes_out_that_can_be_used_and_has_learned(
    corpus: Corpus, small: KnowledgeGraph, base: Base, tmp_path: Path, cache: Path
):
    trained = train(corpus, small, base, tmp_path)
    assert set(trained.curve) == {0, 3, 6}
    assert trained.best_step == max(trained.curve, key=lambda step: (trained.curve[step], -step))
    assert {"r@1 of requests", "r@10 of requests", "r@1 of colloquial"} <= trained.metrics["after"].keys()
    assert trained.metrics["before"].keys() == trained.metrics["after"].keys() == trained.metrics["tfidf"].keys()
    assert trained.sources == {AUTHORED: trained.sizes["learn"]}
    ours = load_encoder(str(tmp_path), cache).encode_queries(["铁船为什么不沉"])
    theirs = load_encoder("default", cache).encode_queries(["铁船为什么不沉"])
    assert np.linalg.norm(ours) == pytest.approx(1, abs=1e-3)
    moved = float(np.abs(ours - theirs).max())
    assert moved > 1e-4 if trained.best_step else moved < 1e-4


def test_an_interrupted_training_goes_on_where_it_was(
    corpus: Corpus, small: KnowledgeGraph, base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = train(corpus, small, base, tmp_path / "whole")

    def interrupted(items, *_arguments):
        for number, item in enumerate(items):
            if number == 4:
                raise KeyboardInterrupt
            yield item

    folder = tmp_path / "halves"
    with pytest.raises(KeyboardInterrupt):
        train_encoder(corpus, small, base, folder, CONFIG, [], track=interrupted)
    taken: list[int] = []

    def counting(items, *_arguments):
        for item in items:
            taken.append(len(item))
            yield item

    halves = train_encoder(corpus, small, base, folder, CONFIG, [], track=counting)
    assert len(taken) == 3, "three of six steps were done at the last evaluation"
    assert halves.curve.keys() == whole.curve.keys()
    assert halves.curve[3] == whole.curve[3]


def test_training_stops_when_it_gets_no_better(corpus: Corpus, small: KnowledgeGraph, base: Base, tmp_path: Path):
    spoiling = CONFIG.model_copy(update={"steps": 60, "learning_rate": 0.5, "patience": 1})
    trained = train(corpus, small, base, tmp_path, spoiling)
    assert max(trained.curve) < 60
    assert trained.curve[trained.best_step] >= trained.curve[0]


def test_what_was_trained_is_refused_on_another_base(
    corpus: Corpus, small: KnowledgeGraph, base: Base, tmp_path: Path, cache: Path
):
    other = dataclasses.replace(base, hash="another")
    train_encoder(corpus, small, other, tmp_path, CONFIG, [])
    with pytest.raises(UpdateMismatchError, match="updates encoder another, but default is"):
        load_encoder(str(tmp_path), cache)


def test_a_share_of_the_way_is_gone(corpus: Corpus, small: KnowledgeGraph, base: Base, tmp_path: Path):
    """The same training, kept whole and by half: every matrix moved half as far."""
    moved = []
    for share in (1.0, 0.5):
        folder = tmp_path / str(share)
        train(corpus, small, base, folder, CONFIG.model_copy(update={"share": share, "rank": 400}))
        update = read_update(folder / UPDATE_FILE)[0]
        name = next(name for name in update if name.endswith(".left"))
        moved.append(update[name] @ update[name.replace(".left", ".right")])
    whole, half = moved
    assert np.abs(whole).max() > 0
    assert half == pytest.approx(whole / 2, abs=2e-5)
