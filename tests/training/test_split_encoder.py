"""The real encoder cut in two embeds as it does whole, and only its upper layers learn."""

import numpy as np
import pytest
import torch

from models.encoder import SentenceTransformerEncoder, prepare_encoder
from shuangshi.settings import Settings
from training.split_encoder import SplitEncoder

TEXTS = ["铁船为什么不沉", "求二次函数 y=x²-2x+3 的顶点坐标，并说明它的增减性。", "What is photosynthesis?"]


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(*prepare_encoder("default", Settings().cache))


def test_it_embeds_as_the_whole_encoder_does(encoder: SentenceTransformerEncoder):
    split = SplitEncoder(encoder, 3)
    for _ in range(2):  # the second time from what is remembered
        queries, passages = split.embed_queries(TEXTS), split.embed_passages(TEXTS)
        assert (queries.detach().numpy() * encoder.encode_queries(TEXTS)).sum(axis=1).min() > 0.999
        assert (passages.detach().numpy() * encoder.encode_passages(TEXTS)).sum(axis=1).min() > 0.999
    one = split.embed_queries(TEXTS[:1]).detach().numpy()
    np.testing.assert_allclose(one[0], queries.detach().numpy()[0], atol=5e-3)


def test_gradients_reach_the_upper_layers_alone(encoder: SentenceTransformerEncoder):
    split = SplitEncoder(encoder, 2)
    layers = len(encoder.model[0].model.encoder.layer)
    assert {name.split(".")[2] for name in split.weights} == {str(layers - 2), str(layers - 1)}
    split.embed_queries(TEXTS)[0].sum().backward()
    learning = [name for name, weight in encoder.model[0].model.named_parameters() if weight.grad is not None]
    assert sorted(learning) == sorted(split.weights)
    assert all(torch.isfinite(weight.grad).all() for weight in split.weights.values() if weight.grad is not None)


def test_a_failure_leaves_the_encoder_whole(encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch):
    split = SplitEncoder(encoder, 2)
    before = encoder.encode_queries(TEXTS)
    monkeypatch.setattr(split, "_upper", None)
    with pytest.raises(TypeError):
        split.embed_queries(["新的一句"])
    monkeypatch.undo()
    np.testing.assert_array_equal(encoder.encode_queries(TEXTS), before)
