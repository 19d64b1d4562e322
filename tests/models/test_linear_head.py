"""A head's file: what is damaged or foreign is refused by name."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save
from scipy.sparse import csr_matrix

from models.linear_head import HeadFileError, HeadKind, LinearHead, read_head_header, to_probabilities
from tests.training.made_up import HashingEncoder

ENCODER = HashingEncoder()


def head(kind: HeadKind = "one_of") -> LinearHead:
    generator = np.random.default_rng(0)
    classes = ["difficulty"] if kind == "number" else ["a", "b", "c"]
    lexical = csr_matrix(generator.normal(size=(2**15, len(classes))) * (generator.random((2**15, 1)) < 0.01))
    return LinearHead(
        "toy", kind, classes, ENCODER.hash, generator.normal(size=(48, len(classes))).astype(np.float32),
        lexical.astype(np.float32), np.ones(2**15, np.float32), np.zeros(len(classes), np.float32), 2.0, 0.3, 0.1,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["one_of", "any_of", "number"])
def test_every_kind_survives_saving(tmp_path: Path, kind: HeadKind):
    fitted = head(kind)
    fitted.save(tmp_path / "toy")
    loaded = LinearHead.load(tmp_path / "toy", ENCODER)
    texts = ["求根", "浮力", "长" * 500]
    vectors = ENCODER.encode_queries(texts)
    np.testing.assert_allclose(loaded.predict(vectors, texts), fitted.predict(vectors, texts), atol=0.02)
    for name in ("name", "kind", "classes", "temperature", "threshold", "error"):
        assert getattr(loaded, name) == getattr(fitted, name)
    assert read_head_header(tmp_path / "toy")["kind"] == kind


def test_weights_that_lie_column_by_column_are_saved_as_they_are(tmp_path: Path):
    fitted = head()
    fitted.dense = np.asfortranarray(fitted.dense)
    fitted.save(tmp_path / "toy")
    np.testing.assert_allclose(LinearHead.load(tmp_path / "toy", ENCODER).dense, fitted.dense, atol=0.01)


def test_only_so_many_characters_are_read():
    texts = ["浮力" * 40, "浮力" * 40 + "完全不同的结尾" * 30]
    vectors = ENCODER.encode_queries([texts[0], texts[0]])
    one, other = head().predict(vectors, texts)
    np.testing.assert_array_equal(one, other)


def test_any_of_is_not_a_distribution():
    rows = to_probabilities(np.array([[5.0, 5.0, -5.0]]), "any_of")
    assert rows.sum() > 1.9


def test_a_file_that_is_no_head_is_named(tmp_path: Path):
    for name, content in {"text": b"hello", "other": save({"x": np.zeros(1)}), "empty": b""}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(HeadFileError, match=name):
            LinearHead.load(tmp_path / name, ENCODER)
    with pytest.raises(FileNotFoundError):
        LinearHead.load(tmp_path / "none", ENCODER)


def test_a_head_cut_short_is_named(tmp_path: Path):
    head().save(tmp_path / "cut")
    content = (tmp_path / "cut").read_bytes()
    (tmp_path / "cut").write_bytes(content[: len(content) // 2])
    with pytest.raises(HeadFileError, match="cut"):
        LinearHead.load(tmp_path / "cut", ENCODER)
