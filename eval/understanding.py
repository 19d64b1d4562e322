"""How often subject and stage are right on public exam questions that no head has learned from.

The rows are the tenth of each set that `eval.split` keeps from training. Beside the heads stand always the
commonest label, TF-IDF with a linear SVM fitted on what the default head learned from, and the bare encoder.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from eval.public_sets import find_set, read_rows, subject_of
from eval.split import CALIBRATION_PART, TEST_PART, head_text, split_part
from intent.profiler import Profiler
from models.linear_head import LinearHead
from models.plain_text import plain_text

__all__ = ["LABELLED_SETS", "LabelledText", "evaluate_linking", "evaluate_understanding", "held_out"]

LABELLED_SETS = ("gaokao_bench", "cjeval", "baidu_hs")


@dataclass(frozen=True)
class LabelledText:
    """A plain text with the labels its set gives it."""

    text: str
    subject: str
    stage: str


def held_out(
    name: str, data_dir: Path | None, subjects: Sequence[str], n: int, seed: int, split_seed: int = 0
) -> list[LabelledText]:
    """At most `n` questions of the set that stay out of training under `split_seed`, of one of `subjects`.

    Raises:
        MissingSetError: The set is absent.
    """
    found: dict[str, LabelledText] = {}
    for row in read_rows(name, data_dir):
        text = head_text(row["question"])
        subject = subject_of(row)
        if subject in subjects and text and split_part(text, split_seed) == TEST_PART:
            found.setdefault(text, LabelledText(text, subject, row["stage"]))
    rows = list(found.values())
    return random.Random(seed).sample(rows, min(n, len(rows)))


def evaluate_understanding(
    profiler: Profiler, research: Mapping[str, LinearHead], learned: Mapping[str, Sequence[tuple[str, str]]],
    data_dir: Path | None, n: int = 300, seed: int = 0, split_seed: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Accuracy of subject and stage.

    Args:
        profiler: With the default heads.
        research: Heads that also learned from research-only sets; empty where there are none.
        learned: For `subject` and `stage` the (text, label) pairs of the default head's training part.
        data_dir: Folder of public sets; an absent set is left out.
        n: Questions per set.
        seed: Of the sample.
        split_seed: The seed under which the heads were fitted: what they have not seen hangs on it.

    Returns:
        `{"seed", "sets": {set: {"n", "subject": {who: {"value", "lo", "hi"}}, "stage": {…}}}}` with 95 % Wilson
        intervals; `who` is majority, tfidf_svm, zero_shot (subject only), default, research, and profile
        (subject only: the default head corrected by knowledge-point evidence).
    """
    baselines = {task: _fit_baseline(pairs, seed, split_seed) for task, pairs in learned.items()}
    sets: dict[str, Any] = {}
    for name in LABELLED_SETS:
        if find_set(name, data_dir) is None:
            continue
        rows = held_out(name, data_dir, profiler.linker.subjects, n, seed, split_seed)
        if not rows:
            continue
        texts = [row.text for row in rows]
        vectors = profiler.encoder.encode_queries(texts)
        sets[name] = {"n": len(rows)}
        for task in ("subject", "stage"):
            labels = [getattr(row, task) for row in rows]
            guesses = {
                "majority": [Counter(labels).most_common(1)[0][0]] * len(labels),
                "tfidf_svm": [str(label) for label in baselines[task].predict(texts)],
                "default": _names(profiler.heads[task], vectors, texts),
            }
            if task in research:
                guesses["research"] = _names(research[task], vectors, texts)
            if task == "subject":
                best = profiler.linker.best_by_subject(profiler.linker.match(vectors, texts)).argmax(axis=1)
                guesses["zero_shot"] = [profiler.linker.subjects[column] for column in best]
                guesses["profile"] = [profile.subject or "" for profile in profiler.profile_encoded(texts, vectors)]
            sets[name][task] = {who: _share(labels, said) for who, said in guesses.items()}
    return {"seed": seed, "split_seed": split_seed, "sets": sets}


def evaluate_linking(
    profiler: Profiler, labelled: Sequence[tuple[str, str, Sequence[str]]], batch: int = 64
) -> dict[str, Any]:
    """How often one of a question's own knowledge points is among the best 1, 3 and 5, its subject given.

    Args:
        profiler: Its linker is measured.
        labelled: (text, subject, ids of knowledge points).
        batch: Texts encoded at once.
    """
    hits = {1: 0, 3: 0, 5: 0}
    for start in range(0, len(labelled), batch):
        rows = labelled[start : start + batch]
        texts = [plain_text(text) for text, _, _ in rows]
        vectors = profiler.encoder.encode_queries(texts)
        scores = profiler.linker.score(vectors, texts, [{subject: 1.0} for _, subject, _ in rows])
        for (_, _, points), row in zip(rows, scores, strict=True):
            best = [point.id for point, _ in profiler.linker.best(row)]
            for k in hits:
                hits[k] += bool(set(best[:k]) & set(points))
    return {"n": len(labelled), **{f"r@{k}": round(count / max(1, len(labelled)), 4) for k, count in hits.items()}}


def _names(head: LinearHead, vectors: Any, texts: Sequence[str]) -> list[str]:
    return [head.classes[column] for column in head.decide(vectors, texts).argmax(axis=1)]


def _fit_baseline(pairs: Sequence[tuple[str, str]], seed: int, split_seed: int) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2), LinearSVC(random_state=seed)
    )
    texts, labels = zip(
        *((text, label) for text, label in pairs if split_part(text, split_seed) < CALIBRATION_PART), strict=True
    )
    return model.fit(texts, labels)


def _share(labels: Sequence[str], guesses: Sequence[str]) -> dict[str, float]:
    """Share of right guesses with its 95 % Wilson interval."""
    n, z = len(labels), 1.96
    p = float(np.mean([label == guess for label, guess in zip(labels, guesses, strict=True)]))
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return {"value": round(p, 4), "lo": round(middle - half, 4), "hi": round(middle + half, 4)}
