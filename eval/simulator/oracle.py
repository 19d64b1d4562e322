"""The ceiling: a policy that sees what no service can, all but the fall of the dice."""

from collections.abc import Sequence
from datetime import datetime

from eval.simulator.region import Region, Shift, SimulatedRequest
from recommender.matching.policies import Choice, Moment
from recommender.matching.request import Waiting
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import MatchableTeacher

__all__ = ["OraclePolicy"]


class OraclePolicy:
    """True chance of acceptance times true benefit, one at a time; like ours it leaves the unwilling in peace at first.

    Args:
        region: With its hidden traits.
        settings: Of matching.
    """

    def __init__(self, region: Region, settings: MatchingSettings) -> None:
        self._region = region
        self._settings = settings
        self._opening: datetime | None = None
        self._requests: dict[str, SimulatedRequest] = {}
        self._shifts: dict[str, Shift | None] = {}

    def choose(self, waiting: Waiting, eligible: Sequence[MatchableTeacher], moment: Moment) -> list[Choice]:
        """The one who is truly best."""
        self._learn_evening(moment.now)
        request = self._requests[waiting.request.id]
        least = self._settings.chance_after(moment.now - request.asked_at)
        chances = {teacher.id: self._chance(request, teacher, moment.now) for teacher in eligible}
        worth = {
            id_: chance * self._settings.benefit_of(self._region.expected_rating(request, self._region.teachers[id_]))
            for id_, chance in chances.items() if chance >= least
        }  # fmt: skip
        best = max(worth, key=lambda id_: (worth[id_], id_), default=None)
        return [] if best is None else [Choice(best, worth[best], chances[best])]

    def _chance(self, request: SimulatedRequest, teacher: MatchableTeacher, now: datetime) -> float:
        shift = self._shifts[teacher.id]
        if shift is None or not shift.is_attentive(now):
            return 0.0
        return self._region.chance_to_accept(request, self._region.teachers[teacher.id], teacher.status, now)

    def _learn_evening(self, now: datetime) -> None:
        config = self._region.config
        opening = now.replace(hour=config.opens.hour, minute=config.opens.minute, second=0, microsecond=0)
        if opening != self._opening:
            self._opening = opening
            self._requests = {request.id: request for request in self._region.requests(opening)}
            self._shifts = {id_: self._region.find_shift(t, opening) for id_, t in self._region.teachers.items()}
