"""The evaluation of search among very many, on few."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, create_engine

from eval import scale, scale_probe
from eval.scale import evaluate_scale
from eval.scale_corpus import ScaleCorpus, read_originals
from models.encoder import Vectors
from recommender.answers.postgres import PostgresAnswers, SharedIndexError, read_state
from tests.store.conftest import make_database


class PairEncoder:
    """Counts pairs of characters, hashed: close texts get close vectors."""

    hash, dimension = "pairs", 64

    def encode_queries(self, texts: list[str]) -> Vectors:
        counts = np.full((len(texts), self.dimension), 0.1, np.float32)
        for number, text in enumerate(texts):
            for start in range(len(text) - 1):
                counts[number, zlib.crc32(text[start : start + 2].encode()) % self.dimension] += 1
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    encode_passages = encode_queries


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(make_database(postgres_url, "scale"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def corpus() -> ScaleCorpus:
    return ScaleCorpus(read_originals(None), 600, 40, PairEncoder(), seed=3)


def test_the_corpus_is_the_same_for_the_same_seed(corpus: ScaleCorpus):
    again = ScaleCorpus(read_originals(None), 600, 40, PairEncoder(), seed=3)
    for one, other in zip(corpus, again, strict=True):
        assert (one.text, one.original) == (other.text, other.original)
        assert np.array_equal(one.vector, other.vector)


def test_a_copys_vector_is_as_far_from_its_originals_as_the_encoder_says(corpus: ScaleCorpus):
    for copied in corpus:
        cosine = float(copied.vector @ corpus.vectors[copied.original])
        assert cosine == pytest.approx(corpus.cosines.get(copied.share, 1.0), abs=1e-4)
        assert float(np.linalg.norm(copied.vector)) == pytest.approx(1, abs=1e-4)


def test_few_texts_are_found_as_the_exact_index_finds_them(
    corpus: ScaleCorpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(scale, "_NEW", 2 * scale_probe.BATCH)
    report = evaluate_scale(corpus, tmp_path, PairEncoder(), 30, 10)
    assert report["recall"]["recall@10"]["value"] == 1
    assert report["recall"]["same_best"]["value"] == 1
    assert report["r@1"]["10% noise"]["value"] >= 0.9
    assert report["memory_mb"]["peak"] >= report["memory_mb"]["steady"] > 0
    assert all(values["p99"] >= values["p50"] > 0 for values in report["search_ms"].values())
    assert report["online"]["put_per_s"] > 0


def test_the_shared_index_is_measured_on_the_same_questions(
    corpus: ScaleCorpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
):
    monkeypatch.setattr(scale, "_NEW", scale_probe.BATCH)
    report = evaluate_scale(corpus, tmp_path, PairEncoder(), 30, 10, shared_in=engine)["shared"]
    assert report["recall"]["recall@10"]["value"] >= 0.9
    assert report["r@1"]["10% noise"]["value"] >= 0.9
    assert report["build"]["bytes"] > 0
    assert read_state(engine) is None
    PostgresAnswers(engine, "hash", 64, "a region's own")
    with pytest.raises(SharedIndexError, match="in use"):
        evaluate_scale(corpus, tmp_path, PairEncoder(), 30, 10, shared_in=engine)
