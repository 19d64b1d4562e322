"""How well questions are understood: any task on any labelled rows, with three baselines and intervals in one run.

What is measured is what serves: subject, stage, level, intent and distress are those of the whole profile, points those
of the linker with the subject that the engine itself believes in.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.baselines import fit_tfidf_svm, majority_guesses, svm_scores, zero_shot_guesses
from eval.label_sets import GRAPH, IN_BULK, LABEL_SETS
from eval.labelled_files import Measurement
from eval.metrics import bootstrap, calibration_error, coverage_curve
from eval.scoring import (
    Scores,
    coarse,
    indicator,
    rank_truth,
    score_labels,
    score_numbers,
    score_ranks,
    score_task,
)
from intent.distress import says_distress
from intent.grouped_choice import QUIET
from intent.profile import CONFIRM_BELOW, NO_SUBJECT, QuestionProfile
from intent.profiler import Profiler
from models.encoder import Vectors
from models.linear_head import LinearHead
from models.plain_text import shorten

__all__ = ["Evaluation", "Evaluator"]

_BATCH = 256
_SMALLEST_SLICE = 20
_LENGTHS = ((20, "to 20 characters"), (60, "21 to 60"), (150, "61 to 150"), (10**9, "over 150"))
_RANKED = 10
_WORST = 50


@dataclass(frozen=True)
class Evaluation:
    """One task on one set of rows.

    Attributes:
        source: Where the rows come from.
        metrics: Of what serves.
        baselines: By name; a baseline that cannot be had is left out and `notes` says why.
        slices: The first metric's figures by slice, such as `subject=数学`.
        curve: Coverage against accuracy by threshold of confidence; empty where there is no confidence.
        unasked: Coverage and accuracy of the rows for whose confirmation nobody would be asked.
        worst: Rows that are wrong, the most confident first.
    """

    task: str
    label_set: str
    source: str
    n: int
    metrics: Scores
    baselines: dict[str, Scores]
    slices: dict[str, dict[str, Any]] = field(default_factory=dict)
    curve: list[dict[str, float]] = field(default_factory=list)
    unasked: dict[str, float] = field(default_factory=dict)
    worst: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Of the task, its labels where they are not ours, and the rows."""
        return f"{self.task} · {self.source}" if self.label_set == GRAPH else f"{self.task} · {self.label_set} labels"

    def as_dict(self) -> dict[str, Any]:
        """As JSON, without the worst rows, whose texts may not be ours to spread."""
        return {
            "task": self.task, "label_set": self.label_set, "source": self.source, "n": self.n,
            "metrics": _numbers(self.metrics),
            "baselines": {name: _numbers(scores) for name, scores in self.baselines.items()},
            "slices": self.slices, "coverage": self.curve, "unasked": self.unasked, "notes": self.notes,
        }  # fmt: skip


