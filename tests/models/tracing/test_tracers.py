"""What every tracer keeps to."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from models.tracing import AnswerSequence, Catalogue, KnowledgeTracer
from models.tracing.bkt import BktTracer
from models.tracing.boosted import BoostedTracer
from models.tracing.logistic import LogisticTracer
from models.tracing.neural import NETWORKS, NeuralSettings, NeuralTracer
from models.tracing.rates import RateTracer
from models.tracing.unseen import UnseenSkillTracer

CATALOGUE = Catalogue(skills=6, problems=30)
SMALL = NeuralSettings(width=16, heads=2, layers=1, most_rounds=4, patience=2)
TRACERS: dict[str, Callable[[], KnowledgeTracer]] = {
    "rates": lambda: RateTracer(CATALOGUE),
    "BKT": lambda: BktTracer(CATALOGUE),
    "logistic": lambda: LogisticTracer(CATALOGUE),
    "boosted": lambda: BoostedTracer(CATALOGUE),
    "unseen skills": lambda: UnseenSkillTracer(CATALOGUE, vectors=np.eye(CATALOGUE.skills)),
    **{name: lambda name=name: NeuralTracer(CATALOGUE, name, settings=SMALL) for name in NETWORKS},  # type: ignore[misc]
}


def students(n: int, seed: int, random_answers: bool = False) -> list[AnswerSequence]:
    """Skills that are learned by practice; problems of six difficulties."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        length, ability = int(rng.integers(5, 40)), rng.normal(0, 1)
        skills = rng.integers(0, CATALOGUE.skills, length)
        problems = 5 * skills + rng.integers(0, 5, length)
        met = np.array([(skills[:i] == skills[i]).sum() for i in range(length)])
        logits = ability + 0.3 * met - 0.3 * skills - 0.5 * (problems % 5)
        right = rng.random(length) < (0.5 if random_answers else 1 / (1 + np.exp(-logits)))
        found.append(AnswerSequence(skills, problems, right.astype(np.int64)))
    return found


LEARN, VALID, TEST = students(300, 1), students(80, 2), students(120, 3)


@pytest.fixture(scope="module", params=TRACERS)
def fitted(request: pytest.FixtureRequest) -> KnowledgeTracer:
    tracer = TRACERS[request.param]()
    tracer.fit(LEARN, VALID)
    return tracer


def auc(tracer: KnowledgeTracer, test: list[AnswerSequence]) -> float:
    return float(roc_auc_score(np.concatenate([one.right for one in test]), np.concatenate(tracer.predict(test))))


def test_chances_are_between_nothing_and_certainty_one_for_each_answer(fitted: KnowledgeTracer):
    for one, chances in zip(TEST, fitted.predict(TEST), strict=True):
        assert chances.shape == (len(one),)
        assert ((chances > 0) & (chances < 1)).all()
    assert fitted.predict([]) == []
    (nothing,) = fitted.predict([AnswerSequence.of([], [])])
    assert nothing.shape == (0,)


def test_an_answer_is_told_from_those_before_it_alone(fitted: KnowledgeTracer):
    """Whatever happens from place 4 on, that answer included, the first five chances stay."""
    one = next(one for one in TEST if len(one) > 12)
    changed = AnswerSequence(
        np.r_[one.skills[:5], one.skills[5:][::-1]], np.r_[one.problems[:5], one.problems[5:][::-1]],
        np.r_[one.right[:4], 1 - one.right[4:]],
    )  # fmt: skip
    before, after = fitted.predict([one])[0], fitted.predict([changed])[0]
    np.testing.assert_allclose(before[:5], after[:5], atol=1e-5)


def test_students_do_not_know_of_one_another(fitted: KnowledgeTracer):
    together = fitted.predict(TEST)
    alone = fitted.predict([TEST[7]])[0]
    np.testing.assert_allclose(together[7], alone, atol=1e-5)


def test_unknown_problems_are_told_by_their_skill(fitted: KnowledgeTracer):
    one = TEST[0]
    unknown = AnswerSequence.of(one.skills.tolist(), one.right.tolist())
    assert np.isfinite(fitted.predict([unknown])[0]).all()


def test_long_histories_are_told_to_their_end(fitted: KnowledgeTracer):
    rng = np.random.default_rng(0)
    long = AnswerSequence.of(rng.integers(0, 6, 730).tolist(), rng.integers(0, 2, 730).tolist())
    (chances,) = fitted.predict([long])
    assert chances.shape == (730,)
    assert len(set(chances[-100:].round(6).tolist())) > 4


@pytest.mark.parametrize("name", TRACERS)
def test_asked_before_it_has_learned_it_says_so(name: str):
    with pytest.raises(RuntimeError, match="fit"):
        TRACERS[name]().predict(TEST)


@pytest.mark.parametrize("name", ["logistic", "boosted", "DKT"])
def test_it_learns_the_same_from_the_same(name: str):
    found = []
    for _ in range(2):
        tracer = TRACERS[name]()
        tracer.fit(LEARN[:60], VALID[:20])
        found.append(np.concatenate(tracer.predict(TEST[:10])))
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("name", TRACERS)
def test_nothing_is_found_in_noise(name: str):
    tracer = TRACERS[name]()
    tracer.fit(students(300, 4, random_answers=True), students(80, 5, random_answers=True))
    assert auc(tracer, students(400, 6, random_answers=True)) == pytest.approx(0.5, abs=0.03)


def test_what_students_do_is_told_better_than_by_chance(fitted: KnowledgeTracer):
    assert auc(fitted, TEST) > 0.55


def test_who_answers_matters_beyond_what_is_asked(fitted: KnowledgeTracer):
    rates = RateTracer(CATALOGUE)
    rates.fit(LEARN, VALID)
    if not isinstance(fitted, RateTracer | BktTracer | NeuralTracer | UnseenSkillTracer):
        # BKT and the one for unseen skills know no problems; networks want more data
        assert auc(fitted, TEST) > auc(rates, TEST) + 0.02
