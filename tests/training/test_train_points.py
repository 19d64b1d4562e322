"""The point classifier and the weights of the linker's views, on forty points of the graph with a hashing encoder."""

from pathlib import Path

import numpy as np
import pytest

from eval.corpus import AUTHORED, Corpus, LabelledText
from intent.authored_rows import read_sample_questions
from intent.linking import PointLinker
from knowledge_graph import KnowledgeGraph
from tests.training.made_up import HashingEncoder, make_corpus, piece, requests_about
from training.config import PointsConfig
from training.run import TrainingRun
from training.train_points import TrainedPoints, train_points

ENCODER = HashingEncoder()
UNIT = "physics.j.buoyancy"


@pytest.fixture(scope="module")
def small(graph: KnowledgeGraph) -> KnowledgeGraph:
    return piece(graph, 40)


@pytest.fixture(scope="module")
def corpus(small: KnowledgeGraph) -> Corpus:
    texts = [
        *(LabelledText(q.text, AUTHORED, form="question", subject="物理", points=(q.point,))
          for q in read_sample_questions() if q.point in small),
        *requests_about(small),
        *(LabelledText(ask, AUTHORED, subject="物理", points=(p.id,)) for p in small for ask in (p.name, *p.asks)),
    ]  # fmt: skip
    return make_corpus(texts)


@pytest.fixture(scope="module")
def trained(small: KnowledgeGraph, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> TrainedPoints:
    return train(small, corpus, tmp_path_factory.mktemp("points"))


def train(small: KnowledgeGraph, corpus: Corpus, folder: Path) -> TrainedPoints:
    linker = PointLinker(small, ENCODER, without=corpus.held_back())
    return train_points(corpus, linker, ENCODER, PointsConfig(), TrainingRun(folder, "identity"), {})


def test_together_the_views_find_more_than_the_best_of_them(trained: TrainedPoints):
    figures = {who: scores["mrr"].value for who, scores in trained.metrics.items()}
    assert figures["head"] >= max(figures.values()) - 0.02
    assert figures["head"] > 0.4
    assert trained.sizes["test"] > 20


def test_weights_and_sharpness_are_legal(trained: TrainedPoints):
    config = trained.linker
    assert 0 <= config.dense_weight < 1
    assert 0 < config.learned_weight < 1
    assert config.dense_weight + config.learned_weight < 1
    assert config.sharpness > 0


def test_what_is_held_back_is_not_among_the_linkers_texts(small: KnowledgeGraph, corpus: Corpus):
    asked = sorted(corpus.held_back())[:20]
    blind, seeing = (PointLinker(small, ENCODER, without=without) for without in (corpus.held_back(), ()))
    assert blind.lexical(asked).max(axis=1).mean() < seeing.lexical(asked).max(axis=1).mean() - 0.05


def test_the_same_seed_gives_the_same_classifier(
    small: KnowledgeGraph, corpus: Corpus, trained: TrainedPoints, tmp_path: Path
):
    again = train(small, corpus, tmp_path)
    np.testing.assert_array_equal(again.head.dense, trained.head.dense)
    assert again.linker == trained.linker


def test_a_linker_takes_the_classifier_and_leaves_unknown_points_to_the_other_views(
    small: KnowledgeGraph, trained: TrainedPoints
):
    head = trained.head
    known = head.classes[:20]
    columns = [head.classes.index(name) for name in known]
    part = type(head)(
        head.name, head.kind, known, head.encoder_hash, head.dense[:, columns], head.lexical[:, columns], head.idf,
        head.bias[columns],
    )  # fmt: skip
    linker = PointLinker(small, ENCODER, trained.linker).with_head(part)
    text = list(small)[30].name
    scores = linker.learned(ENCODER.encode_queries([text]), [text])
    assert scores.shape == (1, len(linker.points))
    assert len(np.unique(scores[0, 20:])) == 1
    assert np.isfinite(linker.match(ENCODER.encode_queries([text]), [text])).all()
