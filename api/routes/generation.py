"""Where a language model may write: a district's setting, and what it used today."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.access import allow
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from store.accounts import Account, Role
from store.audit import AuditEntry
from store.generations import measure_generation
from store.organisations import District

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["generation"])

DistrictAdminDep = Annotated[Account, allow(Role.DISTRICT_ADMIN)]
Grade = Annotated[int, Field(ge=7, le=12)]


class GenerationView(BaseModel):
    """A district's setting and its use since midnight.

    Attributes:
        model: Name of the service's model; None: it has none, and the setting has no effect.
        grades: For whose students the model may write.
        turns: That it was asked to word.
        told: Of these, those whose words a student saw; with the others the authored words stood.
        cost_usd: Of calls whose price is known.
    """

    model: str | None
    grades: list[int]
    turns: int
    told: int
    tokens: int
    daily_tokens: int
    cost_usd: float
    total_p95_ms: float | None


class GenerationSetting(BaseModel):
    """What an administrator sets."""

    grades: Annotated[list[Grade], Field(max_length=6)]


@router.get("/generation")
def get_generation(account: DistrictAdminDep, services: ServicesDep, session: ReadingDep) -> GenerationView:
    """One's own district's setting."""
    return _view(session, services, _district(session, account))


@router.put("/generation")
def set_generation(
    setting: GenerationSetting, account: DistrictAdminDep, services: ServicesDep, session: SessionDep
) -> GenerationView:  # fmt: skip
    """Sets for which grades a language model may write; the change is audited."""
    district = _district(session, account)
    grades = sorted(set(setting.grades))
    if grades != district.generation_grades:
        detail = f"{district.generation_grades} -> {grades}"
        session.add(AuditEntry(actor_id=account.id, action="set_generation", subject_id=district.id, detail=detail))
        district.generation_grades = grades
    return _view(session, services, district)


def _district(session: Session, account: Account) -> District:
    return session.get_one(District, account.district_id)


def _view(session: Session, services: Services, district: District) -> GenerationView:
    midnight = services.config.local_now().replace(hour=0, minute=0, second=0, microsecond=0)
    use = measure_generation(session, district.id, midnight)
    return GenerationView(
        model=services.provider.model if services.provider else None, grades=district.generation_grades,
        turns=use.turns, told=use.told, tokens=use.tokens, daily_tokens=services.config.llm_daily_tokens,
        cost_usd=use.cost_usd, total_p95_ms=use.total_p95_ms,
    )  # fmt: skip
