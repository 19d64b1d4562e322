"""What the service's own invitations teach of acceptance."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from recommender.matching.acceptance import Answered, AnswerKind
from store.invitations import InvitationRow

__all__ = ["find_answered"]


def find_answered(session: Session, simulated: bool = False) -> list[Answered]:
    """Invitations that were accepted, declined or expired, oldest first; a cancelled one tells nothing.

    Args:
        session: To read with.
        simulated: Those that never happened, instead of people's; never both.
    """
    rows = session.execute(
        select(InvitationRow.teacher_id, InvitationRow.features, InvitationRow.ending)
        .where(InvitationRow.simulated == simulated, InvitationRow.ending.in_(("accepted", "declined", "expired")))
        .order_by(InvitationRow.offered_at, InvitationRow.id)
    )
    return [Answered(teacher, features, cast(AnswerKind, ending)) for teacher, features, ending in rows if features]
