from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from recommender.matching.acceptance import AcceptanceModel
from recommender.matching.desk import MatchingDesk
from recommender.matching.eligibility import find_refusals
from recommender.matching.invitation import Invitation
from recommender.matching.policies import Moment, RulePolicy, ScoredPolicy
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import MatchableTeacher
from tests.recommender.matching.people import MOMENT, NOW, make_request, make_teacher

SETTINGS = MatchingSettings()
BATCHES = MatchingSettings(batch_from_round=1, broadcast_from_round=2, least_chance=0, hopeless_chance=0)


def make_desk(settings: MatchingSettings = SETTINGS) -> MatchingDesk:
    return MatchingDesk(ScoredPolicy(AcceptanceModel.by_hand(), settings, np.random.default_rng(0)), settings)


def test_a_request_is_invited_for_and_matched() -> None:
    desk, teacher = make_desk(), make_teacher("t")
    desk.ask(make_request("r"))
    (invitation,) = desk.invite([teacher], MOMENT)
    assert (invitation.request, invitation.teacher, invitation.round) == ("r", "t", 1)
    (ended,) = desk.answer(invitation.id, accepts=True, now=NOW)
    assert ended.ending == "accepted"
    assert desk.waiting == {}
    assert desk.held == {"t": "r"}
    desk.release("t")
    assert desk.held == {}


def test_of_teachers_invited_at_once_the_first_has_it_and_the_others_are_told() -> None:
    desk = make_desk(BATCHES)
    desk.ask(make_request("r"))
    one, other = desk.invite([make_teacher("a"), make_teacher("b")], MOMENT)
    endings = {ended.invitation.id: ended.ending for ended in desk.answer(other.id, accepts=True, now=NOW)}
    assert endings == {other.id: "accepted", one.id: "cancelled"}
    assert desk.answer(one.id, accepts=True, now=NOW) == []
    assert desk.held == {other.teacher: "r"}


def test_an_answer_after_the_time_is_too_late() -> None:
    desk = make_desk()
    desk.ask(make_request("r"))
    (invitation,) = desk.invite([make_teacher("t")], MOMENT)
    assert desk.answer(invitation.id, accepts=True, now=invitation.expires_at) == []
    (ended,) = desk.expire(invitation.expires_at)
    assert ended.ending == "expired"
    assert "r" in desk.waiting


def test_who_declined_is_not_asked_again_and_who_missed_it_is_after_a_while() -> None:
    desk, teachers = make_desk(), [make_teacher("a")]
    desk.ask(make_request("r"))
    (invitation,) = desk.invite(teachers, MOMENT)
    desk.expire(invitation.expires_at)
    assert desk.invite(teachers, Moment(invitation.expires_at)) == []
    (again,) = desk.invite(teachers, Moment(invitation.expires_at + timedelta(minutes=5)))
    desk.answer(again.id, accepts=False, now=again.sent_at)
    assert desk.invite(teachers, Moment(NOW + timedelta(minutes=30))) == []


def test_a_student_who_leaves_frees_the_invited() -> None:
    desk = make_desk()
    desk.ask(make_request("r"))
    (invitation,) = desk.invite([make_teacher("t")], MOMENT)
    assert [ended.ending for ended in desk.withdraw("r")] == ["cancelled"]
    assert desk.held == {}
    assert desk.withdraw("r") == []
    assert desk.answer(invitation.id, accepts=True, now=NOW) == []


def test_a_student_knows_where_they_stand() -> None:
    desk = make_desk()
    for second, name in enumerate(("first", "second", "third")):
        desk.ask(make_request(name, second))
    teachers = [make_teacher("t")]
    desk.invite(teachers, MOMENT)
    stands = {name: desk.standing(name, teachers) for name in ("first", "second", "third", "nobody")}
    assert stands["nobody"] is None
    assert [(s.place, s.invited) for s in stands.values() if s] == [(0, ("t",)), (1, ()), (2, ())]


def test_a_suburban_student_has_a_head_start_only_while_supply_is_short() -> None:
    def first_served(teachers: int) -> str:
        desk = make_desk(MatchingSettings(suburban_head_start_s=60, temperature=0))
        desk.ask(make_request("city"))
        desk.ask(make_request("suburb", asked_s=30, suburban=True))
        teachers_here = [make_teacher(f"t{i}") for i in range(teachers)]
        return desk.invite(teachers_here, Moment(NOW + timedelta(minutes=1)))[0].request

    assert first_served(1) == "suburb"
    assert first_served(2) == "city"


