"""A new platform: how well answers on knowledge points are told that nobody has answered before.

ASSISTments 2009: its skills are dealt into five folds, those that any problem joins into one fold together; a fold's
answers are taken out of what is learned from, and those of students who are in no other part are told. Whatever opens a
student's history is not counted.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from eval.metrics import auc_over_groups, bootstrap
from eval.tracing_sets import TracingSet
from models.encoder import TextEncoder
from models.tracing import AnswerSequence
from models.tracing.unseen import UnseenSkillTracer
from models.tracking import Track, untracked

__all__ = ["evaluate_unseen_skills"]

_FOLDS = 5
_RESAMPLES = 300
_PRIOR = 2.0  # answers that the mean counts for in the baseline


def evaluate_unseen_skills(
    data: TracingSet, encoder: TextEncoder, seed: int = 0, track: Track = untracked
) -> dict[str, Any]:  # fmt: skip
    """Measures trees without and with the skills' texts, beside each student's own rate of right answers.

    Args:
        data: With names of skills.
        encoder: Of the names.
        seed: Of folds and sampling.
        track: Shows progress over folds.

    Returns:
        `{"seed", "skills", "groups", "students", "answers", "first_answers", "methods": {name: {"auc", "auc_first"}}}`;
        `first` answers are those of a student who has not met the skill either.

    Raises:
        ValueError: The set has no names of skills.
    """
    if not data.skill_names:
        raise ValueError("skills without names cannot be told from their texts")
    groups = _groups(data.skill_names)
    vectors = np.asarray(encoder.encode_queries(["; ".join(names) for names in data.skill_names]), np.float64)
    dealt = np.random.default_rng(seed).permutation(int(groups.max()) + 1) % _FOLDS
    fold = dealt[groups]
    told: dict[str, list[NDArray[np.float64]]] = {"student's own rate": [], "trees": [], "trees and text": []}
    student, right, first = [], [], []
    for held in track([*range(_FOLDS)], "unseen skills", _FOLDS):
        hidden = fold == held
        learn, valid = (_without(part, hidden) for part in (data.learn, data.valid))
        mean = float(np.concatenate([one.right for one in learn]).mean())
        wanted = [_counted(one, hidden) for one in data.test]
        for name, of_texts in (("trees", None), ("trees and text", vectors)):
            tracer = UnseenSkillTracer(data.catalogue, seed, groups, of_texts)
            tracer.fit(learn, valid)
            found = tracer.predict(data.test)
            told[name] += [of_one[rows] for of_one, rows in zip(found, wanted, strict=True)]
        told["student's own rate"] += [_rate(one, mean)[rows] for one, rows in zip(data.test, wanted, strict=True)]
        student += [np.full(int(rows.sum()), i) for i, rows in enumerate(wanted)]
        right += [one.right[rows] for one, rows in zip(data.test, wanted, strict=True)]
        first += [_is_first(one)[rows] for one, rows in zip(data.test, wanted, strict=True)]
    of_student, answers, opening = np.concatenate(student), np.concatenate(right), np.concatenate(first)
    n = len(data.test)

    def auc(chances: NDArray[np.float64], rows: NDArray[np.bool_]) -> dict[str, float | None]:
        return bootstrap(auc_over_groups(of_student[rows], answers[rows], chances[rows]), n, seed, _RESAMPLES).as_dict()

    everything = np.ones(len(answers), bool)
    methods = {}
    for name, parts in told.items():
        chances = np.concatenate(parts)
        methods[name] = {"auc": auc(chances, everything), "auc_first": auc(chances, opening)}
    return {
        "seed": seed, "skills": data.catalogue.skills, "groups": int(groups.max()) + 1, "students": n,
        "answers": len(answers), "first_answers": int(opening.sum()), "methods": methods,
    }  # fmt: skip


def _groups(names: Sequence[tuple[str, ...]]) -> NDArray[np.int64]:
    """Of each skill, so that skills which share a name are in one group."""
    single = {name: at for at, name in enumerate(dict.fromkeys(name for some in names for name in some))}
    at = [(row, single[name]) for row, some in enumerate(names) for name in some]
    rows, columns = zip(*at, strict=True)
    incidence = csr_matrix((np.ones(len(at)), (rows, columns)), shape=(len(names), len(single)))
    return np.asarray(connected_components(incidence @ incidence.T, directed=False)[1], np.int64)


def _without(students: Sequence[AnswerSequence], hidden: NDArray[np.bool_]) -> list[AnswerSequence]:
    kept = [(one, ~hidden[one.skills]) for one in students]
    return [AnswerSequence(one.skills[rows], one.problems[rows], one.right[rows]) for one, rows in kept if rows.any()]


def _counted(one: AnswerSequence, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(hidden[one.skills] & (np.arange(len(one)) > 0))


def _is_first(one: AnswerSequence) -> NDArray[np.bool_]:
    first = np.zeros(len(one), bool)
    first[np.unique(one.skills, return_index=True)[1]] = True
    return first


def _rate(one: AnswerSequence, mean: float) -> NDArray[np.float64]:
    """The student's share of right answers before each."""
    before = np.arange(len(one))
    solved = np.concatenate([[0], np.cumsum(one.right)[:-1]]) if len(one) else np.zeros(0)
    return np.asarray((solved + _PRIOR * mean) / (before + _PRIOR), np.float64)
