"""Rankers learned from made-up lists whose items' worth is known, and the gates before service."""

import json
from pathlib import Path

import numpy as np
import pytest

from eval.off_policy import LogCannotTellError, OffPolicyOptions
from recommender.ranker import HAND_SET, LinearRanker, Rankers
from recommender.ranker_file import load_rankers
from tests.eval.made_up_lists import LOGGING, TEMPERATURE, make_lists
from training.config import RankerConfig, read_config, write_config
from training.ranker_gates import ranker_gates
from training.run import TrainingRun
from training.train_ranker import NoListsError, TrainedRanker, part_of, train_ranker
from training.write_ranker import write_ranker_version

CONFIG = RankerConfig(rounds=80, resamples=100)
WORSE = LinearRanker({"a": -0.5})


@pytest.fixture(scope="module")
def trained() -> TrainedRanker:
    return train_ranker(make_lists(3000, 5, WORSE), CONFIG)


def true_value(rankers: Rankers) -> float:
    """Of lists that leave little to chance."""
    return float(np.mean([sum(each.gains) for each in make_lists(4000, 77, rankers["answer"], temperature=0.05)]))


def test_what_is_learned_brings_more_than_what_was_logged(trained: TrainedRanker):
    assert true_value(trained.rankers) > true_value({**HAND_SET, "answer": WORSE}) + 0.1
    for ranker in (trained.learned["answer"].linear, trained.learned["answer"].boosted):
        low, high = ranker.score([{"a": 0.9, "b": 0.1}, {"a": 0.9, "b": 0.9}])
        assert high > low, "b is worth something although the log was drawn without it"


def test_trees_never_fall_with_a_feature(trained: TrainedRanker):
    grid = np.linspace(0, 1, 21)
    for other in (0.0, 0.4, 1.0):
        for name, fixed in (("a", "b"), ("b", "a")):
            scores = trained.learned["answer"].boosted.score([{name: float(x), fixed: other} for x in grid])
            assert (np.diff(scores) >= 0).all()


def test_the_features_tell_more_than_the_place_alone(trained: TrainedRanker):
    losses = trained.learned["answer"].losses
    assert min(losses["linear"], losses["boosted"]) < losses["place"]
    assert trained.metrics["head"]["ndcg"].value > trained.metrics["random"]["ndcg"].value


def test_scores_spread_as_the_logged_ones(trained: TrainedRanker):
    lists = make_lists(300, 8, WORSE)
    ranker = trained.rankers["answer"]
    spreads = [
        [np.std([item.score for item in each.pool]), np.std(ranker.score([item.features for item in each.pool]))]
        for each in lists
    ]
    logged, learned = np.mean(spreads, axis=0)
    assert learned == pytest.approx(logged, rel=0.1)


def test_where_nothing_was_logged_the_hand_set_weights_stay(trained: TrainedRanker):
    assert trained.rankers["micro_course"] == HAND_SET["micro_course"]
    with pytest.raises(NoListsError, match="too few"):
        train_ranker(make_lists(40, 0), CONFIG)


def test_the_same_log_teaches_the_same_and_no_student_is_in_two_parts():
    lists = make_lists(800, 3)
    one, two = (train_ranker(lists, CONFIG) for _ in range(2))
    assert one.learned["answer"].boosted.text == two.learned["answer"].boosted.text
    assert one.metrics == two.metrics
    parts = {part_of(f"p{i}") for i in range(200)}
    assert parts == {"learn", "stop", "test"}


def test_a_version_is_written_with_card_and_pictures_and_scores_as_before(trained: TrainedRanker, tmp_path: Path):
    run = TrainingRun(tmp_path / "v1", "identity")
    card = write_ranker_version(trained, {"log": 3000}, CONFIG, "shuangshi train ranker --from-log", run)
    assert card["simulated"]
    assert card["kinds"]["teacher"]["form"] == "hand-set"
    assert json.loads((run.folder / "card.json").read_text(encoding="utf-8")) == card
    assert (run.folder / "answer-trees.png").stat().st_size > 1000
    rows = [{"a": 0.5, "b": 0.2}, {"b": 1.0}]
    assert list(load_rankers(run.folder)["answer"].score(rows)) == list(trained.rankers["answer"].score(rows))


def test_a_configuration_is_read_back(tmp_path: Path):
    write_config(CONFIG, tmp_path / "config.yaml")
    assert read_config(tmp_path / "config.yaml") == CONFIG


OPTIONS = OffPolicyOptions(resamples=200, fewest_effective=10)


def gates_of(ranker: LinearRanker) -> dict[str, bool]:
    lists = make_lists(6000, 21, WORSE)
    found = ranker_gates(lists, {**HAND_SET, "answer": WORSE}, {**HAND_SET, "answer": ranker}, OPTIONS)
    return {gate.gate: gate.passed for gate in found}


def test_a_better_ranker_passes_the_gates_and_a_worse_one_is_stopped_by_name():
    assert all(gates_of(LOGGING).values())
    worse = gates_of(LinearRanker({"a": -1.2}))
    assert not worse["gain over the serving ranker, doubly robust, lower bound"]
    assert not worse["gain of a list, switch"]


def test_a_ranker_that_draws_too_differently_does_not_come_in():
    with pytest.raises(LogCannotTellError, match="too differently"):
        gates_of(LinearRanker({"a": 60 * TEMPERATURE}))
