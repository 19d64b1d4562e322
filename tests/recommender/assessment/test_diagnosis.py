"""Finding the gap: what answers mean, what is asked next, and that probabilities keep their word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_graph import KnowledgeGraph
from recommender.assessment.diagnosis import (
    MOST_QUESTIONS,
    Diagnosis,
    Gap,
    Probe,
    ask_level,
    begin_diagnosis,
    choose_probe,
)
from recommender.mastery import LEVELS, Belief

BUOYANCY = "physics.j.buoyancy.buoyant-force"


def probes(diagnosis: Diagnosis, guess: float = 0.05) -> list[Probe]:
    return [
        diagnosis.probe_of(f"{point}/{level}/{n}", point, level, 0.1, guess)
        for point in diagnosis.points for level in LEVELS for n in range(4)
    ]  # fmt: skip


@pytest.fixture
def diagnosis(graph: KnowledgeGraph) -> Diagnosis:
    return begin_diagnosis(graph, BUOYANCY)


def test_it_begins_at_what_was_named_and_what_that_builds_on(diagnosis: Diagnosis, graph: KnowledgeGraph):
    assert diagnosis.points[0] == BUOYANCY
    assert set(diagnosis.points[1:]) <= set(graph.prerequisites(BUOYANCY, 2))
    named = sum(p for gap, p in zip(diagnosis.gaps, diagnosis.probabilities, strict=True) if gap.point == BUOYANCY)
    assert named == pytest.approx(0.6)
    assert diagnosis.probabilities.sum() == pytest.approx(1)


def test_a_right_answer_clears_what_it_needed(diagnosis: Diagnosis):
    """Who applies the point lacks neither A nor B there, nor before it."""
    right = diagnosis.after(diagnosis.probe_of("i", BUOYANCY, "B", 0.1, 0.05), 1)
    for gap, before, after in zip(diagnosis.gaps, diagnosis.probabilities, right.probabilities, strict=True):
        assert (after > before) == (gap.level == "C")


def test_a_wrong_answer_before_the_point_says_nothing_of_the_point_alone(diagnosis: Diagnosis):
    earlier = diagnosis.points[1]
    wrong = diagnosis.after(diagnosis.probe_of("i", earlier, "A", 0.1, 0.05), 0)
    assert wrong.likeliest[0].point == earlier
    assert wrong.likeliest[0].level == "A"


def test_what_is_known_of_a_student_counts(graph: KnowledgeGraph):
    strong = {BUOYANCY: Belief.of((3.0, 3.0, 0.0))}
    found = begin_diagnosis(graph, BUOYANCY, strong)
    of_start = {gap.level: p for gap, p in zip(found.gaps, found.probabilities, strict=True) if gap.point == BUOYANCY}
    assert of_start["C"] > 5 * of_start["A"]
    asked = begin_diagnosis(graph, BUOYANCY, asked="B").likeliest[0]
    assert asked == Gap(BUOYANCY, "B")


def test_the_next_question_tells_most(diagnosis: Diagnosis):
    chosen = choose_probe(diagnosis, probes(diagnosis) + probes(diagnosis, guess=0.25))
    assert chosen.chances[1].min() == 0.05
    with pytest.raises(ValueError, match="nothing"):
        choose_probe(diagnosis, [])
    with pytest.raises(ValueError, match="no candidate"):
        diagnosis.probe_of("i", "math.j.none", "A", 0.1, 0.25)


def test_what_the_student_says_counts_less_than_an_answer(diagnosis: Diagnosis):
    probe = ask_level(diagnosis)
    assert probe.chances.sum(axis=0) == pytest.approx(np.ones(len(diagnosis.gaps)))
    said = diagnosis.after(probe, 1)
    assert said.likeliest[0] == Gap(BUOYANCY, "B")
    assert not said.is_settled


def test_it_is_satisfied_with_less_the_longer_it_takes(graph: KnowledgeGraph):
    point = next(point.id for point in graph if not point.needs and point.stage == "初中")
    found = begin_diagnosis(graph, point)
    item = found.probe_of("i", point, "A", 0.1, 0.05)
    nothing_told = Probe("x", np.full((2, len(found.gaps)), 0.5))
    once = found.after(item, 0)
    assert 0.6 < once.likeliest[1] < 0.9
    assert not once.is_settled
    for _ in range(MOST_QUESTIONS - 1):
        once = once.after(nothing_told, 0)
    assert once.is_settled


@given(st.integers(0, 2**32 - 1))
def test_probabilities_stay_probabilities(graph: KnowledgeGraph, seed: int):
    rng = np.random.default_rng(seed)
    diagnosis = begin_diagnosis(graph, BUOYANCY)
    for probe in rng.choice(np.array(probes(diagnosis, 0.25), object), 8, replace=False):
        diagnosis = diagnosis.after(probe, int(rng.integers(2)))
        assert diagnosis.probabilities.sum() == pytest.approx(1)
        assert (diagnosis.probabilities > 0).all()


def test_how_sure_it_says_it_is_is_how_often_it_is_right(graph: KnowledgeGraph):
    """Students drawn from the prior: the mean probability of the likeliest gap is the share of gaps found."""
    rng, sure, right = np.random.default_rng(0), [], []
    for _ in range(300):
        diagnosis = begin_diagnosis(graph, BUOYANCY)
        truth = int(rng.choice(len(diagnosis.gaps), p=diagnosis.prior))
        left = probes(diagnosis, 0.25)
        while not diagnosis.is_settled and diagnosis.asked < MOST_QUESTIONS:
            probe = choose_probe(diagnosis, left)
            left.remove(probe)
            diagnosis = diagnosis.after(probe, int(rng.random() < probe.chances[1, truth]))
        gap, probability = diagnosis.likeliest
        sure.append(probability)
        right.append(gap == diagnosis.gaps[truth])
    assert np.mean(sure) == pytest.approx(np.mean(right), abs=0.06)
    assert np.mean(right) > 0.7
