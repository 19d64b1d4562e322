from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from recommender.features import Features
from recommender.matching.acceptance import (
    AcceptanceModel,
    Answered,
    acceptance_features,
    fit_acceptance,
)
from recommender.matching.benefit import expected_rating, style_match
from recommender.matching.policies import Moment, RulePolicy, ScoredPolicy
from recommender.matching.request import Waiting, spread_points
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import MatchableTeacher, TeacherRecord
from recommender.ratings import Tally
from tests.recommender.matching.people import HERE, MOMENT, NOW, make_request, make_teacher

KNOWN = TeacherRecord(sessions=30, answers=Tally(40, 30), ratings=Tally(30, 300))
ASKED = Waiting(make_request("r", points={"p": 1.0, "near": 0.5}))
BEST = MatchingSettings(temperature=0)


def choose(teachers: list[MatchableTeacher], settings: MatchingSettings = BEST, moment: Moment = MOMENT) -> list[str]:
    policy = ScoredPolicy(AcceptanceModel.by_hand(), settings, np.random.default_rng(0))
    return [choice.teacher for choice in policy.choose(ASKED, teachers, moment)]


def features_of(teacher: MatchableTeacher) -> Features:
    return acceptance_features(ASKED, teacher, NOW, expected_rating(ASKED.request, teacher))


def test_the_simple_rule_takes_the_best_rated_and_of_equals_who_is_idle_longest():
    best = replace(KNOWN, ratings=Tally(30, 340))
    idle = [replace(HERE, free_since=NOW - timedelta(minutes=m)) for m in (1, 9)]
    teachers = [
        make_teacher("good", HERE, KNOWN),
        make_teacher("new", idle[0], best),
        make_teacher("old", idle[1], best),
    ]
    assert [choice.teacher for choice in RulePolicy().choose(ASKED, teachers, MOMENT)] == ["old"]


@pytest.mark.parametrize(("better", "worse"), [
    (make_teacher("b", HERE, KNOWN), make_teacher("w", HERE, replace(KNOWN, answers=Tally(40, 5)))),
    (make_teacher("b", HERE, KNOWN), make_teacher("w", replace(HERE, missed_at=NOW), KNOWN)),
    (make_teacher("b", HERE, replace(KNOWN, ratings=Tally(30, 340))), make_teacher("w", HERE, KNOWN)),
    (make_teacher("b", HERE, KNOWN, points=("p",)), make_teacher("w", HERE, KNOWN)),
    (make_teacher("b", HERE, KNOWN), make_teacher("w", HERE, replace(KNOWN, invited_this_week=40))),
    (make_teacher("b", HERE, replace(KNOWN, by_point={"p": Tally(9, 105)})), make_teacher("w", HERE, KNOWN)),
], ids=["accepts", "there", "rated", "declares", "rested", "proven"])  # fmt: skip
def test_a_teacher_is_preferred_who(better, worse):
    assert choose([worse, better]) == choose([better, worse]) == ["b"]


def test_new_teachers_are_put_forward_until_they_have_their_share():
    new, known = make_teacher("new"), make_teacher("known", HERE, KNOWN)
    assert choose([known, new], moment=Moment(NOW, 100, 10)) == ["new"]
    assert choose([known, new], moment=Moment(NOW, 100, 40)) == ["known"]


def test_who_would_hardly_accept_is_left_in_peace():
    unwilling = make_teacher("t", replace(HERE, missed_at=NOW), replace(KNOWN, answers=Tally(60, 1)))
    assert choose([unwilling], MatchingSettings(least_chance=0.3)) == []
    assert choose([unwilling], MatchingSettings(least_chance=0, hopeless_chance=0)) == ["t"]


def test_while_supply_is_short_nobody_who_might_accept_is_left_in_peace():
    unwilling = make_teacher("t", replace(HERE, missed_at=NOW), replace(KNOWN, answers=Tally(60, 1)))
    queue = replace(MOMENT, waiting={"数学": 2})
    assert choose([unwilling], MatchingSettings(short_chance=0), queue) == ["t"]
    assert choose([unwilling], MatchingSettings(short_chance=0.3), queue) == []
    assert choose([unwilling], MatchingSettings(short_chance=0), replace(MOMENT, waiting={"数学": 1, "物理": 9})) == []
    likely = make_teacher("likely", HERE, KNOWN)
    assert choose([unwilling, likely], MatchingSettings(short_chance=0, temperature=0), queue) == ["likely"]


