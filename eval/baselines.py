"""What a model has to beat: the commonest label, TF-IDF with a linear SVM, the bare encoder that was taught nothing."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from models.encoder import TextEncoder, Vectors

__all__ = ["fit_tfidf_svm", "majority_guesses", "svm_scores", "zero_shot_guesses"]

_DESCRIPTIONS = Path(__file__).parent / "sets" / "class_descriptions.yaml"


def majority_guesses(learned: Sequence[str], n: int) -> list[str]:
    """The commonest label, `n` times."""
    return [Counter(learned).most_common(1)[0][0]] * n


def zero_shot_guesses(task: str, classes: Sequence[str], vectors: Vectors, encoder: TextEncoder) -> list[str] | None:
    """The class whose description the bare encoder finds nearest; None where the task's classes have none."""
    described: dict[str, str] = yaml.safe_load(_DESCRIPTIONS.read_text(encoding="utf-8")).get(task, {})
    known = [name for name in classes if name in described]
    if not known:
        return None
    nearest = (vectors @ encoder.encode_passages([described[name] for name in known]).T).argmax(axis=1)
    return [known[i] for i in np.asarray(nearest)]


def fit_tfidf_svm(learned: Sequence[str], labels: Sequence[str], seed: int = 0) -> Any:
    """Character 1- to 3-grams, TF-IDF, linear SVM (scikit-learn's defaults), fitted: a pipeline with `predict`."""
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    return make_pipeline(_vectorizer(), LinearSVC(random_state=seed)).fit(learned, labels)


def svm_scores(
    learned: Sequence[tuple[str, Sequence[str]]], classes: Sequence[str], texts: Sequence[str], seed: int = 0
) -> NDArray[np.float64]:
    """Decision values of one TF-IDF + SVM a class, shape (texts, classes); 0 is its threshold.

    Args:
        learned: (text, labels) that it is fitted on; labels that are no class are ignored.
        classes: In column order; one that `learned` does not have, or has everywhere, scores −1.
        texts: What is asked.
        seed: Of the SVM.
    """
    from sklearn.svm import LinearSVC

    vectorizer = _vectorizer()
    features = vectorizer.fit_transform([text for text, _ in learned])
    asked = vectorizer.transform(texts)
    scores = np.full((len(texts), len(classes)), -1.0)
    for column, name in enumerate(classes):
        has = np.array([name in labels for _, labels in learned])
        if 0 < has.sum() < len(has):
            scores[:, column] = LinearSVC(random_state=seed).fit(features, has).decision_function(asked)
    return scores


def _vectorizer() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
