"""Single matches under pseudonyms, with the reasons of every invitation; opening one is audited."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.access import get_match, hash_token
from api.match_request import AdminDep, MatchRequestDep
from api.problems import Problem
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from api.views import PointName, point_names
from store.invitations import InvitationRow
from store.matches import FewStudentsError, Match, find_matches

__all__ = ["router"]

router = APIRouter(prefix="/api/match-quality/matches", tags=["match quality"])

_PSEUDONYM = 12
EndingQuery = Annotated[Literal["matched", "left", "unserved"] | None, Query()]


class MatchRow(BaseModel):
    """A request for one-to-one tutoring.

    Attributes:
        student: A pseudonym that leads to no record.
        steps: How many steps of the funnel it went through, 1–5.
        waited_s: Until a teacher accepted; null where none did.
        rating: Out of 12.
        model: Version that chose the first teacher; empty where nobody was invited.
    """

    id: str
    simulated: bool
    asked_at: datetime
    student: str
    district_id: str
    school_id: str
    subject: str | None
    points: list[PointName]
    ending: str | None
    steps: int
    invitations: int
    waited_s: float | None
    rating: float | None
    model: str


class MatchPage(BaseModel):
    """Some matches, the newest first, and whether more follow."""

    matches: list[MatchRow]
    more: bool


class InvitationView(BaseModel):
    """One teacher who was asked, and why.

    Attributes:
        teacher: A pseudonym.
        chance: Of acceptance, as the model believed.
        terms: What the score was the sum of, in logs, by name; empty where the policy does not score.
        propensity: Probability of the draw.
    """

    round: int
    teacher: str
    district_id: str
    to_new_teacher: bool
    offered_at: datetime
    answered_at: datetime | None
    ending: str | None
    chance: float | None
    terms: dict[str, float]
    propensity: float | None
    model: str


class MatchView(MatchRow):
    """A match with everybody who was asked, in order of time."""

    ended_at: datetime | None
    completed: bool
    session_minutes: float | None
    invited: list[InvitationView]


@router.get("")
def list_matches(
    request: MatchRequestDep, services: ServicesDep, session: ReadingDep, ending: EndingQuery = None,
    after: Annotated[str | None, Query(max_length=64, description="Last match of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> MatchPage:  # fmt: skip
    """Requests in the chosen range, the newest first."""
    zone = services.config.hours.zone
    try:
        found = find_matches(session, request.wanted, zone, ending, after, limit + 1)
    except FewStudentsError as error:
        raise Problem(409, "too_few_students", "范围内不足 5 名学生，不显示单次匹配。请放宽条件。") from error
    return MatchPage(
        matches=[MatchRow.model_validate(_row(services, match)) for match in found[:limit]], more=len(found) > limit
    )


@router.get("/{match_id}")
def read_match(
    match_id: Annotated[str, Field(max_length=64)], account: AdminDep, services: ServicesDep, session: SessionDep
) -> MatchView:  # fmt: skip
    """One match with the reasons of every invitation; audited."""
    match = get_match(session, account, match_id)
    held = match.session
    minutes = (held.ended_at - held.started_at).total_seconds() / 60 if held and held.ended_at else None
    return MatchView.model_validate(_row(services, match) | {
        "ended_at": match.request.ended_at, "completed": held is not None and held.completed,
        "session_minutes": None if minutes is None else round(minutes, 1),
        "invited": [_invitation(services, row) for row in match.fact.invitations],
    })  # fmt: skip


def _row(services: Services, match: Match) -> dict[str, object]:
    row, fact = match.request, match.fact
    return {
        "id": row.id, "simulated": row.simulated, "asked_at": row.asked_at,
        "student": _pseudonym(services, row.student_id),
        "district_id": row.district_id, "school_id": row.school_id, "subject": row.subject,
        "points": point_names(services.graph, row.points), "ending": row.ending, "steps": fact.steps,
        "invitations": len(fact.invitations), "waited_s": fact.waited_s, "rating": fact.rating, "model": fact.model,
    }  # fmt: skip


def _invitation(services: Services, row: InvitationRow) -> InvitationView:
    return InvitationView(
        round=row.round, teacher=_pseudonym(services, row.teacher_id), district_id=row.district_id,
        to_new_teacher=row.to_new_teacher, offered_at=row.offered_at, answered_at=row.answered_at, ending=row.ending,
        chance=row.chance, terms=row.terms or {}, propensity=row.propensity, model=row.model,
    )  # fmt: skip


def _pseudonym(services: Services, person: str) -> str:
    return hash_token(services.config.secret_key, person)[:_PSEUDONYM]
