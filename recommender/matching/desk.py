"""The matching desk: requests come, invitations go out, answers come back. All state in one place, no clock, no I/O.

What must hold at every moment: a teacher has at most one open invitation or session; a request is matched at most
once; whoever waits longest is served first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from recommender.matching.invitation import Invitation
from recommender.matching.policies import MatchingPolicy, Moment
from recommender.matching.queue import order_queue, plan_invitations
from recommender.matching.request import HelpRequest, Waiting
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import Ending, MatchableTeacher

__all__ = ["Ended", "MatchingDesk", "Standing"]

_NOT_AGAIN = timedelta(days=1)  # for a teacher who declined: longer than a request lives


@dataclass(frozen=True, slots=True)
class Ended:
    """An invitation that has come to its end."""

    invitation: Invitation
    ending: Ending


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a student stands.

    Attributes:
        place: In the queue, from 1; 0 while invitations are open.
        invited: Teachers who are invited at the moment.
        rounds: Rounds of invitations so far.
    """

    place: int
    invited: tuple[str, ...]
    rounds: int


class MatchingDesk:
    """One service's requests and invitations.

    Args:
        policy: Chooses teachers.
        settings: Of the district.
    """

    def __init__(self, policy: MatchingPolicy, settings: MatchingSettings) -> None:
        self.policy = policy
        self._settings = settings
        self._waiting: dict[str, Waiting] = {}
        self._open: dict[str, Invitation] = {}
        self._held: dict[str, str] = {}  # teacher → the request they are invited for, or tutor
        self._sent = 0

    def ask(self, request: HelpRequest) -> None:
        """Takes up a request.

        Raises:
            ValueError: It is waiting already.
        """
        if request.id in self._waiting:
            raise ValueError(f"request {request.id} is waiting already")
        self._waiting[request.id] = Waiting(request)

    def withdraw(self, request_id: str) -> list[Ended]:
        """The student has left; nothing happens for one who is not waiting.

        Returns:
            Invitations cancelled by it.
        """
        self._waiting.pop(request_id, None)
        return self._cancel(request_id)

    def invite(self, teachers: Iterable[MatchableTeacher], moment: Moment) -> list[Invitation]:
        """Sends the invitations that can be sent now."""
        waiting = self._find_uninvited()
        if not waiting:
            return []
        free = [teacher for teacher in teachers if teacher.id not in self._held]
        sent = []
        for each, choices in plan_invitations(waiting, free, self.policy, moment, self._settings):
            self._waiting[each.request.id] = each.after_round()
            for choice in choices:
                self._sent += 1
                invitation = Invitation(
                    f"i{self._sent}", each.request.id, choice.teacher, moment.now,
                    moment.now + self._settings.answer_within, each.rounds + 1, choice,
                )  # fmt: skip
                self._open[invitation.id] = invitation
                self._held[choice.teacher] = each.request.id
                sent.append(invitation)
        return sent

    def answer(self, invitation_id: str, accepts: bool, now: datetime) -> list[Ended]:
        """A teacher answers.

        Returns:
            This invitation's end, with those that it cancels; empty where it was open no more: too late.
        """
        invitation = self._open.get(invitation_id)
        if invitation is None or now >= invitation.expires_at:
            return []
        if not accepts:
            return [self._let_pass(invitation, "declined", now + _NOT_AGAIN)]
        del self._open[invitation.id], self._waiting[invitation.request]
        return [Ended(invitation, "accepted"), *self._cancel(invitation.request)]

    def expire(self, now: datetime) -> list[Ended]:
        """Ends the invitations whose time is over."""
        over = [invitation for invitation in self._open.values() if now >= invitation.expires_at]
        again = now + timedelta(seconds=self._settings.again_after_s)
        return [self._let_pass(invitation, "expired", again) for invitation in over]

    def release(self, teacher: str) -> None:
        """The teacher's session is over.

        Raises:
            KeyError: They have none.
        """
        if any(invitation.teacher == teacher for invitation in self._open.values()):
            raise KeyError(f"teacher {teacher} has an open invitation, no session")
        del self._held[teacher]

    def standing(self, request_id: str, teachers: Iterable[MatchableTeacher]) -> Standing | None:
        """Where a request stands; None for one that is not waiting."""
        waiting = self._waiting.get(request_id)
        if waiting is None:
            return None
        invited = tuple(i.teacher for i in self._open.values() if i.request == request_id)
        free = [teacher for teacher in teachers if teacher.id not in self._held]
        queue = order_queue(self._find_uninvited(), free, self._settings)
        place = 0 if invited else 1 + [each.request.id for each in queue].index(request_id)
        return Standing(place, invited, waiting.rounds)

    @property
    def held(self) -> Mapping[str, str]:
        """Teachers who are invited or tutoring: id → request."""
        return self._held

    @property
    def waiting(self) -> Mapping[str, Waiting]:
        """Requests that no teacher has taken yet, by id."""
        return self._waiting

    def _find_uninvited(self) -> list[Waiting]:
        """Requests that wait without an open invitation."""
        invited = {invitation.request for invitation in self._open.values()}
        return [each for each in self._waiting.values() if each.request.id not in invited]

    def _let_pass(self, invitation: Invitation, ending: Ending, until: datetime) -> Ended:
        del self._open[invitation.id], self._held[invitation.teacher]
        self._waiting[invitation.request] = self._waiting[invitation.request].passed_by(invitation.teacher, until)
        return Ended(invitation, ending)

    def _cancel(self, request_id: str) -> list[Ended]:
        ended = [
            Ended(invitation, "cancelled") for invitation in self._open.values() if invitation.request == request_id
        ]
        for each in ended:
            del self._open[each.invitation.id], self._held[each.invitation.teacher]
        return ended
