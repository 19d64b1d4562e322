"""What a language model was asked: where it is allowed, what it used, how it ended. No words are kept here."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.accounts import Account
from store.base import Base, utc_now
from store.organisations import District

__all__ = ["GenerationRow", "GenerationUse", "count_tokens", "is_generation_allowed", "measure_generation"]


class GenerationRow(Base):
    """One turn that a model was asked to put into words.

    Attributes:
        outcome: `chat.generation.narrator.Outcome`.
        first_ms: Until the first sentence; None: none was shown.
        cost_usd: As far as the price is known.
        cut: Sentences left out because they did not hold.
    """

    __tablename__ = "generations"
    __table_args__ = (Index(None, "district_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    district_id: Mapped[str] = mapped_column(ForeignKey("districts.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    model: Mapped[str]
    outcome: Mapped[str]
    prompt_tokens: Mapped[int]
    completion_tokens: Mapped[int]
    cost_usd: Mapped[float | None]
    first_ms: Mapped[float | None]
    total_ms: Mapped[float]
    cut: Mapped[int]
    marked: Mapped[int]


@dataclass(frozen=True)
class GenerationUse:
    """What a district's turns used since some time.

    Attributes:
        told: Of the turns, those whose words a student saw.
        total_p95_ms: None without turns.
        cost_usd: Of those whose price is known.
    """

    turns: int
    told: int
    tokens: int
    cost_usd: float
    total_p95_ms: float | None


def is_generation_allowed(session: Session, student: Account) -> bool:
    """Whether the student's district lets a model write for their grade; no district has said so at first."""
    district = session.get(District, student.district_id) if student.district_id else None
    return district is not None and student.grade in district.generation_grades


def count_tokens(session: Session, district_id: str, since: datetime) -> int:
    """Tokens of a district's turns."""
    total = func.sum(GenerationRow.prompt_tokens + GenerationRow.completion_tokens)
    query = select(func.coalesce(total, 0)).where(GenerationRow.district_id == district_id, GenerationRow.at >= since)
    return int(session.scalar(query) or 0)


def measure_generation(session: Session, district_id: str, since: datetime) -> GenerationUse:
    """See `GenerationUse`."""
    query = select(GenerationRow).where(GenerationRow.district_id == district_id, GenerationRow.at >= since)
    rows = session.scalars(query).all()
    told = sum(row.outcome in ("told", "stopped") for row in rows)
    tokens = sum(row.prompt_tokens + row.completion_tokens for row in rows)
    p95 = float(np.percentile([row.total_ms for row in rows], 95)) if rows else None
    return GenerationUse(len(rows), told, tokens, sum(row.cost_usd or 0 for row in rows), p95)