@dataclass
class Evaluator:
    """Measures a profiler.

    Attributes:
        profiler: What serves.
        label_heads: Heads of public sets' own labels, by label set.
        learned: For each task what the serving head learned from, (text, label), for the TF-IDF + SVM beside it; of the
            own labels of a public set, (text, labels) under the set's name.
        seed: Of resamples and baselines.
    """

    profiler: Profiler
    label_heads: Mapping[str, LinearHead]
    learned: Mapping[str, Sequence[tuple[str, Any]]]
    seed: int = 0
    _fitted: dict[str, Any] = field(default_factory=dict, repr=False)

    def evaluate(self, task: str, rows: Sequence[Measurement], label_set: str = GRAPH, source: str = "") -> Evaluation:
        """One task on some rows, with its baselines.

        Raises:
            ValueError: A task that is not known, or a label set without a head.
        """
        texts = [shorten(row.text) for row in rows]
        vectors = self.profiler.encode(texts)
        if task == "points" and label_set != GRAPH:
            found = self._own_labels(rows, texts, vectors, label_set)
        elif task == "points":
            found = self._points(rows, texts, vectors)
        elif task == "difficulty":
            found = self._difficulty(rows, vectors)
        else:
            found = self._classes(task, rows, texts, vectors)
        return replace(found, source=source)

    def _profiles(self, rows: Sequence[Measurement], vectors: Vectors) -> list[QuestionProfile]:
        found: list[QuestionProfile] = []
        for i in range(0, len(rows), _BATCH):
            texts = [row.text for row in rows[i : i + _BATCH]]
            found += self.profiler.profile_encoded(texts, vectors[i : i + _BATCH])
        return found

    def _classes(self, task: str, rows: Sequence[Measurement], texts: Sequence[str], vectors: Vectors) -> Evaluation:
        labels = [str(row.label) for row in rows]
        profiles = self._profiles(rows, vectors)
        guesses, confidence = zip(*(_said(task, profile) for profile in profiles), strict=True)
        known_confidence = None if task in QUIET else confidence  # a profile tells how sure an alarm is, no more
        baselines = {"majority": majority_guesses(labels, len(labels))}
        notes = []
        if self.learned.get(task):
            baselines["tfidf_svm"] = self._svm(task).predict(texts).tolist()
        else:
            notes.append(f"tfidf_svm: what the {task} head learned from is not here")
        zero_shot = self._zero_shot(task, vectors)
        if zero_shot:
            baselines["zero_shot"] = zero_shot
        right = [coarse(task, label) == coarse(task, guess) for label, guess in zip(labels, guesses, strict=True)]
        return Evaluation(
            task, GRAPH, "", len(rows), score_task(task, labels, guesses, known_confidence, self.seed),
            {who: score_task(task, labels, said, None, self.seed) for who, said in baselines.items()},
            _slices(rows, right), coverage_curve(known_confidence, right) if known_confidence else [],
            _unasked(known_confidence, right) if known_confidence else {}, _worst(rows, guesses, confidence, right),
            notes,
        )  # fmt: skip

    def _svm(self, task: str) -> Any:
        """TF-IDF + SVM that learned what the task's head did; fitted once."""
        if task not in self._fitted:
            learned, labels = zip(*self.learned[task], strict=True)
            self._fitted[task] = fit_tfidf_svm(learned, labels, self.seed)
        return self._fitted[task]

    def _zero_shot(self, task: str, vectors: Vectors) -> list[str] | None:
        """The bare encoder's guess: of a subject, that of the nearest knowledge point."""
        if task != "subject":
            return zero_shot_guesses(task, self.profiler.heads[task].classes, vectors, self.profiler.encoder)
        linker = self.profiler.linker
        return [linker.subjects[i] for i in linker.best_by_subject(linker.dense(vectors)).argmax(axis=1)]

    def _points(self, rows: Sequence[Measurement], texts: Sequence[str], vectors: Vectors) -> Evaluation:
        linker = self.profiler.linker
        ids = np.array([point.id for point in linker.points])
        right_of = [set(row.label) if isinstance(row.label, tuple) else {str(row.label)} for row in rows]
        ranks: dict[str, list[int]] = {"serving": [], "subject_known": [], "zero_shot": [], "tfidf": []}
        confidence: list[float] = []
        guesses: list[str] = []
        for i in range(0, len(rows), _BATCH):
            part = slice(i, i + _BATCH)
            profiles = self._profiles(rows[part], vectors[part])
            matches = linker.match(vectors[part], texts[part])
            given = [{linker.points_by_id[next(iter(sorted(r)))].subject: 1.0} for r in right_of[part]]
            ranks["serving"] += [_first(right, [p.id for p in profile.knowledge_points])
                                 for right, profile in zip(right_of[part], profiles, strict=True)]  # fmt: skip
            guesses += [p.knowledge_points[0].name if p.knowledge_points else "" for p in profiles]
            confidence += [p.knowledge_points[0].confidence if p.knowledge_points else 0.0 for p in profiles]
            for who, scores in (
                ("subject_known", linker.add_prior(matches, given)),
                ("zero_shot", linker.dense(vectors[part])), ("tfidf", linker.lexical(texts[part])),
            ):  # fmt: skip
                ranked = ids[np.argsort(-scores, axis=1, kind="stable")[:, :_RANKED]].tolist()
                ranks[who] += [_first(right, row) for right, row in zip(right_of[part], ranked, strict=True)]
        measured = {who: score_ranks(found, seed=self.seed) for who, found in ranks.items()}
        hits = [rank == 1 for rank in ranks["serving"]]
        metrics = measured.pop("serving") | {
            "ece": bootstrap(calibration_error(confidence, hits), len(hits), self.seed)
        }
        metrics |= {f"{name}_subject_known": value for name, value in measured.pop("subject_known").items()}
        names = [" ".join(linker.points_by_id[p].name for p in sorted(right)) for right in right_of]
        named = [Measurement(row.text, name, row.slices) for row, name in zip(rows, names, strict=True)]
        return Evaluation(
            "points", GRAPH, "", len(rows), metrics, measured, _slices(rows, hits),
            coverage_curve(confidence, hits), _unasked(confidence, hits), _worst(named, guesses, confidence, hits),
        )  # fmt: skip

    def _difficulty(self, rows: Sequence[Measurement], vectors: Vectors) -> Evaluation:
        truth = [float(row.label) for row in rows]  # type: ignore[arg-type]  # numbers, by the task
        guesses = [profile.difficulty for profile in self._profiles(rows, vectors)]
        lengths = [float(len(row.text)) for row in rows]
        baselines = {"majority": score_numbers(truth, [float(np.median(truth))] * len(truth), self.seed),
                     "length": score_numbers(truth, lengths, self.seed)}  # fmt: skip
        return Evaluation("difficulty", GRAPH, "", len(rows), score_numbers(truth, guesses, self.seed), baselines)

    def _own_labels(
        self, rows: Sequence[Measurement], texts: Sequence[str], vectors: Vectors, label_set: str
    ) -> Evaluation:
        if label_set not in self.label_heads:
            raise ValueError(
                f"no head knows the labels of {label_set!r}: shipped ones need SHUANGSHI_RESEARCH_WEIGHTS=1, others "
                f"`shuangshi train points --label-set {label_set}`"
            )
        head = self.label_heads[label_set]
        known = set(head.classes)
        wanted = [[label for label in (row.label if isinstance(row.label, tuple) else (row.label,)) if label in known]
                  for row in rows]  # fmt: skip
        kept = [i for i, labels in enumerate(wanted) if labels]
        notes = [f"{len(rows) - len(kept)} rows without a label that the head knows are left out"]
        if not kept:
            raise ValueError(f"no row has a label of {label_set}")
        texts, vectors = [texts[i] for i in kept], vectors[kept]
        probabilities = head.predict(vectors, texts)
        truth = indicator(head.classes, [wanted[i] for i in kept])
        names = self.profiler.encoder.encode_passages([label.split("/")[-1] for label in head.classes])
        said: dict[str, tuple[NDArray[Any], float | None]] = {
            "serving": (probabilities, head.threshold), "zero_shot": (vectors @ names.T, None),
            "majority": (np.tile(truth.mean(axis=0), (len(kept), 1)), None),
        }  # fmt: skip
        learned = self.learned.get(label_set, ())
        if learned:
            said["tfidf_svm"] = (svm_scores(learned, head.classes, texts, self.seed), 0.0)
        else:
            notes.append(f"tfidf_svm: the questions of {label_set} are not here")
        single = np.array([not IN_BULK.items() <= rows[i].slices.items() for i in kept])
        found = {who: self._label_scores(label_set, truth, *each, single) for who, each in said.items()}
        if not single.all():
            notes.append(f"{(~single).sum()} rows have labels that were given to 100 questions and more at once")
        right = [rank == 1 for rank in rank_truth(truth, probabilities)]
        chosen = [rows[i] for i in kept]
        guesses = [head.classes[i] for i in probabilities.argmax(axis=1)]
        confidence = [float(c) for c in probabilities.max(axis=1)]
        return Evaluation(
            "points", label_set, "", len(kept), found.pop("serving"), found, _slices(chosen, right),
            coverage_curve(confidence, right), _unasked(confidence, right),
            _worst(chosen, guesses, confidence, right), notes,
        )  # fmt: skip

    def _label_scores(
        self, label_set: str, truth: NDArray[np.bool_], scores: NDArray[Any], threshold: float | None,
        single: NDArray[np.bool_],
    ) -> Scores:  # fmt: skip
        """All labels of the set; where its publisher's figures are for the commoner ones, those alone; where labels
        were given in bulk, the other rows alone.
        """
        head, common = self.label_heads[label_set], LABEL_SETS[label_set].common
        found = score_labels(head.kind, truth, scores, threshold, self.seed)
        if single.any() and not single.all():
            part = score_labels(head.kind, truth[single], scores[single], threshold, self.seed)
            found |= {f"{name}_without_bulk": value for name, value in part.items()}
        if common:
            counts = Counter(label for _, labels in self.learned.get(label_set, ()) for label in labels)
            columns = np.array([counts[name] >= common for name in head.classes])
            rows = truth[:, columns].any(axis=1)
            if rows.any():
                part = score_labels(head.kind, truth[rows][:, columns], scores[rows][:, columns], threshold, self.seed)
                found |= {f"{name}_of_labels_with_{common}": value for name, value in part.items()}
        return found


