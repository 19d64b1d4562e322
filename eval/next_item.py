"""What a student takes up next, on real data: ours beside popularity, Markov, ItemKNN, EASE, RP3β and ALS in one run.

Students are split: methods learn from some, choose their settings on others, and are measured on the rest, of whom
they see what came before the item that is asked for. Candidates are all items of the catalogue that the student has
not met.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.answer_log import AnswerLog
from eval.metrics import Metric, bootstrap, hit_rate, mean_reciprocal_rank
from eval.next_item_methods import METHODS, Learned, Method, Scorer
from models.tracking import Track, untracked
from recommender.exposure import gini
from recommender.interaction import History

__all__ = ["Asked", "NextItemTask", "evaluate_next_item", "new_item_task", "problem_task", "skill_task"]

_SHOWN = 10
_HISTORIES = {"1–3": (1, 3), "4–10": (4, 10), "more than 10": (11, 10**9)}
_POPULARITIES = {"met by 0–3": (0, 3), "met by 4–10": (4, 10), "met by more than 10": (11, 10**9)}
_OF_SLICES = ("hit@10", "mrr")
_NEW_SHARE = 0.1

Asked = tuple[History, str]
"""What a student had met, and the item that came next."""

Figures = dict[str, Any]


@dataclass(frozen=True)
class NextItemTask:
    """Who is learned from, and what is asked.

    Attributes:
        valid: Asked of students that settings are chosen on, one a student.
        test: By name, asked of the students measured on, at most one a student; the first is the main one.
        candidates: Items that may come next; the whole catalogue where not given.
        methods: Names of the methods that can know of the candidates.
    """

    name: str
    learned: Learned
    valid: Sequence[Asked]
    test: Mapping[str, Sequence[Asked]]
    candidates: frozenset[str] | None = None
    methods: tuple[str, ...] = tuple(METHODS)


def problem_task(log: AnswerLog, n: int, seed: int = 0) -> NextItemTask:
    """The next problem; kinds are skills."""
    learned = Learned(sorted(log.skills), log.learn, log.skills)
    return _last_and_earlier("next problem", learned, log.valid, log.test, n, seed)


def skill_task(log: AnswerLog, n: int, seed: int = 0) -> NextItemTask:
    """The next skill among those the student has not practised; nothing is known of skills but who came by."""
    learn, valid, test = (
        [list(dict.fromkeys(log.skills[problem] for problem in sequence)) for sequence in part]
        for part in (log.learn, log.valid, log.test)
    )
    skills = sorted(set(log.skills.values()))
    return _last_and_earlier("next new skill", Learned(skills, learn, dict.fromkeys(skills, "")), valid, test, n, seed)


def new_item_task(log: AnswerLog, n: int, seed: int = 0) -> NextItemTask:
    """The next problem where it is a new one: a tenth of all problems was taken out of what is learned from.

    The new ones are the candidates. Behaviour says nothing of them, so only methods that look at skills are asked.
    """
    items = sorted(log.skills)
    new = frozenset(random.Random(seed).sample(items, max(1, round(len(items) * _NEW_SHARE))))
    learned = Learned(items, [[i for i in sequence if i not in new] for sequence in log.learn], log.skills)

    def first_new(sequences: Sequence[Sequence[str]]) -> list[Asked]:
        asked = []
        for sequence in sequences:
            place = next((p for p, item in enumerate(sequence) if p and item in new), None)
            known = [item for item in sequence[:place] if item not in new]
            if place is not None and known:
                asked.append((_history(known), sequence[place]))
        return _some(asked, n, seed)

    test = {"new problems": first_new(log.test)}
    return NextItemTask(
        "next problem, new ones", learned, first_new(log.valid), test, new, ("popularity", "last_kind", "ours")
    )


def evaluate_next_item(tasks: Sequence[NextItemTask], seed: int = 0, track: Track = untracked) -> dict[str, Any]:
    """Measures every method on every task.

    Args:
        tasks: What to measure on.
        seed: Of the intervals.
        track: Shows progress over methods.

    Returns:
        `{"seed", "tasks"}`; a task has `items`, `students` and by method: the setting chosen; hit@1, hit@10, hit@20,
        nDCG@10 and MRR with 95 % intervals over students; `ours_lead`, by how much ours is above it in MRR and hit@10
        on the same resamples; `coverage`, share of the candidates among anybody's first ten; `gini` of how often each
        is among them; `novelty`, mean bits of surprise of the ten, −log₂ of the share of students who met it; and
        `slices`, hit@10 and MRR by length of history and by how many students met what came next.
    """
    return {"seed": seed, "tasks": {task.name: _measure(task, seed, track) for task in tasks}}


def _measure(task: NextItemTask, seed: int, track: Track) -> Figures:
    main = next(iter(task.test))
    chosen = {name: _choose(task, METHODS[name]) for name in track(task.methods, f"measuring: {task.name}")}
    ranks = {
        name: {part: _ranks(task, scorer, asked)[0] for part, asked in task.test.items() if asked}
        for name, (_, scorer) in chosen.items()
    }
    methods = {}
    for name, (setting, scorer) in chosen.items():
        by_part = ranks[name]
        methods[name] = {
            "setting": setting, **_figures(by_part[main], seed),
            "ours_lead": _lead(ranks["ours"][main], by_part[main], seed),
            **_shown(task, _ranks(task, scorer, task.test[main])[1]),
            "slices": {part: _figures(rows, seed, _OF_SLICES) for part, rows in by_part.items() if part != main}
            | _by_popularity(task, by_part[main], seed),
        }  # fmt: skip
    return {
        "items": len(task.candidates or task.learned.items), "learned_from": len(task.learned.sequences),
        "students": len(task.test[main]), "methods": methods,
    }  # fmt: skip


def _choose(task: NextItemTask, method: Method) -> tuple[Figures, Scorer]:
    """The setting with the best MRR on the students held back for choosing, the first of equals."""
    best, chosen = -1.0, None
    for setting, scorer in method(task.learned):
        value = float((1 / _ranks(task, scorer, task.valid)[0]).mean())
        if value > best:
            best, chosen = value, (setting, scorer)
    assert chosen is not None, "every method yields a setting"
    return chosen


def _ranks(
    task: NextItemTask, scorer: Scorer, asked: Sequence[Asked]
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:  # fmt: skip
    """Rank of what came next, from 1, the middle one of equals; and scores, −∞ for what is no candidate."""
    columns = task.learned.columns
    scores = scorer([history for history, _ in asked])
    if task.candidates is not None:
        scores[:, [columns[item] for item in task.learned.items if item not in task.candidates]] = -np.inf
    ranks = np.empty(len(asked))
    for number, ((history, target), row) in enumerate(zip(asked, scores, strict=True)):
        row[[columns[item] for item, _ in history]] = -np.inf
        score = row[columns[target]]
        ranks[number] = 1 + (row > score).sum() + ((row == score).sum() - 1) / 2
    return ranks, scores


def _figures(ranks: NDArray[np.float64], seed: int, names: Sequence[str] = ()) -> Figures:
    values = list(map(float, ranks))
    gains = np.where(ranks <= _SHOWN, 1 / np.log2(1 + ranks), 0.0)
    metrics: dict[str, Metric] = {
        "hit@1": hit_rate(values, 1), "hit@10": hit_rate(values, 10), "hit@20": hit_rate(values, 20),
        "ndcg@10": _mean_of(gains), "mrr": mean_reciprocal_rank(values),
    }  # fmt: skip
    return {"n": len(ranks)} | {name: bootstrap(metrics[name], len(ranks), seed).as_dict() for name in names or metrics}


def _lead(ours: NDArray[np.float64], theirs: NDArray[np.float64], seed: int) -> Figures:
    """Paired differences."""
    differences = {"mrr": 1 / ours - 1 / theirs, "hit@10": (ours <= _SHOWN).astype(float) - (theirs <= _SHOWN)}
    return {name: bootstrap(_mean_of(rows), len(ours), seed).as_dict() for name, rows in differences.items()}


def _mean_of(values: NDArray[np.floating[Any]]) -> Metric:
    return lambda rows: float(values[rows].mean())


def _shown(task: NextItemTask, scores: NDArray[np.float32]) -> Figures:
    """What the first ten of every student come to; what has no score above 0 is not shown."""
    candidates = [task.learned.columns[i] for i in task.candidates or task.learned.items]
    first = np.argsort(-scores, axis=1, kind="stable")[:, :_SHOWN]
    counts = np.bincount(first[np.take_along_axis(scores, first, axis=1) > 0], minlength=len(task.learned.items))
    met = (task.learned.counts + 1) / (len(task.learned.sequences) + 1)
    surprise = -np.log2(met)
    return {
        "coverage": round(float((counts[candidates] > 0).mean()), 4),
        "gini": round(gini(list(map(float, counts[candidates]))), 4),
        "novelty": round(float((counts * surprise).sum() / max(1, counts.sum())), 2),
    }


def _by_popularity(task: NextItemTask, ranks: NDArray[np.float64], seed: int) -> Figures:
    main = next(iter(task.test.values()))
    met = np.array([task.learned.counts[task.learned.columns[target]] for _, target in main])
    parts = {name: ranks[(lo <= met) & (met <= hi)] for name, (lo, hi) in _POPULARITIES.items()}
    return {name: _figures(part, seed, _OF_SLICES) for name, part in parts.items() if len(part)}


def _last_and_earlier(
    name: str, learned: Learned, valid: Sequence[Sequence[str]], test: Sequence[Sequence[str]], n: int, seed: int
) -> NextItemTask:  # fmt: skip
    """Asks for the last item of each student, and for one more at a random place after each length of history."""
    luck = random.Random(seed)
    chosen = _some([sequence for sequence in test if len(sequence) > 1], n, seed)
    parts = {"last": [_ask(sequence, len(sequence) - 1) for sequence in chosen]}
    for part, (least, most) in _HISTORIES.items():
        parts[f"history {part}"] = [
            _ask(sequence, luck.randint(least, min(most, len(sequence) - 1)))
            for sequence in chosen if len(sequence) > least
        ]  # fmt: skip
    held_back = _some([sequence for sequence in valid if len(sequence) > 1], n, seed)
    return NextItemTask(name, learned, [_ask(sequence, len(sequence) - 1) for sequence in held_back], parts)


def _ask(sequence: Sequence[str], place: int) -> Asked:
    return _history(sequence[:place]), sequence[place]


def _history(items: Sequence[str]) -> History:
    return [(item, 1.0) for item in items]


def _some(rows: Sequence[Any], n: int, seed: int) -> list[Any]:
    return random.Random(seed).sample(list(rows), min(n, len(rows)))
