"""Fitting heads on small made-up sets: what is learned, chosen, remembered, and what every classifier must do."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.linear_head import HeadKind, LinearHead
from tests.models.conformance import ClassifierConformance
from tests.training.made_up import WORDS, HashingEncoder, sentences
from training.config import HeadConfig, default_config
from training.head_trainer import Fitted, Part, fit_head, make_targets
from training.run import TrainingRun

ENCODER = HashingEncoder()


def fit(
    folder: Path,
    texts: Sequence[str],
    labels: Sequence[object],
    kind: HeadKind = "one_of",
    name: str = "subject",
    **changes: object,
) -> Fitted:
    config = default_config("subject", **{"curve": (), **changes})
    assert isinstance(config, HeadConfig)
    rows = [float(label) for label in labels] if kind == "number" else [  # type: ignore[arg-type]
        label if isinstance(label, tuple) else (str(label),) for label in labels
    ]  # fmt: skip
    targets = make_targets(kind, rows, "subject")  # type: ignore[arg-type]
    cut = int(len(texts) * 0.8)
    learn = Part(list(texts[:cut]), targets.values[:cut])
    calibrate = Part(list(texts[cut:]), targets.values[cut:])
    return fit_head(name, targets, learn, calibrate, ENCODER, config, TrainingRun(folder, "identity"))


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> LinearHead:
    return fit(tmp_path_factory.mktemp("three"), *sentences(list(WORDS), 120)).head


class TestLinearHead(ClassifierConformance):
    """A fitted head does what every classifier must."""

    @pytest.fixture
    def encoder(self) -> HashingEncoder:
        return ENCODER

    @pytest.fixture
    def classifier(self, three: LinearHead) -> LinearHead:
        return three

    @pytest.fixture
    def refitted(self, tmp_path: Path) -> LinearHead:
        return fit(tmp_path / "again", *sentences(list(WORDS), 120)).head

    @pytest.fixture
    def unseen(self) -> tuple[list[str], list[str]]:
        return sentences(list(WORDS), 30, seed=99)


@pytest.mark.parametrize("classes", [["数学", "物理"], ["物理", "数学"]])
def test_two_classes_are_told_apart_in_whatever_order(tmp_path: Path, classes: list[str]):
    head = fit(tmp_path, *sentences(classes, 120)).head
    texts, labels = sentences(classes, 40, seed=99)
    said = [head.classes[i] for i in head.predict(ENCODER.encode_queries(texts), texts).argmax(axis=1)]
    assert np.mean([a == b for a, b in zip(said, labels, strict=True)]) >= 0.9


def test_confidence_in_noise_is_low(tmp_path: Path):
    texts, _ = sentences(["数学"], 400)
    labels = ["A" if i % 2 else "B" for i in np.random.default_rng(4).permutation(400)]
    head = fit(tmp_path, texts, labels).head
    unseen, _ = sentences(["数学"], 100, seed=7)
    assert head.predict(ENCODER.encode_queries(unseen), unseen).max(axis=1).mean() < 0.75


def test_any_number_of_classes_may_apply(tmp_path: Path):
    texts, labels = sentences(list(WORDS), 150)
    both = [f"{a}{b}" for a, b in zip(texts[::3], texts[1::3], strict=True)]
    rows = [(label,) for label in labels] + [("数学", "物理")] * len(both)
    order = np.random.default_rng(0).permutation(len(rows))
    head = fit(tmp_path, [[*texts, *both][i] for i in order], [rows[i] for i in order], "any_of").head
    (first, _), (second, _) = sentences(["数学"], 30, seed=9), sentences(["物理"], 30, seed=10)
    unseen = [a + b for a, b in zip(first, second, strict=True)]
    mixed = head.predict(ENCODER.encode_queries(unseen), unseen) > head.threshold
    assert mixed[:, [head.classes.index(name) for name in ("数学", "物理")]].all(axis=1).mean() > 0.7
    alone = head.predict(ENCODER.encode_queries(["皇帝的变法"]), ["皇帝的变法"])[0] > head.threshold
    assert alone.tolist() == [name == "历史" for name in head.classes]


def test_a_number_is_learned_and_its_error_known(tmp_path: Path):
    texts, labels = sentences(["历史", "数学"], 150)
    numbers = [0.2 if label == "历史" else 0.7 for label in labels]
    head = fit(tmp_path, texts, numbers, "number").head
    unseen, labels = sentences(["历史", "数学"], 20, seed=3)
    found = head.predict(ENCODER.encode_queries(unseen), unseen)[:, 0]
    assert head.classes == ["subject"]
    assert np.abs(found - [0.2 if label == "历史" else 0.7 for label in labels]).mean() < 0.1
    assert 0 < head.error < 0.1


def test_the_strength_is_the_one_with_the_least_loss_and_a_rise_ends_the_search(tmp_path: Path):
    fitted = fit(tmp_path, *sentences(list(WORDS), 60), strengths=(0.001, 1.0, 1e6, 1e7), patience=1)
    assert fitted.strength == min(fitted.losses, key=fitted.losses.__getitem__)
    rises = [b > a for a, b in zip(list(fitted.losses.values()), list(fitted.losses.values())[1:], strict=False)]
    assert not any(rises[:-1])


def test_more_texts_lose_less(tmp_path: Path):
    curve = fit(tmp_path, *sentences(list(WORDS), 150), curve=(0.1, 0.5)).curve
    assert curve[0.1] > curve[1.0]


def test_alarms_stay_below_the_share_that_is_allowed(tmp_path: Path):
    texts, labels = sentences(["数学", "历史"], 300)
    answers = ["yes" if label == "历史" else "no" for label in labels]
    head = fit(tmp_path, texts, answers, name="distress", false_alarms=0.05).head
    quiet, _ = sentences(["数学"], 300, seed=11)
    alarms = head.predict(ENCODER.encode_queries(quiet), quiet)[:, head.classes.index("yes")] >= head.threshold
    assert alarms.mean() < 0.15


def test_only_the_largest_lexical_weights_are_kept(tmp_path: Path):
    head = fit(tmp_path, *sentences(list(WORDS), 100), kept=20).head
    assert (np.diff(head.lexical.tocsc().indptr) <= 20).all()
    texts, labels = sentences(list(WORDS), 20, seed=5)
    said = [head.classes[i] for i in head.predict(ENCODER.encode_queries(texts), texts).argmax(axis=1)]
    assert np.mean([a == b for a, b in zip(said, labels, strict=True)]) > 0.8


def test_an_interrupted_fit_takes_up_what_was_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from training import head_trainer

    texts, labels = sentences(list(WORDS), 60)
    whole = fit(tmp_path / "whole", texts, labels, strengths=(0.1, 1.0, 10.0), patience=3)
    solve, calls = head_trainer._SOLVERS["one_of"], []

    def breaks(*args):
        calls.append(args[3])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return solve(*args)

    monkeypatch.setitem(head_trainer._SOLVERS, "one_of", breaks)
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path / "broken", texts, labels, strengths=(0.1, 1.0, 10.0), patience=3)
    again = fit(tmp_path / "broken", texts, labels, strengths=(0.1, 1.0, 10.0), patience=3)
    assert calls == [0.1, 1.0, 1.0, 10.0]
    np.testing.assert_array_equal(again.head.dense, whole.head.dense)


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="at least two classes"):
        make_targets("one_of", [("数学",)] * 5, "subject")
