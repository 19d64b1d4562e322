"""Simulated readers over the real main flow: their log, and their truth."""

import numpy as np
import pytest

from eval.simulator.config_file import read_assumptions
from eval.simulator.readers import Readers, make_requests
from eval.simulator.readers_config import ReadersConfig
from intent.authored_rows import read_paper_questions
from recommender.logged_list import GAINS, VERDICTS
from recommender.ranker import HAND_SET, LinearRanker

CONFIG = ReadersConfig(subjects=("物理",), catalogue=2, papers=12, students=10, questions=3, none_fits=0.5)


@pytest.fixture(scope="module")
def requests(engine):
    return make_requests(engine.flow, list(read_paper_questions()), CONFIG)


def mean_gain(lists) -> float:
    return float(np.mean([sum(each.gains) for each in lists]))


@pytest.mark.slow
def test_the_true_value_is_what_a_long_log_comes_to(requests):
    readers = Readers(requests, CONFIG, 3)
    for rankers in (HAND_SET, {kind: LinearRanker({"text_similarity": -2.0}) for kind in HAND_SET}):
        lists = list(readers.read(3000, rankers, 0.5))
        spread = np.std([sum(each.gains) for each in lists]) / len(lists) ** 0.5
        assert abs(mean_gain(lists) - readers.true_value(rankers, 0.5)) < 4 * spread


def test_a_log_is_labelled_repeatable_and_whole_and_differs_by_seed(requests):
    one, two, other = (list(Readers(requests, CONFIG, seed).read(40, HAND_SET, 0.5)) for seed in (0, 0, 1))
    assert one == two
    assert one != other
    assert all(each.simulated and each.is_drawn and each.is_whole for each in one)
    assert {gain for each in one for gain in each.gains} <= {0.0, *GAINS.values(), *VERDICTS.values()}
    assert {each.list_name for each in one} == {"micro_courses", "answers"}


def test_another_seed_is_another_world_of_the_same_requests(requests):
    one, two = (Readers(requests, CONFIG, seed).true_value(HAND_SET, 0.5) for seed in (0, 1))
    assert one != two


def test_lower_places_bring_less_and_more_places_bring_more(requests):
    readers = Readers(requests, CONFIG, 0)
    values = [readers.true_value(HAND_SET, 0.5, places) for places in (1, 3, 6)]
    assert values == sorted(values)
    assert values[0] > (values[1] - values[0]) / 2 > (values[2] - values[1]) / 3


def test_a_configuration_names_what_is_wrong(tmp_path):
    path = tmp_path / "readers.yaml"
    path.write_text("patience: 2\nluck: 1\n")
    with pytest.raises(ValueError, match=r"(?s)patience.*luck"):
        read_assumptions(ReadersConfig, path)
    assert read_assumptions(ReadersConfig, None) == ReadersConfig()
