"""Made-up rows of matching: whether there are any, and how they go away."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from store.duty_periods import DutyPeriod
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.match_counting import lock_counts
from store.match_days import MATCH_TABLES
from store.tutoring_sessions import TutoringSession

__all__ = ["has_real_requests", "has_simulated_matches", "remove_simulated_matches"]


def has_real_requests(session: Session) -> bool:
    """Whether people have asked for people here."""
    return session.scalar(select(HelpRequestRow.id).where(HelpRequestRow.simulated.is_(False)).limit(1)) is not None


def has_simulated_matches(session: Session) -> bool:
    """Whether any row of matching is made up."""
    return session.scalar(select(HelpRequestRow.id).where(HelpRequestRow.simulated).limit(1)) is not None


def remove_simulated_matches(session: Session) -> int:
    """Deletes every made-up row and what was counted of them; returns how many requests."""
    lock_counts(session)
    count = session.scalar(select(func.count()).select_from(HelpRequestRow).where(HelpRequestRow.simulated))
    for row in (TutoringSession, InvitationRow, HelpRequestRow, DutyPeriod):
        session.execute(delete(row).where(row.simulated))
    for table in MATCH_TABLES:
        session.execute(delete(table).where(table.c.simulated))
    return count or 0
