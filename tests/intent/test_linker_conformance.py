"""What every linker of texts to knowledge points must do, asked of one without and one with a fitted classifier."""

import json
from pathlib import Path

import numpy as np
import pytest

from intent.heads import LINKER_FILE, MODEL_FILE, fit_linker_from
from intent.linking import LinkerConfig, PointLinker
from knowledge_graph import KnowledgeGraph
from models.encoder import EncoderMismatchError
from models.linear_head import HeadFileError
from tests.models.conformance import UNKNOWN
from tests.training.made_up import HashingEncoder, make_corpus, piece, requests_about
from training.config import PointsConfig
from training.run import TrainingRun
from training.train_points import train_points
from training.write_version import write_points_version

ENCODER = HashingEncoder()
SUBJECTS = [{"物理": 1.0}]


@pytest.fixture(scope="module")
def small(graph: KnowledgeGraph) -> KnowledgeGraph:
    return piece(graph, 25)


def train(small: KnowledgeGraph, folder: Path) -> Path:
    corpus = make_corpus(requests_about(small))
    run = TrainingRun(folder, "identity")
    linker = PointLinker(small, ENCODER, without=corpus.held_back())
    trained = train_points(corpus, linker, ENCODER, PointsConfig(epochs=3), run, {})
    write_points_version(trained, PointsConfig(epochs=3), "shuangshi train points", run)
    return folder


@pytest.fixture(scope="module")
def version(small: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(small, tmp_path_factory.mktemp("linker") / "one")


@pytest.fixture(scope="module", params=["bare", "fitted"])
def linker(request: pytest.FixtureRequest, small: KnowledgeGraph, version: Path) -> PointLinker:
    bare = PointLinker(small, ENCODER)
    return bare if request.param == "bare" else fit_linker_from(version, bare, ENCODER)


def test_it_finds_its_own_points_by_their_phrasings(linker: PointLinker, small: KnowledgeGraph):
    points = list(small)
    asks = [point.asks[0] for point in points]
    found = linker.score(ENCODER.encode_queries(asks), asks, SUBJECTS * len(asks)).argmax(axis=1)
    assert np.mean([points[i].id == point.id for i, point in zip(found, points, strict=True)]) > 0.7


def test_a_batch_says_what_single_texts_say(linker: PointLinker, small: KnowledgeGraph):
    texts = [point.asks[-1] for point in small][:6]
    batch = linker.score(ENCODER.encode_queries(texts), texts, SUBJECTS * len(texts))
    for text, row in zip(texts, batch, strict=True):
        alone = linker.score(ENCODER.encode_queries([text]), [text], SUBJECTS)[0]
        np.testing.assert_allclose(alone, row, atol=1e-3)


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_input_is_answered_with_finite_numbers(linker: PointLinker, text: str):
    vectors = ENCODER.encode_queries([text.encode("utf-8", "replace").decode()])
    scores = linker.score(vectors, [text], SUBJECTS)
    assert np.isfinite(scores).all()
    chances = [chance for _, chance in linker.best(scores[0])]
    assert all(0 <= chance <= 1 for chance in chances)
    assert chances == sorted(chances, reverse=True)


def test_no_texts_give_no_rows(linker: PointLinker):
    assert linker.score(ENCODER.encode_queries([]), [], []).shape == (0, len(linker.points))


def test_the_same_data_and_seed_give_the_same(small: KnowledgeGraph, version: Path, tmp_path: Path):
    again = train(small, tmp_path / "again")
    for name in (MODEL_FILE, LINKER_FILE):
        assert (again / name).read_bytes() == (version / name).read_bytes()


def test_saved_and_loaded_it_says_the_same(small: KnowledgeGraph, version: Path):
    bare = PointLinker(small, ENCODER)
    texts = [point.asks[0] for point in small][:5]
    once, twice = (fit_linker_from(version, bare, ENCODER) for _ in range(2))
    vectors = ENCODER.encode_queries(texts)
    np.testing.assert_array_equal(once.match(vectors, texts), twice.match(vectors, texts))
    assert once.config == LinkerConfig(**json.loads((version / LINKER_FILE).read_text(encoding="utf-8")))


def test_another_encoder_is_refused(small: KnowledgeGraph, version: Path):
    other = HashingEncoder()
    other.hash = "another"
    with pytest.raises(EncoderMismatchError, match="another"):
        fit_linker_from(version, PointLinker(small, ENCODER), other)


def test_damaged_weights_of_the_views_are_refused_by_name(small: KnowledgeGraph, version: Path, tmp_path: Path):
    (tmp_path / MODEL_FILE).write_bytes((version / MODEL_FILE).read_bytes())
    (tmp_path / LINKER_FILE).write_text('{"dense_weight": "much", "colour": 3}', encoding="utf-8")
    with pytest.raises(HeadFileError, match=LINKER_FILE):
        fit_linker_from(tmp_path, PointLinker(small, ENCODER), ENCODER)
