"""Fitting a head on small made-up sets, with an encoder that only hashes."""

import hashlib
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.split import split_part
from models.encoder import Vectors
from models.linear_head import LinearHead
from models.plain_text import plain_text
from training.examples import Example
from training.head_trainer import fit_head

WORDS = {
    "数学": ["方程", "三角形", "函数", "抛物线", "根号", "分式"],
    "物理": ["浮力", "电流", "凸透镜", "压强", "摩擦力", "电阻"],
    "历史": ["变法", "战争", "皇帝", "条约", "革命", "起义"],
}
FILLERS = ["请问", "老师", "这题", "怎么", "为什么", "求", "说明", "下列", "关于", "正确", "不懂", "帮忙"]


class HashingEncoder:
    """Deterministic vectors without weights: the sum of a pseudo-random vector per character, of unit length."""

    hash = "hashing-encoder"
    dimension = 48

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        rows = np.stack([self._row(text) for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    encode_passages = encode_queries

    def _row(self, text: str) -> Vectors:
        seeds = [int.from_bytes(hashlib.sha256(c.encode()).digest()[:8]) for c in text or " "]
        return np.sum([np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds], axis=0)


def sentence(chooser: random.Random, subject: str) -> str:
    words = [chooser.choice(FILLERS) for _ in range(3)] + chooser.sample(WORDS[subject], 2)
    chooser.shuffle(words)
    return "".join(words) + str(chooser.randint(1, 999)) + "？"


def made_up(classes: Sequence[str], count: int, seed: int = 0) -> list[Example]:
    chooser = random.Random(seed)
    return [
        Example(sentence(chooser, label), label, "authored" if i % 3 else "gaokao_bench")
        for i in range(count) for label in classes
    ]  # fmt: skip


@pytest.fixture(scope="module")
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture(scope="module")
def three(encoder: HashingEncoder) -> LinearHead:
    return fit_head("subject", made_up(list(WORDS), 120), encoder)


def guess(head: LinearHead, encoder: HashingEncoder, texts: Sequence[str]) -> list[str]:
    plain = [plain_text(text) for text in texts]
    rows = head.predict(encoder.encode_queries(plain), plain)
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-5)
    return [head.classes[i] for i in rows.argmax(axis=1)]


@pytest.mark.parametrize("classes", [["数学", "物理"], ["物理", "数学"], list(WORDS)])
def test_it_learns_what_there_is_to_learn(encoder: HashingEncoder, classes: list[str]):
    head = fit_head("subject", made_up(classes, 120), encoder)
    unseen = made_up(classes, 40, seed=99)
    guesses = guess(head, encoder, [example.text for example in unseen])
    assert head.classes == sorted(classes)
    assert head.encoder_hash == encoder.hash
    assert np.mean([g == example.label for g, example in zip(guesses, unseen, strict=True)]) >= 0.9
    assert head.card["metrics"]["accuracy"] >= 0.9
    assert head.card["metrics"]["majority"] <= 0.6


def test_noise_is_not_learned(encoder: HashingEncoder):
    """Labels that have nothing to do with the texts: the card must not claim otherwise."""
    chooser = random.Random(4)
    examples = [Example(sentence(chooser, "数学"), chooser.choice("AB"), "authored") for _ in range(400)]
    metrics = fit_head("ability", examples, encoder).card["metrics"]
    assert metrics["accuracy"] < 0.75


def test_the_same_seed_gives_the_same_head(encoder: HashingEncoder, three: LinearHead):
    again = fit_head("subject", made_up(list(WORDS), 120), encoder)
    np.testing.assert_array_equal(again.dense, three.dense)
    np.testing.assert_array_equal(again.lexical, three.lexical)
    assert (again.temperature, again.card) == (three.temperature, three.card)


def test_another_seed_splits_otherwise(encoder: HashingEncoder, three: LinearHead):
    other = fit_head("subject", made_up(list(WORDS), 120), encoder, seed=1)
    assert other.card["seed"] == 1
    assert other.card["data_sha256"] == three.card["data_sha256"]
    assert not np.array_equal(other.dense, three.dense)


def test_the_card_tells_where_the_head_comes_from(three: LinearHead):
    card = three.card
    assert card["command"] == "shuangshi train subject --seed 0"
    assert card["seed"] == 0
    assert card["sources"] == {"authored": 240, "gaokao_bench": 120}
    assert set(card["sizes"]) == {"train", "calibrate", "test"}
    assert sum(card["sizes"].values()) == 360
    assert card["sizes"]["train"] > card["sizes"]["test"] > 0
    assert set(card["metrics"]) == {"accuracy", "macro_f1", "majority", "ece"}
    assert all(0 <= value <= 1 for value in card["metrics"].values())
    assert re.fullmatch(r"[0-9a-f]{64}", card["data_sha256"])
    assert json.loads(json.dumps(card)) == card


def test_other_data_have_another_digest(encoder: HashingEncoder, three: LinearHead):
    examples = made_up(list(WORDS), 120)
    examples[0] = Example(examples[0].text, "物理", examples[0].source)
    assert fit_head("subject", examples, encoder).card["data_sha256"] != three.card["data_sha256"]


def test_a_fitted_head_survives_saving(tmp_path: Path, encoder: HashingEncoder, three: LinearHead):
    three.save(tmp_path / "subject.safetensors")
    loaded = LinearHead.load(tmp_path / "subject.safetensors", encoder)
    texts = [example.text for example in made_up(list(WORDS), 10, seed=5)]
    assert guess(loaded, encoder, texts) == guess(three, encoder, texts)
    assert loaded.card == three.card


@pytest.mark.parametrize("seed", range(6))
def test_two_classes_of_ten_texts_are_enough(encoder: HashingEncoder, seed: int):
    """What `fit_head` asks for, whatever the split makes of it."""
    head = fit_head("subject", made_up(["数学", "物理"], 10, seed), encoder, seed)
    assert head.classes == ["数学", "物理"]
    assert np.isfinite(head.dense).all()
    assert head.temperature > 0
    assert not [name for name, value in head.card["metrics"].items() if np.isnan(value)]


def difficulties(count: int, seed: int = 0) -> list[Example]:
    chooser = random.Random(seed)
    return [
        Example(sentence(chooser, subject), easiest + chooser.random() / 10, "authored")
        for _ in range(count) for subject, easiest in (("历史", 0.2), ("数学", 0.7))
    ]  # fmt: skip


def test_difficulty_is_a_regression(encoder: HashingEncoder):
    head = fit_head("difficulty", difficulties(120), encoder)
    unseen = difficulties(30, seed=9)
    plain = [plain_text(example.text) for example in unseen]
    found = head.decide(encoder.encode_queries(plain), plain)
    assert head.classes == ["difficulty"]
    assert found.shape == (60, 1)
    assert np.abs(found[:, 0] - [float(example.label) for example in unseen]).mean() < 0.1
    metrics = head.card["metrics"]
    assert set(metrics) == {"spearman", "mean_absolute_error", "constant_mean_absolute_error"}
    assert metrics["mean_absolute_error"] < metrics["constant_mean_absolute_error"]
    assert metrics["spearman"] > 0.5
    assert head.card["residual"] == metrics["mean_absolute_error"]
    assert head.card["command"] == "shuangshi train difficulty --seed 0"


def test_variants_of_one_question_never_straddle_train_and_test(encoder: HashingEncoder):
    """The same thirty questions with other numbers: the parts hold whole families."""
    families = made_up(["数学", "物理"], 15)
    examples = [
        Example(re.sub(r"\d+", str(number), example.text), example.label, example.source)
        for example in families for number in range(1, 11)
    ]  # fmt: skip
    parts = [{split_part(plain_text(e.text), 0) for e in examples[i : i + 10]} for i in range(0, len(examples), 10)]
    assert all(len(part) == 1 for part in parts)
    sizes = fit_head("subject", examples, encoder).card["sizes"]
    assert all(size % 10 == 0 for size in sizes.values())
