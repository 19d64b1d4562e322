"""Invitations of teachers: offered, then accepted, declined, expired or cancelled, with why this teacher was asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, new_id, utc_now
from store.help_requests import HelpRequestRow
from store.session_log import open_log
from store.tutoring_sessions import TutoringSession

__all__ = [
    "DeclineReason", "InvitationRow", "accept_invitation", "decline_invitation", "expire_invitations",
    "offer_invitations", "withdraw_request",
]  # fmt: skip

DeclineReason = Literal["busy", "not_my_point", "no_time_left", "other"]


class InvitationRow(Base):
    """One teacher asked for one request; see `recommender.matching.invitation.Invitation`.

    Attributes:
        round: Of the request, from 1.
        to_new_teacher: Whether too little was known of the teacher when they were asked.
        ending: accepted, declined, expired or cancelled; None while it is open.
        expires_at: Until when it can be accepted; None where it is made up.
        decline_reason: Why the teacher would not; None where they did not say, or did not decline.
        chance: Of acceptance, as the model believed; None where the policy does not tell.
        terms: What the score was the sum of, by name: the reasons; None where the policy does not score.
        propensity: Probability of the draw; None where nothing was drawn.
        features: What the chance of acceptance is told from; a model learns from them.
        model: Version of what chose the teacher.
        changed_at: When the row was last written; aggregates follow it.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "uq_invitations_one_open_of_a_teacher", "teacher_id", unique=True,
            sqlite_where=text("ending IS NULL AND simulated = 0"),
            postgresql_where=text("ending IS NULL AND NOT simulated"),
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    simulated: Mapped[bool] = mapped_column(default=False)
    request_id: Mapped[str] = mapped_column(ForeignKey("help_requests.id", ondelete="CASCADE"), index=True)
    teacher_id: Mapped[str] = mapped_column(index=True)
    district_id: Mapped[str]
    school_id: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    to_new_teacher: Mapped[bool] = mapped_column(default=False)
    offered_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None]
    ending: Mapped[str | None]
    chance: Mapped[float | None]
    terms: Mapped[dict[str, Any] | None]
    propensity: Mapped[float | None]
    features: Mapped[dict[str, Any] | None]
    model: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, index=True)


def offer_invitations(session: Session, invitations: Sequence[InvitationRow]) -> list[InvitationRow]:
    """Stores invitations, but those of teachers who have another one, or a session, by now, of ended requests, and of
    rounds that somebody else has sent meanwhile.

    Returns:
        Those that stand.
    """
    sent = []
    for invitation in invitations:
        request = session.get(HelpRequestRow, invitation.request_id, with_for_update=True)
        if request is None or request.ending is not None or _is_tutoring(session, invitation.teacher_id):
            continue
        if _is_sent(session, invitation, {each.id for each in invitations}):
            continue
        try:
            with session.begin_nested():
                session.add(invitation)
        except IntegrityError:  # invited by somebody else meanwhile
            continue
        sent.append(invitation)
    return sent


def accept_invitation(
    session: Session, invitation_id: str, teacher_id: str, lasts: timedelta
) -> TutoringSession | None:  # fmt: skip
    """A teacher accepts: the request is matched, its other invitations are cancelled, and the session begins.

    However many accept at once, one of them has it: the request's row is held, and a teacher has one open session.

    Args:
        session: A transaction; to be committed.
        invitation_id: Which.
        teacher_id: Who.
        lasts: How long the session may take.

    Returns:
        The session; None: too late, whatever the reason.
    """
    now = utc_now()
    invitation = session.get(InvitationRow, invitation_id)
    if invitation is None or invitation.teacher_id != teacher_id:
        return None
    request = session.get(HelpRequestRow, invitation.request_id, with_for_update=True, populate_existing=True)
    session.refresh(invitation, with_for_update=True)
    late = invitation.ending is not None or invitation.expires_at is None or invitation.expires_at <= now
    if request is None or request.ending is not None or late:
        return None
    begun = TutoringSession(
        id=new_id("ts"), request_id=request.id, teacher_id=teacher_id, district_id=invitation.district_id,
        started_at=now, ends_at=now + lasts,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:  # the teacher, or the student, is in another session
        return None
    open_log(session, begun.id)
    request.ending, request.ended_at = "matched", now
    invitation.ending, invitation.answered_at = "accepted", now
    _cancel_others(session, request.id, now)
    return begun


def decline_invitation(
    session: Session, invitation_id: str, teacher_id: str, reason: DeclineReason | None
) -> bool:  # fmt: skip
    """A teacher declines; whether the invitation was open still."""
    declined = session.execute(
        update(InvitationRow)
        .where(
            InvitationRow.id == invitation_id, InvitationRow.teacher_id == teacher_id, InvitationRow.ending.is_(None)
        )
        .values(ending="declined", answered_at=utc_now(), decline_reason=reason, changed_at=utc_now())
        .returning(InvitationRow.id)
    )  # fmt: skip
    return declined.one_or_none() is not None


def expire_invitations(session: Session) -> Sequence[InvitationRow]:
    """Ends the invitations whose time is over; which."""
    now = utc_now()
    over = select(InvitationRow).where(
        InvitationRow.ending.is_(None), InvitationRow.simulated.is_(False), InvitationRow.expires_at <= now
    )  # fmt: skip
    rows = session.scalars(over.with_for_update()).all()
    for row in rows:
        row.ending, row.answered_at = "expired", now
    return rows


def withdraw_request(session: Session, request_id: str, ending: Literal["left", "unserved"]) -> bool:
    """Ends a request that nobody has taken, and its invitations; whether it was open still."""
    now = utc_now()
    request = session.get(HelpRequestRow, request_id, with_for_update=True, populate_existing=True)
    if request is None or request.ending is not None:
        return False
    request.ending, request.ended_at = ending, now
    _cancel_others(session, request_id, now)
    return True


def _cancel_others(session: Session, request_id: str, now: datetime) -> None:
    session.flush()
    session.execute(
        update(InvitationRow)
        .where(InvitationRow.request_id == request_id, InvitationRow.ending.is_(None))
        .values(ending="cancelled", answered_at=now, changed_at=now)
    )


def _is_sent(session: Session, invitation: InvitationRow, own: set[str]) -> bool:
    """Whether the round was sent by another process."""
    others = select(InvitationRow.id).where(
        InvitationRow.request_id == invitation.request_id, InvitationRow.round >= (invitation.round or 1),
        InvitationRow.id.not_in(own),
    )  # fmt: skip
    return session.scalar(others.limit(1)) is not None


def _is_tutoring(session: Session, teacher_id: str) -> bool:
    open_ = select(TutoringSession.id).where(
        TutoringSession.teacher_id == teacher_id, TutoringSession.ended_at.is_(None),
        TutoringSession.simulated.is_(False),
    )  # fmt: skip
    return session.scalar(open_.limit(1)) is not None
