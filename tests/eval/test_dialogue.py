"""The dialogue on simulated students: better than by lot, and the same for the same seed."""

import json
from pathlib import Path

import numpy as np
import pytest

from eval.dialogue import evaluate_dialogue
from eval.red_team import read_red_team
from eval.simulator.learners import TEMPERAMENTS, draw_learner, learned, simulated_items
from knowledge_graph import KnowledgeGraph
from recommender.assessment.marking import mark_answer


def test_ours_asks_less_and_finds_more_than_by_lot(graph: KnowledgeGraph):
    report = evaluate_dialogue(graph, simulated_items([]), students=60)
    ours, lot = report["runs"]["plain"], report["runs"]["random items"]
    assert ours["mean_turns"] < lot["mean_turns"]
    assert ours["agreement"]["lo"] > lot["agreement"]["hi"]
    assert report["learning_gains"]["ours"]["value"] > report["learning_gains"]["fixed order"]["value"]
    assert {"median_turns_to_lock", "agreement", "agreement_at_3", "bayes_bound", "learning_gain"} <= set(report)
    assert report["simulated"]
    json.dumps(report)


def test_students_can_what_they_can_and_slip_as_often_as_is_said(graph: KnowledgeGraph):
    rng = np.random.default_rng(0)
    starts = [point.id for point in graph if point.needs][:50]
    learner = draw_learner(graph, starts, TEMPERAMENTS["plain"], rng)
    written, *_ = simulated_items(["math.j.other"])
    right = [mark_answer(written, learner.answer(written, rng)).verdict == "right" for _ in range(600)]
    assert np.mean(right) == pytest.approx(0.9, abs=0.04)
    stuck = next(item for item in simulated_items([learner.gap]) if item.group == "C" and item.kind == "single")
    lucky = [mark_answer(stuck, learner.answer(stuck, rng)).verdict == "right" for _ in range(600)]
    assert np.mean(lucky) == pytest.approx(0.25, abs=0.06)
    fits = np.mean([learned(learner, [(learner.gap, learner.level)], rng) for _ in range(600)])
    elsewhere = np.mean([learned(learner, [("math.j.other", "A")], rng) for _ in range(600)])
    assert fits > 0.5 > 0.1 > elsewhere


def test_most_students_name_the_very_point(graph: KnowledgeGraph):
    rng = np.random.default_rng(1)
    starts = [point.id for point in graph if point.needs]
    drawn = [draw_learner(graph, starts, TEMPERAMENTS["plain"], rng) for _ in range(500)]
    assert np.mean([one.start == one.gap for one in drawn]) == pytest.approx(0.6, abs=0.07)
    assert all(one.start in one.blocked for one in drawn)


def test_the_red_team_is_large_and_a_damaged_row_is_named(tmp_path: Path):
    rows = read_red_team()
    assert len(rows) >= 300
    assert len({row.text for row in rows}) == len({row.id for row in rows}) == len(rows)
    (tmp_path / "bad.jsonl").write_text('{"id": "a", "kind": "k", "context": "open", "text": "t", "expect": "x"}\n')
    with pytest.raises(ValueError, match="line 1: expect"):
        read_red_team(tmp_path / "bad.jsonl")
