"""Teachers and requests for the tests of matching."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from recommender.items import Hours, TeacherItem
from recommender.matching.policies import Moment
from recommender.matching.request import HelpRequest
from recommender.matching.teacher import MatchableTeacher, TeacherRecord, TeacherStatus

NOW = datetime(2026, 9, 7, 19, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday evening
MOMENT = Moment(NOW)
HERE = TeacherStatus(online=True)
UNKNOWN = TeacherRecord()


def make_teacher(
    id_: str, status: TeacherStatus = HERE, record: TeacherRecord = UNKNOWN, **item: Any
) -> MatchableTeacher:
    """A teacher of mathematics who is online on Mondays."""
    declared = {
        "name": id_, "school": "s1", "district": "east", "title": "一级教师", "subject": "数学", "stages": ("初中",),
        "points": (), "hours": (Hours(weekday=1, start=time(18), end=time(21)),),
    }  # fmt: skip
    return MatchableTeacher(TeacherItem(id=id_, **{**declared, **item}), status, record)


def make_request(id_: str, asked_s: float = 0, **given: Any) -> HelpRequest:
    """A wish for help in mathematics, asked some seconds after `NOW`."""
    usual: dict[str, Any] = {"subject": "数学", "stage": "初中", "points": {}, "district": "east"}
    return HelpRequest(id_, f"p-{id_}", asked_at=NOW + timedelta(seconds=asked_s), **{**usual, **given})