def test_a_request_cannot_wait_twice() -> None:
    desk = make_desk()
    desk.ask(make_request("r"))
    with pytest.raises(ValueError, match="waiting already"):
        desk.ask(make_request("r"))


def test_only_a_session_can_be_released() -> None:
    desk = make_desk()
    desk.ask(make_request("r"))
    desk.invite([make_teacher("t")], MOMENT)
    with pytest.raises(KeyError, match="open invitation"):
        desk.release("t")
    with pytest.raises(KeyError):
        desk.release("stranger")


class Evening(RuleBasedStateMachine):
    """Anything in any order: asking, answering (twice, too late), leaving, expiring, coming and going."""

    def __init__(self) -> None:
        super().__init__()
        settings = MatchingSettings(
            batch_from_round=2, broadcast_from_round=3, suburban_head_start_s=0, least_chance=0, hopeless_chance=0
        )
        self.settings = settings
        policies: list[Any] = [
            RulePolicy(), ScoredPolicy(AcceptanceModel.by_hand(), settings, np.random.default_rng(1))
        ]  # fmt: skip
        self.desk = MatchingDesk(policies[0], settings)
        self.policies = policies
        self.now = NOW
        self.teachers: dict[str, MatchableTeacher] = {}
        self.sent: list[Invitation] = []
        self.taken: dict[str, str] = {}  # request → teacher
        self.tutoring: set[str] = set()
        self.asked = 0

    @rule(n=st.integers(1, 3), subject=st.sampled_from(["数学", "物理"]))
    def come(self, n: int, subject: str) -> None:
        for _ in range(n):
            name = f"t{len(self.teachers)}"
            self.teachers[name] = make_teacher(name, subject=subject)

    @rule(n=st.integers(1, 3), subject=st.sampled_from(["数学", "物理"]), suburban=st.booleans())
    def ask(self, n: int, subject: str, suburban: bool) -> None:
        for _ in range(n):
            self.asked += 1
            seconds = (self.now - NOW).total_seconds() + self.asked / 1000
            self.desk.ask(make_request(f"r{self.asked}", seconds, subject=subject, suburban=suburban))

    @rule(which=st.integers(0, 1))
    def invite(self, which: int) -> None:
        self.desk.policy = self.policies[which]
        waiting_before = dict(self.desk.waiting)
        held_before = set(self.desk.held)
        invited_before = {i.request for i in self.sent if self.desk.held.get(i.teacher) == i.request}
        sent = self.desk.invite(self.teachers.values(), Moment(self.now))
        got = {invitation.request for invitation in sent}
        for invitation in sent:
            assert invitation.teacher not in held_before
            older = [
                each for each in waiting_before.values()
                if each.request.id not in got | invited_before
                and each.request.asked_at < waiting_before[invitation.request].request.asked_at
            ]  # fmt: skip
            for each in older:  # an older one that was passed over could not have had this teacher
                assert find_refusals(each, self.teachers[invitation.teacher], self.now, self.settings)
        assert len({invitation.teacher for invitation in sent}) == len(sent)
        self.sent += sent

    @rule(pick=st.integers(0, 1000), accepts=st.booleans())
    def answer(self, pick: int, accepts: bool) -> None:
        if not self.sent:
            return
        invitation = self.sent[pick % len(self.sent)]
        for ended in self.desk.answer(invitation.id, accepts, self.now):
            if ended.ending == "accepted":
                assert ended.invitation.request not in self.taken, "matched twice"
                assert ended.invitation.teacher not in self.tutoring, "double booked"
                self.taken[ended.invitation.request] = ended.invitation.teacher
                self.tutoring.add(ended.invitation.teacher)

    @rule(pick=st.integers(0, 1000))
    def leave(self, pick: int) -> None:
        if self.asked:
            self.desk.withdraw(f"r{1 + pick % self.asked}")

    @rule(seconds=st.integers(1, 400))
    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.desk.expire(self.now)

    @rule(pick=st.integers(0, 1000))
    def end_session(self, pick: int) -> None:
        if self.tutoring:
            teacher = sorted(self.tutoring)[pick % len(self.tutoring)]
            self.desk.release(teacher)
            self.tutoring.remove(teacher)

    @invariant()
    def tutors_are_held_for_who_took_them(self) -> None:
        assert all(teacher in self.desk.held for teacher in self.tutoring)
        assert not self.taken.keys() & self.desk.waiting.keys()


TestEvening = Evening.TestCase
TestEvening.settings = hypothesis_settings(max_examples=60, stateful_step_count=40, deadline=None)
