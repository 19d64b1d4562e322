"""Vectors remembered on disk, in front of an encoder that counts what it is asked for."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from intent.linking import point_texts
from knowledge_graph import KnowledgeGraph
from models.cached_encoder import SHIPPED_PASSAGES, CachedEncoder
from models.encoder import TextEncoder, Vectors
from models.vector_file import VectorFileError, read_vectors, text_key, write_vectors

TEXTS = ["浮力", "一元二次方程的根", "光合作用", "鸦片战争"]


class CountingEncoder:
    """Unit vectors that follow from the text and the encoder's name; queries differ from passages."""

    dimension = 32

    def __init__(self, name: str = "one") -> None:
        self.hash = hashlib.sha256(name.encode()).hexdigest()
        self.queries: list[str] = []
        self.passages: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.queries += texts
        return self.vectors("query", texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.passages += texts
        return self.vectors("passage", texts)

    def vectors(self, kind: str, texts: Sequence[str]) -> Vectors:
        seeds = [hashlib.sha256(f"{self.hash}/{kind}/{text}".encode()).digest()[:8] for text in texts]
        rows = np.stack([np.random.default_rng(int.from_bytes(seed)).normal(size=self.dimension) for seed in seeds])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def cosines(one: Vectors, other: Vectors) -> Vectors:
    np.testing.assert_allclose(np.linalg.norm(one, axis=1), 1, atol=1e-3)
    return np.asarray((one * other).sum(axis=1))


def passages_of(encoder: CountingEncoder, texts: Sequence[str]) -> dict[str, Vectors]:
    return dict(zip(map(text_key, texts), encoder.vectors("passage", texts), strict=True))


def test_a_second_instance_encodes_nothing_new(tmp_path: Path):
    first, second = CountingEncoder(), CountingEncoder()
    fresh = CachedEncoder(first, "passage", tmp_path).encode_passages(TEXTS)
    kept = CachedEncoder(second, "passage", tmp_path).encode_passages(TEXTS[::-1])
    assert first.passages == TEXTS
    assert second.passages == []
    assert kept.dtype == np.float32
    assert kept.shape == (4, 32)
    assert (cosines(fresh, first.vectors("passage", TEXTS)) > 0.999).all()


def test_a_first_and_every_later_run_give_the_same_bytes(tmp_path: Path):
    """However often the file was written again for other texts in between."""
    fresh = CachedEncoder(CountingEncoder(), "passage", tmp_path).encode_passages(TEXTS)
    for run in range(5):
        kept = CachedEncoder(CountingEncoder(), "passage", tmp_path).encode_passages([*TEXTS, f"第 {run} 题"])
        assert kept[: len(TEXTS)].tobytes() == fresh.tobytes()


@pytest.mark.parametrize("damage", ["", "{", "half", "narrow", "lengths", "nameless"])
def test_a_damaged_file_is_encoded_and_written_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
):  # fmt: skip
    first = CountingEncoder()
    fresh = CachedEncoder(first, "passage", tmp_path).encode_passages(TEXTS)
    (path,) = tmp_path.iterdir()
    sound = path.read_bytes()
    put_damage(path, damage, first.hash)
    again = CountingEncoder()
    cached = CachedEncoder(again, "passage", tmp_path)
    assert "unreadable" in caplog.text
    assert not path.exists()
    assert cached.encode_passages(TEXTS).tobytes() == fresh.tobytes()
    assert again.passages == TEXTS
    assert path.read_bytes() == sound


def put_damage(path: Path, damage: str, encoder_hash: str) -> None:
    keys, rows = np.zeros((2, 16), np.uint8), np.ones((2, 8), np.int8)
    match damage:
        case "half":
            path.write_bytes(path.read_bytes()[:-20])
        case "narrow":
            path.write_bytes(save({"keys": keys, "rows": rows}, metadata={"encoder_hash": encoder_hash}))
        case "lengths":
            path.write_bytes(save({"keys": keys[:1], "rows": rows}, metadata={"encoder_hash": encoder_hash}))
        case "nameless":
            path.write_bytes(save({"keys": keys, "rows": rows}))
        case _:
            path.write_text(damage)


