"""The match-quality dashboard of administrators: figures from the counts of each day, never a scan of rows."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.access import Area, get_area
from api.match_request import AdminDep, MatchRequestDep
from api.match_tables import TableName, match_table
from api.services import ReadingDep
from store.installation import find_simulation
from store.match_counting import SMALLEST_GROUP, find_counted_until
from store.match_days import DISTRICT, Form, match_days
from store.match_definitions import DEFINITIONS, Definition
from store.match_fairness import Fairness, ModelQuality, find_fairness, find_models
from store.match_quality import Overview, find_overview
from store.match_supply import Flow, Supply, find_flow, find_supply
from store.organisations import District, School

__all__ = ["router"]

router = APIRouter(prefix="/api/match-quality", tags=["match quality"])

FormQuery = Annotated[Form, Query(description="Form of tutoring.")]


class DistrictName(BaseModel):
    """A district."""

    id: str
    name: str


class SchoolName(BaseModel):
    """A school of a district."""

    id: str
    name: str
    district_id: str
    suburban: bool


class DayRange(BaseModel):
    """First and last day of which anything was counted."""

    first: date
    last: date


class Simulation(BaseModel):
    """What was simulated: `weeks` of the simulator, repeated until they fill `calendar_weeks`."""

    seed: int
    weeks: int
    calendar_weeks: int


class Options(BaseModel):
    """What there is to choose from, and what the numbers mean.

    Attributes:
        district: The account's own; null for the whole city.
        school: The account's own.
        districts: All, as flows have them.
        schools: Those in the account's area.
        real: Null where nothing real was counted.
        simulated: Null where nothing is simulated.
        counted_until: What happened later is not in the figures yet; null before the first count.
    """

    district: str | None
    school: str | None
    districts: list[DistrictName]
    schools: list[SchoolName]
    real: DayRange | None
    simulated: DayRange | None
    simulation: Simulation | None
    counted_until: datetime | None
    smallest_group: int
    definitions: list[Definition]


@router.get("/options")
def get_options(account: AdminDep, session: ReadingDep) -> Options:
    """What there is to choose from in the account's area."""
    area = get_area(session, account, None, None)
    schools = select(School).order_by(School.district_id, School.id)
    if area.district is not None:
        schools = schools.where(School.district_id == area.district)
    if area.school is not None:
        schools = schools.where(School.id == area.school)
    simulation = find_simulation(session)
    return Options(
        district=area.district, school=area.school,
        districts=[
            DistrictName(id=row.id, name=row.name) for row in session.scalars(select(District).order_by(District.id))
        ],
        schools=[
            SchoolName(id=row.id, name=row.name, district_id=row.district_id, suburban=row.suburban)
            for row in session.scalars(schools)
        ],
        real=_find_days(session, area, simulated=False), simulated=_find_days(session, area, simulated=True),
        simulation=Simulation(**simulation) if simulation else None, counted_until=find_counted_until(session),
        smallest_group=SMALLEST_GROUP,
        definitions=list(DEFINITIONS),
    )  # fmt: skip


@router.get("/overview")
def get_overview(request: MatchRequestDep, session: ReadingDep, form: FormQuery = Form.ONE_TO_ONE) -> Overview:
    """Funnel, waiting, satisfaction and invitations: in all, by form, week, subject and place."""
    return find_overview(session, request.wanted, form, request.schools)


@router.get("/supply")
def get_supply(request: MatchRequestDep, session: ReadingDep) -> Supply:
    """Demand against supply by subject and half hour."""
    return find_supply(session, request.wanted)


@router.get("/flow")
def get_flow(request: MatchRequestDep, session: ReadingDep) -> Flow:
    """Matches between districts."""
    return find_flow(session, request.wanted)


@router.get("/fairness")
def get_fairness(request: MatchRequestDep, session: ReadingDep) -> Fairness:
    """Fairness to teachers and to suburban students."""
    return find_fairness(session, request.wanted, request.schools)


@router.get("/models")
def get_models(request: MatchRequestDep, session: ReadingDep) -> list[ModelQuality]:
    """Each version of what chose teachers: what it expected, and what came."""
    return find_models(session, request.wanted)


@router.get("/tables/{name}", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def get_table(
    name: TableName, request: MatchRequestDep, session: ReadingDep, form: FormQuery = Form.ONE_TO_ONE
) -> Response:
    """One table as CSV: UTF-8 with a byte order mark, as spreadsheets want it."""
    wanted = request.wanted
    file = f"match-quality-{name.value}-{wanted.first}-{wanted.last}{'-simulated' if wanted.simulated else ''}.csv"
    return Response(
        match_table(session, name, wanted, form, request.schools), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )  # fmt: skip


def _find_days(session: Session, area: Area, simulated: bool) -> DayRange | None:
    table = match_days
    query = select(func.min(table.c.day), func.max(table.c.day)).where(
        table.c.simulated == simulated, table.c.school_id == (area.school or DISTRICT)
    )
    if area.district is not None:
        query = query.where(table.c.district_id == area.district)
    first, last = session.execute(query).one()
    return DayRange(first=first, last=last) if first else None