def _said(task: str, profile: QuestionProfile) -> tuple[str, float]:
    """What a profile says of a task, with its confidence."""
    if task == "subject":
        return profile.subject or NO_SUBJECT, profile.subject_confidence
    if task == "stage":
        return profile.stage, profile.stage_confidence
    if task == "ability":
        return profile.ability.code, profile.ability.confidence
    if task == "distress":
        return ("yes" if says_distress(profile) else "no"), profile.intent.confidence
    if task == "danger":
        return (profile.danger.name, profile.danger.confidence) if profile.danger else (QUIET["danger"], 0.0)
    if task == "intent":
        return f"{profile.intent.name}/{profile.intent.sub}", profile.intent.confidence
    raise ValueError(f"{task!r} is no task")


def _unasked(confidence: Sequence[float], right: Sequence[bool]) -> dict[str, float]:
    sure = [hit for certainty, hit in zip(confidence, right, strict=True) if certainty >= CONFIRM_BELOW]
    accuracy = sum(sure) / len(sure) if sure else 0.0
    return {"threshold": CONFIRM_BELOW, "coverage": round(len(sure) / len(right), 4), "accuracy": round(accuracy, 4)}


def _first(right: set[str], ranked: Sequence[str]) -> int:
    return next((i for i, name in enumerate(ranked, start=1) if name in right), 0)


def _slices(rows: Sequence[Measurement], right: Sequence[bool]) -> dict[str, dict[str, Any]]:
    piles: dict[str, list[bool]] = {}
    for row, hit in zip(rows, right, strict=True):
        length = next(name for most, name in _LENGTHS if len(row.text) <= most)
        for name, value in (*row.slices.items(), ("length", length)):
            piles.setdefault(f"{name}={value}", []).append(hit)
    return {name: {"n": len(hits), "accuracy": round(sum(hits) / len(hits), 4)}
            for name, hits in sorted(piles.items()) if len(hits) >= _SMALLEST_SLICE}  # fmt: skip


def _worst(
    rows: Sequence[Measurement], guesses: Sequence[str], confidence: Sequence[float], right: Sequence[bool]
) -> list[dict[str, Any]]:
    wrong = sorted((i for i, hit in enumerate(right) if not hit), key=lambda i: -confidence[i])[:_WORST]
    return [{"text": rows[i].text, "label": rows[i].label, "guess": guesses[i], "confidence": round(confidence[i], 4)}
            for i in wrong]  # fmt: skip


def _numbers(scores: Scores) -> dict[str, dict[str, float | None]]:
    return {name: value.as_dict() for name, value in scores.items()}
