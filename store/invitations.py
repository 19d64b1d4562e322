"""Invitations of teachers: offered, then accepted, declined, expired or cancelled, with why this teacher was asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, utc_now

__all__ = ["InvitationRow"]


class InvitationRow(Base):
    """One teacher asked for one request; see `recommender.matching.invitation.Invitation`.

    Attributes:
        round: Of the request, from 1.
        to_new_teacher: Whether too little was known of the teacher when they were asked.
        ending: accepted, declined, expired or cancelled; None while it is open.
        chance: Of acceptance, as the model believed; None where the policy does not tell.
        terms: What the score was the sum of, by name: the reasons; None where the policy does not score.
        propensity: Probability of the draw; None where nothing was drawn.
        features: What the chance of acceptance is told from; a model learns from them.
        model: Version of what chose the teacher.
        changed_at: When the row was last written; aggregates follow it.
    """

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(primary_key=True)
    simulated: Mapped[bool] = mapped_column(default=False)
    request_id: Mapped[str] = mapped_column(ForeignKey("help_requests.id", ondelete="CASCADE"), index=True)
    teacher_id: Mapped[str] = mapped_column(index=True)
    district_id: Mapped[str]
    school_id: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    to_new_teacher: Mapped[bool] = mapped_column(default=False)
    offered_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    ending: Mapped[str | None]
    chance: Mapped[float | None]
    terms: Mapped[dict[str, Any] | None]
    propensity: Mapped[float | None]
    features: Mapped[dict[str, Any] | None]
    model: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, index=True)
