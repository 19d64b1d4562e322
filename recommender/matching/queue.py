"""Whose turn it is: requests wait in the order in which they were asked, and a free teacher goes to the first one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from recommender.matching.eligibility import find_eligible
from recommender.matching.policies import Choice, MatchingPolicy, Moment
from recommender.matching.request import Waiting
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import MatchableTeacher

__all__ = ["order_queue", "plan_invitations"]


def order_queue(
    waiting: Iterable[Waiting], teachers: Sequence[MatchableTeacher], settings: MatchingSettings
) -> list[Waiting]:
    """The requests, the first one first: the oldest; a suburban student has a head start where supply is short.

    Args:
        waiting: Requests.
        teachers: Those who are free. Supply of a subject is short where more students wait for it.
        settings: Of the district.
    """
    requests = list(waiting)
    wanted = _count_by_subject(requests)
    free = Counter(teacher.item.subject for teacher in teachers)
    head_start = timedelta(seconds=settings.suburban_head_start_s)

    def turn(each: Waiting) -> tuple[object, str]:
        request = each.request
        is_short = request.subject is not None and wanted[request.subject] > free[request.subject]
        return request.asked_at - (head_start if request.suburban and is_short else timedelta()), request.id

    return sorted(requests, key=turn)


def plan_invitations(
    waiting: Iterable[Waiting], teachers: Sequence[MatchableTeacher], policy: MatchingPolicy, moment: Moment,
    settings: MatchingSettings,
) -> list[tuple[Waiting, list[Choice]]]:  # fmt: skip
    """Whom to invite now, and for whom: no teacher twice, and none for a request while an earlier one could have them.

    Args:
        waiting: Requests without an open invitation.
        teachers: Those who have neither an open invitation nor a session.
        policy: Chooses among those who may be invited.
        moment: Now.
        settings: Of the district.

    Returns:
        Requests for which somebody can be invited, with whom.
    """
    waiting = list(waiting)
    moment = replace(moment, waiting=_count_by_subject(waiting))
    left: dict[str, dict[str, MatchableTeacher]] = {}
    for teacher in teachers:
        left.setdefault(teacher.item.subject, {})[teacher.id] = teacher
    plan = []
    for each in order_queue(waiting, teachers, settings):
        subject = each.request.subject  # looking at teachers of other subjects would cost most of the time
        pools = left.values() if subject is None else [left.get(subject, {})]
        eligible = find_eligible(each, [teacher for pool in pools for teacher in pool.values()], moment.now, settings)
        choices = policy.choose(each, eligible, moment) if eligible else []
        if choices:
            plan.append((each, choices))
        for choice in choices:
            for pool in pools:
                pool.pop(choice.teacher, None)
    return plan


def _count_by_subject(waiting: Iterable[Waiting]) -> Counter[str]:
    return Counter(each.request.subject for each in waiting if each.request.subject is not None)
