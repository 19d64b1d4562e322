from dataclasses import replace
from datetime import time, timedelta

import pytest

from recommender.items import Hours
from recommender.matching.eligibility import ELIGIBILITY, find_eligible, find_refusals
from recommender.matching.request import Waiting
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import TeacherStatus
from tests.recommender.matching.people import HERE, NOW, make_request, make_teacher

SETTINGS = MatchingSettings(own_students_allowed=False)
ASKED = Waiting(make_request("r", own_teachers=frozenset({"own"})), {"passed": NOW + timedelta(minutes=1)})

REFUSED = {
    "subject": make_teacher("t", subject="物理"),
    "stage": make_teacher("t", stages=("高中",)),
    "online": make_teacher("t", TeacherStatus(online=False)),
    "unoccupied": make_teacher("t", replace(HERE, occupied=True)),
    "hours": make_teacher("t", hours=(Hours(weekday=1, start=time(18), end=time(19)),)),
    "passed": make_teacher("passed"),
    "week": make_teacher("t", replace(HERE, minutes_this_week=600)),
    "points_cap": make_teacher("t", replace(HERE, points_this_term=5000)),
    "conflict": make_teacher("own"),
}


def test_whoever_fits_may_be_invited() -> None:
    assert find_refusals(ASKED, make_teacher("t"), NOW, SETTINGS) == []


@pytest.mark.parametrize("name", REFUSED)
def test_each_rule_refuses_for_its_own_reason_alone(name: str) -> None:
    assert find_refusals(ASKED, REFUSED[name], NOW, SETTINGS) == [name]
    assert find_eligible(ASKED, [REFUSED[name]], NOW, SETTINGS) == []


def test_every_rule_is_tested() -> None:
    assert ELIGIBILITY.keys() == {*REFUSED, "asked_for"}


def test_a_student_may_ask_for_one_teacher() -> None:
    asked = Waiting(make_request("r", only="her"))
    assert find_refusals(asked, make_teacher("him"), NOW, SETTINGS) == ["asked_for"]
    assert find_refusals(asked, make_teacher("her"), NOW, SETTINGS) == []


def test_a_concern_of_no_subject_goes_to_who_declares_help_with_it() -> None:
    asked = Waiting(make_request("r", subject=None, support="study_method"))
    assert find_refusals(asked, make_teacher("t"), NOW, SETTINGS) == ["subject"]
    assert find_refusals(asked, make_teacher("t", supports=("study_method",)), NOW, SETTINGS) == []


def test_who_missed_an_invitation_may_have_another_after_a_while() -> None:
    assert find_refusals(ASKED, make_teacher("passed"), NOW + timedelta(minutes=1), SETTINGS) == []


def test_own_students_are_allowed_where_the_district_says_so() -> None:
    assert find_refusals(ASKED, make_teacher("own"), NOW, MatchingSettings(own_students_allowed=True)) == []