def test_a_damaged_shipped_file_stays_and_is_done_without(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    shipped, encoder = tmp_path / "shipped.safetensors", CountingEncoder()
    shipped.write_bytes(b"\0" * 9)
    CachedEncoder(encoder, "passage", tmp_path / "cache", shipped).encode_passages(TEXTS)
    assert encoder.passages == TEXTS
    assert "install the package again" in caplog.text
    assert shipped.read_bytes() == b"\0" * 9


def test_only_what_is_new_is_encoded_and_each_text_once(tmp_path: Path):
    CachedEncoder(CountingEncoder(), "passage", tmp_path).encode_passages(TEXTS[:2])
    encoder = CountingEncoder()
    cached = CachedEncoder(encoder, "passage", tmp_path)
    found = cached.encode_passages([TEXTS[2], TEXTS[0], TEXTS[2], TEXTS[3]])
    assert encoder.passages == [TEXTS[2], TEXTS[3]]
    assert (cosines(found, encoder.vectors("passage", [TEXTS[2], TEXTS[0], TEXTS[2], TEXTS[3]])) > 0.999).all()
    cached.encode_passages(TEXTS)
    assert len(encoder.passages) == 2
    again = CountingEncoder()
    CachedEncoder(again, "passage", tmp_path).encode_passages(TEXTS)
    assert again.passages == []


def test_many_texts_are_all_kept_in_order(tmp_path: Path):
    texts = [f"第 {i} 题" for i in range(600)]
    totals: list[int | None] = []

    def track(items, description: str, total: int | None = None):
        totals.append(total)
        return iter(items)

    first, second = CountingEncoder(), CountingEncoder()
    CachedEncoder(first, "passage", tmp_path, track=track).encode_passages(texts)
    assert first.passages == texts
    kept = CachedEncoder(second, "passage", tmp_path, track=track).encode_passages(texts)
    assert second.passages == []
    assert totals == [3], "600 texts are three chunks; what is known is no work"
    assert (cosines(kept, first.vectors("passage", texts)) > 0.999).all()


def test_the_shipped_file_is_looked_into_first(tmp_path: Path):
    """What is shipped decides, even where the folder remembers something else; nothing is written for it."""
    encoder = CountingEncoder()
    shipped, folder = tmp_path / "shipped.safetensors", tmp_path / "cache"
    marked = {text_key(TEXTS[0]): encoder.vectors("passage", ["别的文字"])[0]}
    write_vectors(shipped, marked, encoder.hash)
    folder.mkdir()
    CachedEncoder(CountingEncoder(), "passage", folder).encode_passages(TEXTS)
    found = CachedEncoder(encoder, "passage", folder, shipped).encode_passages(TEXTS)
    assert encoder.passages == []
    assert cosines(found[:1], encoder.vectors("passage", ["别的文字"]))[0] > 0.999
    assert (cosines(found[1:], encoder.vectors("passage", TEXTS[1:])) > 0.999).all()


def test_where_everything_is_shipped_nothing_is_written(tmp_path: Path):
    encoder = CountingEncoder()
    shipped, folder = tmp_path / "shipped.safetensors", tmp_path / "cache"
    write_vectors(shipped, passages_of(encoder, TEXTS), encoder.hash)
    before = shipped.read_bytes()
    CachedEncoder(encoder, "passage", folder, shipped).encode_passages(TEXTS)
    assert encoder.passages == []
    assert not folder.exists() or not list(folder.iterdir())
    CachedEncoder(encoder, "passage", folder, shipped).encode_passages(["新的"])
    assert encoder.passages == ["新的"]
    assert shipped.read_bytes() == before


def test_another_encoders_files_are_ignored(tmp_path: Path):
    other, encoder = CountingEncoder("other"), CountingEncoder()
    shipped = tmp_path / "shipped.safetensors"
    write_vectors(shipped, passages_of(other, TEXTS), other.hash)
    CachedEncoder(other, "passage", tmp_path).encode_passages(TEXTS)
    found = CachedEncoder(encoder, "passage", tmp_path, shipped).encode_passages(TEXTS)
    assert encoder.passages == TEXTS
    assert (cosines(found, encoder.vectors("passage", TEXTS)) > 0.999).all()
    other.passages.clear()
    CachedEncoder(other, "passage", tmp_path).encode_passages(TEXTS)
    assert other.passages == [], "both encoders' vectors stay"


def test_the_other_kind_is_passed_on(tmp_path: Path):
    encoder = CountingEncoder()
    for _ in range(2):
        cached = CachedEncoder(encoder, "passage", tmp_path)
        np.testing.assert_array_equal(cached.encode_queries(TEXTS), encoder.vectors("query", TEXTS))
    assert encoder.queries == TEXTS * 2
    assert encoder.passages == []
    assert not list(tmp_path.iterdir())


def test_queries_and_passages_are_kept_apart(tmp_path: Path):
    encoder = CountingEncoder()
    CachedEncoder(encoder, "passage", tmp_path).encode_passages(TEXTS)
    for _ in range(2):
        found = CachedEncoder(encoder, "query", tmp_path).encode_queries(TEXTS)
    assert encoder.queries == TEXTS
    assert (cosines(found, encoder.vectors("query", TEXTS)) > 0.999).all()


def test_no_texts_give_no_rows_and_no_file(tmp_path: Path):
    cached = CachedEncoder(CountingEncoder(), "passage", tmp_path)
    assert cached.encode_passages([]).shape == (0, 32)
    assert not list(tmp_path.iterdir())


def test_it_is_the_encoder_behind_to_everybody_else(tmp_path: Path):
    encoder = CountingEncoder()
    cached: TextEncoder = CachedEncoder(encoder, "passage", tmp_path)
    assert (cached.hash, cached.dimension) == (encoder.hash, encoder.dimension)


def test_the_shipped_vectors_are_the_default_encoders(encoder: TextEncoder, graph: KnowledgeGraph):
    """A sample of what is shipped, against the encoder itself."""
    shipped = read_vectors(SHIPPED_PASSAGES, encoder.hash)
    texts = [text for point in graph for text in point_texts(point)]
    known = [text for text in texts if text_key(text) in shipped]
    assert len(known) > 0.5 * len(texts), "`shuangshi train vectors` brings them up to date"
    known = known[:: len(known) // 20]
    found = np.stack([shipped[text_key(text)] for text in known])
    assert (cosines(found, encoder.encode_passages(known)) > 0.999).all()


@given(st.lists(st.integers(0, 2**32), min_size=1, max_size=8, unique=True), st.integers(1, 64))
def test_a_file_gives_back_what_was_written(tmp_path_factory: pytest.TempPathFactory, seeds: list[int], width: int):
    path = tmp_path_factory.mktemp("vectors") / "deep" / "v.safetensors"
    path.parent.mkdir()
    rows = np.stack([np.random.default_rng(seed).normal(size=width) for seed in seeds]).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors = {text_key(str(seed)): row for seed, row in zip(seeds, rows, strict=True)}
    write_vectors(path, vectors, "encoder")
    found = read_vectors(path, "encoder")
    assert list(found) == list(vectors)
    assert (cosines(np.stack(list(found.values())), rows) > 0.999).all()
    assert read_vectors(path, "another") == {}
    assert read_vectors(path.with_name("missing"), "encoder") == {}
    sound = path.read_bytes()
    write_vectors(path, found, "encoder")
    assert path.read_bytes() == sound
    path.write_bytes(sound[:-1])
    with pytest.raises(VectorFileError, match=r"v\.safetensors"):
        read_vectors(path, "encoder")


def test_a_text_is_known_by_every_character():
    assert text_key("浮力") == text_key("浮力")
    assert len({text_key(text) for text in ("浮力", "浮力 ", "浮 力", "")}) == 4
    assert len(text_key("浮力")) == 32