def test_rounds_grow():
    teachers = [make_teacher(f"t{i}", HERE, KNOWN) for i in range(9)]
    policy = ScoredPolicy(AcceptanceModel.by_hand(), BEST, np.random.default_rng(0))
    sizes = [len(policy.choose(replace(ASKED, rounds=n), teachers, MOMENT)) for n in range(7)]
    assert sizes == [1, 1, 1, 1, 1, 2, 4]


def test_terms_add_up_to_the_score_and_draws_have_propensities():
    teachers = [make_teacher(f"t{i}", HERE, KNOWN) for i in range(4)]
    policy = ScoredPolicy(AcceptanceModel.by_hand(), MatchingSettings(), np.random.default_rng(0))
    (choice,) = policy.choose(ASKED, teachers, MOMENT)
    assert choice.terms is not None
    assert choice.score == pytest.approx(sum(choice.terms.values()))
    assert choice.propensity == pytest.approx(0.25)


def test_a_style_that_has_worked_counts():
    asked = make_request("r", styles={"耐心": 1.2, "严谨": -0.6})
    assert style_match(asked, make_teacher("t", style=("耐心", "严谨"))) == pytest.approx(0.3)
    assert style_match(asked, make_teacher("t", style=("幽默",))) == 0


def test_few_ratings_move_expectation_little_and_it_stays_below_the_best_mark():
    request = ASKED.request
    one, many = (make_teacher("t", HERE, TeacherRecord(ratings=Tally(n, 12 * n))) for n in (1, 50))
    nobody = expected_rating(request, make_teacher("t"))
    assert nobody < expected_rating(request, one) < expected_rating(request, many) <= 12


def test_who_does_not_see_an_invitation_is_told_from_who_does_not_want_it():
    """Teachers who missed one just now miss the next, those who have tutored tonight decline; others accept."""
    fresh = features_of(make_teacher("t", HERE, KNOWN))
    away = features_of(make_teacher("t", replace(HERE, missed_at=NOW), KNOWN))
    tired = features_of(make_teacher("t", replace(HERE, tutored_today=5), KNOWN))
    answers = [Answered("t", fresh, "accepted"), Answered("t", away, "expired"), Answered("t", tired, "declined")]
    model = fit_acceptance(answers * 200)
    assert model.learned_from == 600
    assert model.sees.predict("t", fresh) > 0.9 > 0.1 > model.sees.predict("t", away)
    assert model.willing.predict("t", fresh) > 0.9 > 0.1 > model.willing.predict("t", tired)
    assert model.sees.predict("t", tired) > 0.9
    chance = model.predict("t", fresh)
    assert chance == model.sees.predict("t", fresh) * model.willing.predict("t", fresh)


def test_a_teacher_has_an_effect_of_their_own_and_a_stranger_has_none():
    """Alike in every feature, one says yes nine times of ten and one as often no; the stranger lies between."""
    features = features_of(make_teacher("t", HERE, KNOWN))
    often = [Answered("yes", features, "accepted" if i % 10 else "declined") for i in range(200)]
    seldom = [Answered("no", features, "declined" if i % 10 else "accepted") for i in range(200)]
    model = fit_acceptance(often + seldom)
    yes, stranger, no = (model.willing.predict(teacher, features) for teacher in ("yes", "stranger", "no"))
    assert yes > 0.8 > stranger > 0.2 > no


def test_too_few_answers_leave_the_weights_set_by_hand():
    features = features_of(make_teacher("t"))
    assert fit_acceptance([Answered("t", features, "accepted")] * 1000) == AcceptanceModel.by_hand()
    few = [Answered("t", features, ending) for ending in ("accepted", "declined", "expired")]
    assert fit_acceptance(few).learned_from == 0


def test_points_near_the_wanted_one_count_half(graph):
    wanted = next(point.id for point in graph if graph.is_joined(point.id))
    spread = spread_points(graph, {wanted: 0.8})
    assert spread[wanted] == 0.8
    assert {weight for point, weight in spread.items() if point != wanted} == {0.4}
