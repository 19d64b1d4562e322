"""What an administrator asks of the dashboard, checked: whose matches, and when."""

from datetime import date, timedelta
from typing import Annotated, NamedTuple

from fastapi import Depends, Query
from sqlalchemy import select

from api.access import allow, get_area
from api.problems import Problem
from api.services import ReadingDep, ServicesDep
from store.accounts import Account, Role
from store.match_filter import MatchFilter
from store.organisations import School

__all__ = ["AdminDep", "MatchRequest", "MatchRequestDep"]

AdminDep = Annotated[Account, allow(Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.CITY_ADMIN)]

_USUAL_DAYS = 28
_MOST_DAYS = 800
Place = Annotated[str | None, Query(max_length=64)]


class MatchRequest(NamedTuple):
    """The filter, and the schools of the district that is looked at, or of the city."""

    wanted: MatchFilter
    schools: list[str]


def _match_request(
    account: AdminDep, services: ServicesDep, session: ReadingDep,
    first: Annotated[date | None, Query(alias="from", description="First day; four weeks ago when left out.")] = None,
    last: Annotated[date | None, Query(alias="to", description="Last day; today when left out.")] = None,
    subject: Annotated[str | None, Query(max_length=20, description="Empty for matches of no subject.")] = None,
    district: Place = None, school: Place = None,
    simulated: Annotated[bool, Query(description="Made-up matches instead of real ones.")] = False,
) -> MatchRequest:  # fmt: skip
    last = last or services.config.local_now().date()
    first = first or max(date.min + timedelta(days=_USUAL_DAYS), last) - timedelta(days=_USUAL_DAYS - 1)
    if not 0 <= (last - first).days < _MOST_DAYS:
        raise Problem(422, "bad_range", f"开始日期不能晚于结束日期，范围不超过 {_MOST_DAYS} 天。")
    area = get_area(session, account, district, school)
    of_area = select(School.id).where(School.district_id == area.district) if area.district else select(School.id)
    return MatchRequest(
        MatchFilter(simulated, first, last, subject, area.district, area.school),
        list(session.scalars(of_area.order_by(School.id))),
    )  # fmt: skip


MatchRequestDep = Annotated[MatchRequest, Depends(_match_request, scope="function")]
