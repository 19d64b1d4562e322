"""Finding by meaning, n-grams and terms at once."""

from collections.abc import Sequence

import numpy as np

from models.encoder import Vectors
from recommender.text_index import TextIndex, fuse
from recommender.wording import BUCKETS, document_frequencies, wording_features

TEXTS = {
    "8 km": "一艘船逆水航行 8.5 km 用了 3 h，求水流的速度",
    "9 km": "一艘船逆水航行 9.5 km 用了 2 h，求水流的速度",
    "grammar": "choose the right word: he has been there since 2019",
    "plain": "说一说蝙蝠为什么不是鸟",
}


class BlindEncoder:
    """Every text means the same to it."""

    hash, dimension = "blind", 4

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), 4), 0.5, np.float32)


def index() -> TextIndex:
    return TextIndex(TEXTS, BlindEncoder().encode_queries(list(TEXTS)))


def best(text: str) -> str:
    scores = index().search(BlindEncoder().encode_queries([text]), text)
    return max(scores, key=lambda id_: scores[id_])


def test_the_very_numbers_and_words_speak_for_a_text():
    assert best("逆水的船走了 8.5 km，3 h 到达") == "8 km"
    assert best("逆水的船走了 9.5 km，2 h 到达") == "9 km"
    assert best("since 和 word 的用法") == "grammar"


def test_a_text_without_terms_is_judged_by_the_other_views_alone():
    dense, wording = index().views(BlindEncoder().encode_queries(["蝙蝠是鸟吗"]), ["蝙蝠是鸟吗"])
    assert not wording.terms.any()
    spread = wording.ngrams.std()
    assert np.allclose(fuse(dense, wording), 0.5 * (wording.ngrams - wording.ngrams.mean()) / spread, atol=1e-5)


def test_scores_of_a_few_are_those_among_all():
    """As an index has them that scores candidates alone, by what is usual."""
    dense, wording = index().views(BlindEncoder().encode_queries(["8.5 km 的船"]), ["8.5 km 的船"])
    few = fuse(
        dense[:, :2], type(wording)(wording.ngrams[:, :2], wording.terms[:, :2]), dense, wording
    )  # fmt: skip
    assert np.allclose(few, fuse(dense, wording)[:, :2])


def test_numbers_are_whole_and_words_have_no_case():
    rows = wording_features(["3.5 AB", "ab 与 3.5", "3 与 5"])
    ngrams_too = document_frequencies(rows)
    terms = rows[:, BUCKETS // 2 :]
    assert (terms[0] != terms[1]).nnz == 0
    assert terms[0].multiply(terms[2]).nnz == 0
    assert ngrams_too.shape == (BUCKETS,)
    assert abs(terms[0].multiply(terms[0]).sum() - 1) < 1e-6


def test_nothing_is_found_among_nothing():
    empty = TextIndex({}, np.zeros((0, 4), np.float32))
    assert empty.search(BlindEncoder().encode_queries(["a"]), "a") == {}
    assert wording_features([]).shape == (0, BUCKETS)
