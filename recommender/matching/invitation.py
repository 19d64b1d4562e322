"""An invitation and what becomes of it: offered, then accepted, declined, expired or cancelled, once."""

from dataclasses import dataclass
from datetime import datetime

from recommender.matching.policies import Choice

__all__ = ["Invitation"]


@dataclass(frozen=True, slots=True)
class Invitation:
    """One teacher invited for one request.

    Attributes:
        round: Of the request, from 1; a round's invitations are sent at once.
        choice: Why this teacher.
    """

    id: str
    request: str
    teacher: str
    sent_at: datetime
    expires_at: datetime
    round: int
    choice: Choice
