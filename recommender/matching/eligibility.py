"""Who may be invited at all. Each rule is one small predicate; together they are a policy, and a refusal has a name."""

from collections.abc import Callable, Sequence
from datetime import datetime

from recommender.matching.request import Waiting
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import MatchableTeacher

__all__ = ["ELIGIBILITY", "Rule", "find_eligible", "find_refusals"]

Rule = Callable[[Waiting, MatchableTeacher, datetime, MatchingSettings], bool]
"""Whether the teacher may be invited for the request now, as far as this rule goes."""


def is_asked_for(waiting: Waiting, teacher: MatchableTeacher, _now: datetime, _settings: MatchingSettings) -> bool:
    """Anyone, or the one teacher whom the student asks for."""
    return waiting.request.only in (None, teacher.id)


def teaches_subject(waiting: Waiting, teacher: MatchableTeacher, _now: datetime, _settings: MatchingSettings) -> bool:
    """The subject, or declared help with a concern of no subject."""
    request = waiting.request
    return teacher.item.subject == request.subject if request.subject else request.support in teacher.item.supports


def teaches_stage(waiting: Waiting, teacher: MatchableTeacher, _now: datetime, _settings: MatchingSettings) -> bool:
    """The student's stage."""
    return waiting.request.stage in teacher.item.stages


def is_online(_waiting: Waiting, teacher: MatchableTeacher, _now: datetime, _settings: MatchingSettings) -> bool:
    """Their page is open."""
    return teacher.status.online


def is_unoccupied(_waiting: Waiting, teacher: MatchableTeacher, _now: datetime, _settings: MatchingSettings) -> bool:
    """No open invitation, no session."""
    return not teacher.status.occupied


def is_in_hours(_waiting: Waiting, teacher: MatchableTeacher, now: datetime, _settings: MatchingSettings) -> bool:
    """The hours that they offer."""
    return teacher.item.is_free(now)


def has_not_passed(waiting: Waiting, teacher: MatchableTeacher, now: datetime, _settings: MatchingSettings) -> bool:
    """They have not declined this very request, nor missed it just now."""
    until = waiting.passed.get(teacher.id)
    return until is None or until <= now


def is_within_week(
    _waiting: Waiting, teacher: MatchableTeacher, _now: datetime, settings: MatchingSettings
) -> bool:  # fmt: skip
    """Not too many minutes of tutoring this week."""
    return teacher.status.minutes_this_week < settings.most_minutes_a_week


def is_below_points_cap(
    _waiting: Waiting, teacher: MatchableTeacher, _now: datetime, settings: MatchingSettings
) -> bool:  # fmt: skip
    """Incentive points of the term still to be earned."""
    return teacher.status.points_this_term < settings.most_points_a_term


def is_no_conflict(waiting: Waiting, teacher: MatchableTeacher, _now: datetime, settings: MatchingSettings) -> bool:
    """Not the student's own teacher at school, where policy forbids that."""
    return settings.own_students_allowed or teacher.id not in waiting.request.own_teachers


ELIGIBILITY: dict[str, Rule] = {
    "asked_for": is_asked_for, "subject": teaches_subject, "stage": teaches_stage, "online": is_online,
    "unoccupied": is_unoccupied, "hours": is_in_hours, "passed": has_not_passed, "week": is_within_week,
    "points_cap": is_below_points_cap, "conflict": is_no_conflict,
}  # fmt: skip
"""All rules by the name of what they ask for; the cheap and selective first."""


def find_refusals(
    waiting: Waiting, teacher: MatchableTeacher, now: datetime, settings: MatchingSettings
) -> list[str]:  # fmt: skip
    """Names of the rules that the teacher fails; empty for one who may be invited."""
    return [name for name, rule in ELIGIBILITY.items() if not rule(waiting, teacher, now, settings)]


def find_eligible(
    waiting: Waiting, teachers: Sequence[MatchableTeacher], now: datetime, settings: MatchingSettings
) -> list[MatchableTeacher]:  # fmt: skip
    """Those of the teachers who may be invited, in the same order."""
    rules = ELIGIBILITY.values()
    return [teacher for teacher in teachers if all(rule(waiting, teacher, now, settings) for rule in rules)]
