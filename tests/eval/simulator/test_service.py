from dataclasses import fields

import pytest

from eval.matching import measure_week
from eval.simulator.config import DistrictConfig, SimulatorConfig
from eval.simulator.config_file import read_assumptions
from eval.simulator.oracle import OraclePolicy
from eval.simulator.region import HiddenStudent, HiddenTeacher, make_region
from eval.simulator.service import SimulatedService, WeekLog
from recommender.exposure import gini
from recommender.matching.policies import RulePolicy
from recommender.matching.request import HelpRequest
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import MatchableTeacher, TeacherRecord, TeacherStatus

SMALL = SimulatorConfig(
    districts=(DistrictConfig(id="a", schools=2, students=600, teachers=120),
               DistrictConfig(id="b", schools=2, students=400, teachers=30, suburban=1)),
)  # fmt: skip


@pytest.fixture(scope="module")
def region(graph):
    return make_region(SMALL, graph, 3)


def run(region, policy) -> WeekLog:
    log = WeekLog()
    SimulatedService(region, MatchingSettings()).run_week(SMALL.history_weeks, policy, log)
    return log


def test_a_week_under_the_simple_rule(region):
    log = run(region, RulePolicy())
    assert log.requests > 60
    assert log.double_bookings == 0
    assert len(log.matches) == sum(ended.ending == "accepted" for ended in log.invitations)
    assert len(log.invitations) == log.sent, "every invitation comes to an end"
    assert len({match.request for match in log.matches}) == len(log.matches) <= log.requests
    assert all(1 <= match.rating <= 12 and 0 <= match.benefit <= 1 for match in log.matches)


def test_the_same_seed_is_the_same_week(region):
    assert measure_week(run(region, RulePolicy())) == measure_week(run(region, RulePolicy()))


def test_policies_meet_the_same_students(region):
    assert run(region, RulePolicy()).requests == run(region, OraclePolicy(region, MatchingSettings())).requests


def test_the_oracle_wastes_fewer_invitations(region):
    rule, oracle = (
        measure_week(run(region, policy)) for policy in (RulePolicy(), OraclePolicy(region, MatchingSettings()))
    )
    assert oracle["failed_invitations_per_match"] < 0.8 * rule["failed_invitations_per_match"]


def test_a_copy_of_a_service_has_its_past_and_a_future_of_its_own(region):
    past = SimulatedService(region, MatchingSettings())
    past.run_week(0, RulePolicy(), WeekLog())
    copy = past.copy()
    before = dict(past.teachers)
    copy.run_week(1, RulePolicy(), WeekLog())
    assert past.teachers == before != copy.teachers


def test_what_policies_see_has_no_hidden_trait():
    hidden = {field.name for kind in (HiddenTeacher, HiddenStudent) for field in fields(kind)}
    seen = {
        field.name for kind in (HelpRequest, MatchableTeacher, TeacherRecord, TeacherStatus) for field in fields(kind)
    }
    assert hidden & seen <= {"item", "id", "district", "suburban"}, "what a service knows anyway"


def test_gini():
    assert gini([1, 1, 1, 1]) == pytest.approx(0)
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)
    assert gini([]) == gini([0, 0]) == 0


def test_a_config_file_names_what_differs(tmp_path):
    file = tmp_path / "region.yaml"
    file.write_text("patience_minutes: 3\n", encoding="utf-8")
    assert read_assumptions(SimulatorConfig, file) == SimulatorConfig(patience_minutes=3)
    assert read_assumptions(SimulatorConfig, None) == SimulatorConfig()


@pytest.mark.parametrize(("text", "complaint"), [
    ("patience: 3", "patience"),
    ("on_duty_share: 2", "on_duty_share"),
    ("districts: []", "districts"),
    ("opens: '22:00'", "not before closes"),
    ("demand: {音乐: 1}", "no teachers of 音乐"),
    ("a: [", "no YAML"),
])  # fmt: skip
def test_a_wrong_config_is_named(tmp_path, text, complaint):
    file = tmp_path / "region.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        read_assumptions(SimulatorConfig, file)
