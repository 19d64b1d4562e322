"""A simulated week as the rows that a service would have kept of it, on the calendar week of one's choice.

Nothing is drawn anew: what happens to a pair of people hangs on the seed and on who they are, so it can be told again
from the log. Every row says that it is simulated.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from eval.simulator.region import Region, SimulatedRequest
from eval.simulator.service import Match, WeekLog
from recommender.matching.desk import Ended
from recommender.matching.teacher import TeacherRecord
from store.duty_periods import DutyPeriod
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.match_days import Form
from store.tutoring_sessions import TutoringSession

__all__ = ["SimulatedWeek", "store_week"]

Row = dict[str, Any]


@dataclass(frozen=True)
class SimulatedWeek:
    """What happened in one week.

    Attributes:
        number: Of the simulation, from 0.
        model: Version of what chose teachers.
        sessions_before: Of each teacher, held before the week.
        scores: Whether the policy tells a chance of acceptance.
    """

    number: int
    model: str
    log: WeekLog
    sessions_before: Mapping[str, int]
    scores: bool


def store_week(session: Session, region: Region, week: SimulatedWeek, monday: date, schools: Mapping[str, str]) -> int:
    """Writes a week's rows.

    Args:
        session: The transaction to write in.
        region: Whose week it was.
        week: What happened.
        monday: Where on the calendar it is put.
        schools: Id of a simulated school → id of the school that it stands for.

    Returns:
        How many requests.
    """
    rows = _WeekRows(region, week, monday, schools)
    requests = rows.requests()
    long_ago = datetime.combine(monday, time.min, UTC)  # who stores simulated weeks counts them too
    for table, found in (
        (HelpRequestRow, requests), (InvitationRow, rows.invitations()), (TutoringSession, rows.sessions()),
        (DutyPeriod, rows.duties()),
    ):  # fmt: skip
        found = [row | {"simulated": True, "changed_at": long_ago} for row in found]
        if found:
            session.execute(insert(table), found)
    return len(requests)


class _WeekRows:
    def __init__(self, region: Region, week: SimulatedWeek, monday: date, schools: Mapping[str, str]) -> None:
        self.region, self.week, self.schools = region, week, schools
        self.openings = list(region.evenings(week.number))
        self.shift = timedelta(days=(monday - self.openings[0].date()).days)
        self.prefix = f"sim-{monday:%y%m%d}"
        self.asked: dict[str, tuple[SimulatedRequest, datetime]] = {
            request.id: (request, region.closing(opening))
            for opening in self.openings for request in region.requests(opening)
        }  # fmt: skip
        self.matches: dict[str, Match] = {match.request: match for match in week.log.matches}

    def requests(self) -> list[Row]:
        return [self._request(request, closing) for request, closing in self.asked.values()]

    def invitations(self) -> Iterator[Row]:
        held: dict[str, list[datetime]] = defaultdict(list)
        for match in self.week.log.matches:
            insort(held[match.teacher], self._session_times(match)[1])
        for number, ended in enumerate(self.week.log.invitations):
            teacher, sent_at = ended.invitation.teacher, ended.invitation.sent_at
            sessions = self.week.sessions_before.get(teacher, 0) + bisect_right(held[teacher], sent_at)
            yield self._invitation(number, ended, TeacherRecord(sessions=sessions).is_new)

    def sessions(self) -> Iterator[Row]:
        for match in self.matches.values():
            request, _ = self.asked[match.request]
            teacher = self.region.teachers[match.teacher]
            rating, is_said = self.region.rating(request, teacher)
            started_at, ended_at = self._session_times(match)
            yield {
                "id": f"{self.prefix}-ts-{request.id}", "request_id": self._id(request.id),
                "teacher_id": f"sim-{match.teacher}", "district_id": teacher.item.district,
                "started_at": started_at + self.shift, "ended_at": ended_at + self.shift, "completed": True,
                "rating": round(rating) if is_said else None,
            }  # fmt: skip

    def duties(self) -> Iterator[Row]:
        for opening in self.openings:
            for id_, teacher in self.region.teachers.items():
                shift = self.region.find_shift(teacher, opening) if teacher.joins_week <= self.week.number else None
                if shift:
                    yield {
                        "id": f"{self.prefix}-d-{opening:%m%d}-{id_}", "teacher_id": f"sim-{id_}",
                        "district_id": teacher.item.district, "school_id": self.schools[teacher.item.school],
                        "subject": teacher.item.subject, "started_at": shift.comes + self.shift,
                        "ended_at": shift.goes + self.shift,
                    }  # fmt: skip

    def _request(self, request: SimulatedRequest, closing: datetime) -> Row:
        match = self.matches.get(request.id)
        gives_up_at = min(request.leaves_at, closing)
        ended_at = request.asked_at + match.after if match else gives_up_at
        unmatched = "left" if request.leaves_at < closing else "unserved"
        return {
            "id": self._id(request.id), "form": Form.ONE_TO_ONE.value, "student_id": f"sim-{request.student.id}",
            "district_id": request.student.district, "school_id": self.schools[request.student.school],
            "suburban": request.student.suburban, "subject": request.point.subject, "points": [request.point.id],
            "asked_at": request.asked_at + self.shift, "ended_at": ended_at + self.shift,
            "ending": "matched" if match else unmatched,
        }  # fmt: skip

    def _invitation(self, number: int, ended: Ended, is_new: bool) -> Row:
        invitation = ended.invitation
        request, teacher = self.asked[invitation.request][0], self.region.teachers[invitation.teacher]
        answered_at = None
        if ended.ending == "accepted":
            answered_at = request.asked_at + self.matches[request.id].after + self.shift
        elif ended.ending == "declined":
            _, seconds = self.region.answer(request, teacher, 0.0)
            answered_at = invitation.sent_at + timedelta(seconds=seconds) + self.shift
        choice = invitation.choice
        return {
            "id": f"{self.prefix}-i-{number}", "request_id": self._id(request.id), "round": invitation.round,
            "teacher_id": f"sim-{teacher.item.id}", "district_id": teacher.item.district,
            "school_id": self.schools[teacher.item.school], "to_new_teacher": is_new,
            "offered_at": invitation.sent_at + self.shift, "answered_at": answered_at, "ending": ended.ending,
            "chance": choice.chance if self.week.scores else None,
            "terms": dict(choice.terms) if choice.terms else None, "propensity": choice.propensity,
            "features": dict(choice.features) if choice.features else None, "model": self.week.model,
        }  # fmt: skip

    def _session_times(self, match: Match) -> tuple[datetime, datetime]:
        request, teacher = self.asked[match.request][0], self.region.teachers[match.teacher]
        began = request.asked_at + match.after
        return began, began + timedelta(seconds=self.region.session_seconds(request, teacher))

    def _id(self, request: str) -> str:
        return f"{self.prefix}-r-{request}"
