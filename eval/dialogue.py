"""The dialogue, measured on simulated students: how soon and how rightly it finds the gap, and what they learn from it.

Agreement is point and level right, over all students; who is never located counts as wrong, at the limit of turns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import numpy as np

from chat.actions import Action, AskAgain, PoseItem, Recommend
from chat.policy import Message, Policy
from chat.requests import find_request
from chat.shelf import Shelf
from chat.state import DialogueState
from eval.metrics import bootstrap, calibration_error
from eval.simulator.learners import TEMPERAMENTS, Learner, draw_learner, learned, simulated_items
from knowledge_graph import KnowledgeGraph
from models.tracking import Track, untracked
from recommender.assessment.diagnosis import MOST_QUESTIONS, Diagnosis, Gap, Probe, begin_diagnosis, choose_probe
from recommender.assessment.items import AssessmentItem, guess_of
from recommender.mastery import LEVELS, Level, Mastery, update_mastery

__all__ = ["CHOOSERS", "evaluate_dialogue"]

_NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)
_RESAMPLES = 1000
_EARLY = 3
_MOST_TURNS = 24  # of a conversation: impatient and wandering students take more than they answer
_LESSONS = 2

T = TypeVar("T")
Chooser = Callable[[Diagnosis, Sequence[Probe]], Probe]


@dataclass(frozen=True)
class _Outcome:
    """Of one student.

    Attributes:
        turns: Items answered until the gap was named; the limit where it never was.
        right: Whether it is the gap.
        early: Whether the likeliest gap after three answers was it.
        sure: Probability given to it.
        gap: What was named.
    """

    turns: int
    right: bool
    early: bool
    sure: float
    gap: Gap | None


def _at_random(seed: int) -> Chooser:
    rng = np.random.default_rng(seed)
    return lambda _diagnosis, probes: _any(probes, rng)


def _any(values: Sequence[T], rng: np.random.Generator) -> T:
    return values[int(rng.integers(len(values)))]


CHOOSERS: dict[str, Callable[[int], Chooser]] = {"ours": lambda _seed: choose_probe, "random items": _at_random}
"""Which item to ask next, by name."""


def evaluate_dialogue(
    graph: KnowledgeGraph, items: Sequence[AssessmentItem], students: int = 1000, seed: int = 0,
    track: Track = untracked,
) -> dict[str, Any]:  # fmt: skip
    """Everything that needs no engine.

    Args:
        graph: Of 初中 and 高中; students come with points of 初中.
        items: The bank as it is.
        students: Per run.
        seed: Of everything random.
        track: Shows progress over runs.

    Returns:
        `median_turns_to_lock`, `agreement`, `agreement_at_3`, `ece`, `bayes_bound` (median turns, agreement), random
        items beside, each temperament, the bank as it is, and `learning_gain` with its baselines.
    """
    starts = [point.id for point in graph if point.stage == "初中" and point.needs]
    full = Shelf.of(graph, simulated_items([point.id for point in graph if point.stage == "初中"]))
    own = Shelf.of(graph, items)
    covered = [point for point in starts if len(own.by_point.get(point, ())) >= 2]
    runs: dict[str, Callable[[], list[tuple[Learner, _Outcome]]]] = {
        "plain": lambda: _run(full, starts, "plain", CHOOSERS["ours"](seed), students, seed),
        "random items": lambda: _run(full, starts, "plain", CHOOSERS["random items"](seed), students, seed),
        **{name: (lambda name=name: _run(full, starts, name, choose_probe, students, seed))  # type: ignore[misc]
           for name in TEMPERAMENTS if name != "plain"},
        "bank as it is": lambda: _run(own, covered, "plain", choose_probe, students, seed) if covered else [],
    }  # fmt: skip
    found = {name: runs[name]() for name in track([*runs], "students", len(runs))}
    plain = found["plain"]
    bound = _bound(full, starts, students, seed)
    summary = _summary([outcome for _, outcome in plain], seed)
    return {
        "simulated": True, "seed": seed, "students": students,
        "median_turns_to_lock": summary["median_turns_to_lock"], "agreement": summary["agreement"]["value"],
        "agreement_at_3": summary["agreement_at_3"]["value"], "ece": summary["ece"],
        "bayes_bound": bound["median_turns"], "bound": bound,
        "runs": {name: _summary([outcome for _, outcome in rows], seed) for name, rows in found.items() if rows},
        **_learning_gain(plain, starts, seed),
    }  # fmt: skip


def _run(
    shelf: Shelf, starts: Sequence[str], temperament: str, choose: Chooser, students: int, seed: int
) -> list[tuple[Learner, _Outcome]]:
    rng, policy = np.random.default_rng(seed), Policy(shelf, choose)
    found = []
    for _ in range(students):
        learner = draw_learner(shelf.graph, starts, TEMPERAMENTS[temperament], rng)
        found.append((learner, _converse(policy, shelf, learner, rng)))
    return found


def _converse(policy: Policy, shelf: Shelf, learner: Learner, rng: np.random.Generator) -> _Outcome:
    state, mastery = DialogueState(), dict[str, Mastery]()
    message, answered, early = Message("", point=learner.start), 0, False
    truth = Gap(learner.gap, learner.level)
    for _ in range(_MOST_TURNS):
        decision = policy.decide(state, message, mastery, _NOW)
        state = decision.state
        for piece in decision.evidence:
            mastery[piece.point] = update_mastery(mastery.get(piece.point, Mastery()), piece.said, _NOW)
        if decision.feedback is not None:
            answered += 1
            if answered == _EARLY:
                early = _likeliest(shelf.graph, state) == truth
        action = decision.action
        if isinstance(action, Recommend):
            gap = Gap(action.point, action.level)
            return _Outcome(answered, gap == truth, early if answered >= _EARLY else gap == truth, action.sure, gap)
        message = _react(action, learner, rng)
    return _Outcome(MOST_QUESTIONS, False, early, 0.0, None)


def _react(action: Action, learner: Learner, rng: np.random.Generator) -> Message:
    if isinstance(action, PoseItem | AskAgain):
        mood, temperament = rng.random(), learner.temperament
        if mood < temperament.impatient:
            return _say("直接告诉我答案吧")
        if mood < temperament.impatient + temperament.wanders:
            return _say("刚才那道题")
        return Message(learner.answer(action.item, rng), on_card=action.item.id)
    return _say("继续")


def _say(text: str) -> Message:
    return Message(text, find_request(text))


def _likeliest(graph: KnowledgeGraph, state: DialogueState) -> Gap | None:
    topic = state.topic
    if topic is None:
        return None
    if topic.gap is not None:
        return Gap(*topic.gap)
    gaps = begin_diagnosis(graph, topic.start).gaps
    return gaps[int((np.log(topic.prior) + np.array(topic.logs)).argmax())]


def _bound(shelf: Shelf, starts: Sequence[str], students: int, seed: int) -> dict[str, Any]:
    """A Bayesian who knows how students were drawn, to the number, and asks and stops by the same rules."""
    rng = np.random.default_rng(seed)
    turns, right, early = [], [], []
    for _ in range(students):
        learner = draw_learner(shelf.graph, starts, TEMPERAMENTS["plain"], rng)
        diagnosis = begin_diagnosis(shelf.graph, learner.start)
        truth = Gap(learner.gap, learner.level)
        items = shelf.items_on(diagnosis.points)
        probes = {item.id: item for item in items}
        left = [diagnosis.probe_of(i.id, i.point, LEVELS["ABC".index(i.group)], 0.1, guess_of(i)) for i in items]
        while not (diagnosis.asked and diagnosis.is_settled) and diagnosis.asked < MOST_QUESTIONS:
            probe = choose_probe(diagnosis, left)
            left.remove(probe)
            item = probes[probe.id]
            diagnosis = diagnosis.after(probe, int(learner.answer(item, rng) == item.answer))
            if diagnosis.asked == _EARLY:
                early.append(diagnosis.likeliest[0] == truth)
        if diagnosis.asked < _EARLY:
            early.append(diagnosis.likeliest[0] == truth)
        turns.append(diagnosis.asked)
        right.append(diagnosis.likeliest[0] == truth)
    return {
        "median_turns": float(np.median(turns)), "mean_turns": round(float(np.mean(turns)), 2),
        "agreement": round(float(np.mean(right)), 4), "agreement_at_3": round(float(np.mean(early)), 4),
    }  # fmt: skip


def _summary(outcomes: Sequence[_Outcome], seed: int) -> dict[str, Any]:
    turns = np.array([outcome.turns for outcome in outcomes], float)
    right = np.array([outcome.right for outcome in outcomes], float)
    early = np.array([outcome.early for outcome in outcomes], float)
    n = len(outcomes)
    error = calibration_error([outcome.sure for outcome in outcomes], [outcome.right for outcome in outcomes])
    return {
        "students": n, "median_turns_to_lock": float(np.median(turns)), "mean_turns": round(float(turns.mean()), 2),
        "agreement": bootstrap(lambda rows: float(right[rows].mean()), n, seed, _RESAMPLES).as_dict(),
        "agreement_at_3": bootstrap(lambda rows: float(early[rows].mean()), n, seed, _RESAMPLES).as_dict(),
        "ece": round(error(np.arange(n)), 4),
    }  # fmt: skip


def _learning_gain(
    found: Sequence[tuple[Learner, _Outcome]], starts: Sequence[str], seed: int
) -> dict[str, Any]:  # fmt: skip
    """Share of students whose gap two lessons close: ours, what everybody takes, in the book's order, and by lot."""
    rng = np.random.default_rng(seed)

    def ours(learner: Learner, outcome: _Outcome) -> list[tuple[str, Level]]:
        gap = outcome.gap or Gap(learner.start, "A")
        return [(gap.point, gap.level)] * _LESSONS

    rules: dict[str, Callable[[Learner, _Outcome], list[tuple[str, Level]]]] = {
        "ours": ours,
        "popularity": lambda learner, _outcome: [(learner.start, "B"), (learner.start, "A")],
        "fixed order": lambda learner, _outcome: [(learner.start, "A"), (learner.start, "B")],
        "random": lambda learner, _outcome: [
            (learner.start if rng.random() < 0.5 else _any(starts, rng), _any(LEVELS, rng)) for _ in range(_LESSONS)
        ],
    }  # fmt: skip
    closed = {
        name: np.array([learned(learner, rule(learner, outcome), rng) for learner, outcome in found])
        for name, rule in rules.items()
    }
    figures = {
        name: bootstrap(lambda rows, gains=gains: float(gains[rows].mean()), len(found), seed, _RESAMPLES).as_dict()  # type: ignore[misc]
        for name, gains in closed.items()
    }
    return {"learning_gain": figures["ours"]["value"], "learning_gains": figures}
