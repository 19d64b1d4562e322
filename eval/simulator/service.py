"""The service on simulated evenings: events in order of time, a matching desk, and the record that it would keep.

Policies see `HelpRequest` and `MatchableTeacher`, which have no hidden trait; only `Region` knows those.
"""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from eval.simulator.region import Region, Shift, SimulatedRequest
from recommender.matching.acceptance import Answered
from recommender.matching.desk import Ended, MatchingDesk
from recommender.matching.invitation import Invitation
from recommender.matching.policies import MatchingPolicy, Moment
from recommender.matching.request import HelpRequest
from recommender.matching.settings import MatchingSettings
from recommender.matching.teacher import MatchableTeacher
from recommender.ratings import USUAL_RATING, Tally

__all__ = ["Evening", "Match", "SimulatedService", "WeekLog"]

_STYLE_COUNT = 2.0


@dataclass(frozen=True)
class Match:
    """A session that came about.

    Attributes:
        after: From asking until a teacher accepted.
        rating: Satisfaction out of 12, whether or not the student says so.
        benefit: Gain of mastery, 0–1.
    """

    request: str
    teacher: str
    after: timedelta
    rating: float
    benefit: float
    crosses_districts: bool


@dataclass
class WeekLog:
    """What happened in some weeks.

    Attributes:
        requests: Asked.
        sent: Invitations.
        sent_to_new: Those to new teachers.
        uninvited: Requests that ended without any invitation having been sent.
        double_bookings: Times a teacher was invited or taken while occupied; has to be none.
        on_duty_s: Seconds that each teacher's page was open.
    """

    requests: int = 0
    sent: int = 0
    sent_to_new: int = 0
    uninvited: int = 0
    double_bookings: int = 0
    matches: list[Match] = field(default_factory=list)
    invitations: list[Ended] = field(default_factory=list)
    on_duty_s: dict[str, float] = field(default_factory=dict)

    def answers(self) -> list[Answered]:
        """What a model of acceptance may learn from."""
        return [
            Answered(ended.invitation.teacher, ended.invitation.choice.features, ended.ending)
            for ended in self.invitations
            if ended.ending != "cancelled" and ended.invitation.choice.features is not None
        ]


class SimulatedService:
    """Runs evenings; what teachers and students have shown is kept from one to the next.

    Args:
        region: Who is there.
        settings: Of matching.
    """

    def __init__(self, region: Region, settings: MatchingSettings) -> None:
        self.region = region
        self.settings = settings
        self.teachers = {id_: MatchableTeacher(hidden.item) for id_, hidden in region.teachers.items()}
        self._styles: dict[str, dict[str, Tally]] = {}

    def copy(self) -> "SimulatedService":
        """Another service with the same past."""
        other = SimulatedService(self.region, self.settings)
        other.teachers, other._styles = dict(self.teachers), {s: dict(t) for s, t in self._styles.items()}
        return other

    def run_week(
        self, week: int, policy: MatchingPolicy, log: WeekLog, after_evening: Callable[[], None] = lambda: None
    ) -> None:
        """Runs a week's evenings and writes them into `log`."""
        for teacher in self.teachers.values():
            self.put(teacher, record=replace(teacher.record, invited_this_week=0),
                      status=replace(teacher.status, minutes_this_week=0.0))  # fmt: skip
        for opening in self.region.evenings(week):
            Evening(self, week, opening, policy, log).run()
            after_evening()

    def find_styles(self, student: str) -> Mapping[str, float]:
        """How teachers of each style have worked for a student."""
        return {
            style: tally.shrunk_mean(USUAL_RATING, _STYLE_COUNT) - USUAL_RATING
            for style, tally in self._styles.get(student, {}).items()
        }

    def note_style(self, student: str, teacher: MatchableTeacher, rating: float) -> None:
        """Remembers how the student liked the teacher's styles."""
        styles = self._styles.setdefault(student, {})
        for style in teacher.item.style:
            styles[style] = styles.get(style, Tally()).add(rating)

    def put(self, teacher: MatchableTeacher, **changes: object) -> None:
        """Keeps a teacher with some fields changed."""
        self.teachers[teacher.id] = replace(teacher, **changes)  # type: ignore[arg-type]  # fields of the teacher


class Evening:
    """One evening: its events, and what they do."""

    def __init__(
        self, service: SimulatedService, week: int, opening: datetime, policy: MatchingPolicy, log: WeekLog
    ) -> None:
        self.service, self.region, self.log = service, service.region, log
        self.opening, self.closing = opening, service.region.closing(opening)
        self.desk = MatchingDesk(policy, service.settings)
        self.shifts: dict[str, Shift] = {}
        self.online: dict[str, None] = {}
        self.requests: dict[str, SimulatedRequest] = {}
        self._invited: set[str] = set()
        self._events: list[tuple[datetime, int, Callable[[datetime], None], bool]] = []
        self._number = count()
        for id_, hidden in self.region.teachers.items():
            shift = self.region.find_shift(hidden, opening) if hidden.joins_week <= week else None
            service.put(service.teachers[id_], status=replace(
                service.teachers[id_].status, online=False, occupied=False, invited_today=0, tutored_today=0,
                seen_at=None, missed_at=None,
            ))  # fmt: skip
            if shift:
                self.shifts[id_] = shift
                self.at(shift.comes, partial(self.come, id_))
                self.at(shift.goes, partial(self.go, id_))
                for sign in shift.signs:
                    self.at(sign, partial(self.see, id_), changes=False)
                log.on_duty_s[id_] = log.on_duty_s.get(id_, 0.0) + (shift.goes - shift.comes).total_seconds()

    def at(self, moment: datetime, do: Callable[[datetime], None], changes: bool = True) -> None:
        """Lets something happen; `changes` says whether somebody may be invited for it."""
        heapq.heappush(self._events, (moment, next(self._number), do, changes))

    def run(self) -> None:
        """Until nothing is left to happen."""
        for request in self.region.requests(self.opening):
            self.requests[request.id] = request
            self.at(request.asked_at, partial(self.ask, request))
            self.at(min(request.leaves_at, self.closing), partial(self.leave, request))
        while self._events:
            now, _, do, changes = heapq.heappop(self._events)
            do(now)
            if changes:
                self.invite(now)

    def set_status(self, teacher: str, **changes: object) -> None:
        """Changes what a teacher does at the moment."""
        known = self.service.teachers[teacher]
        self.service.put(known, status=replace(known.status, **changes))  # type: ignore[arg-type]

    def come(self, teacher: str, now: datetime) -> None:
        """A teacher opens the page."""
        self.online[teacher] = None
        self.set_status(teacher, online=True, seen_at=now, free_since=now)

    def go(self, teacher: str, _now: datetime) -> None:
        """A teacher closes the page."""
        del self.online[teacher]
        self.set_status(teacher, online=False)

    def see(self, teacher: str, now: datetime) -> None:
        """A teacher does something on the page."""
        self.set_status(teacher, seen_at=now)

    def ask(self, request: SimulatedRequest, _now: datetime) -> None:
        """A student asks."""
        self.log.requests += 1
        student = request.student
        self.desk.ask(HelpRequest(
            request.id, student.id, request.point.subject, request.point.stage, request.points, student.district,
            request.asked_at, student.suburban, styles=self.service.find_styles(student.id),
        ))  # fmt: skip

    def leave(self, request: SimulatedRequest, _now: datetime) -> None:
        """A student who is still waiting gives up."""
        if request.id in self.desk.waiting:
            self.log.uninvited += request.id not in self._invited
            for ended in self.desk.withdraw(request.id):
                self.end(ended)

    def invite(self, now: datetime) -> None:
        """Sends what can be sent, and lets teachers answer."""
        if now >= self.closing or not self.desk.waiting:
            return
        online = (self.service.teachers[id_] for id_ in self.online)
        moment = Moment(now, self.log.sent, self.log.sent_to_new)
        for invitation in self.desk.invite(online, moment):
            self.receive(invitation, now)

    def receive(self, invitation: Invitation, now: datetime) -> None:
        """An invitation reaches a teacher's page; whoever sees it answers."""
        teacher = self.service.teachers[invitation.teacher]
        self.log.double_bookings += teacher.status.occupied
        self._invited.add(invitation.request)
        self.log.sent += 1
        self.log.sent_to_new += teacher.record.is_new
        request, hidden = self.requests[invitation.request], self.region.teachers[teacher.id]
        chance = self.region.chance_to_accept(request, hidden, teacher.status, now)
        accepts, seconds = self.region.answer(request, hidden, chance)
        self.service.put(
            teacher,
            status=replace(teacher.status, occupied=True, invited_today=teacher.status.invited_today + 1),
            record=replace(teacher.record, invited_this_week=teacher.record.invited_this_week + 1),
        )
        answered_at = now + timedelta(seconds=seconds)
        if self.shifts[teacher.id].is_attentive(now) and answered_at < self.shifts[teacher.id].goes:
            self.at(answered_at, partial(self.answer, invitation, accepts))
        self.at(invitation.expires_at, self.expire)

    def answer(self, invitation: Invitation, accepts: bool, now: datetime) -> None:
        """A teacher answers, perhaps too late."""
        ended = self.desk.answer(invitation.id, accepts, now)
        self.set_status(invitation.teacher, seen_at=now)
        for each in ended:
            self.end(each)
        if ended and accepts:
            self.begin(invitation, now)

    def expire(self, now: datetime) -> None:
        """Invitations whose time is over."""
        for ended in self.desk.expire(now):
            self.end(ended)
            self.set_status(ended.invitation.teacher, missed_at=now)

    def end(self, ended: Ended) -> None:
        """An invitation has come to its end."""
        id_ = ended.invitation.teacher
        self.log.invitations.append(ended)
        if ended.ending != "accepted":
            self.set_status(id_, occupied=False)
        teacher = self.service.teachers[id_]
        self.service.put(teacher, record=teacher.record.after_invitation(ended.ending))

    def begin(self, invitation: Invitation, now: datetime) -> None:
        """A session begins; its outcome is known when it ends."""
        request, hidden = self.requests[invitation.request], self.region.teachers[invitation.teacher]
        teacher = self.service.teachers[hidden.item.id]
        self.set_status(teacher.id, tutored_today=teacher.status.tutored_today + 1)
        rating, is_said = self.region.rating(request, hidden)
        seconds = self.region.session_seconds(request, hidden)
        self.log.matches.append(Match(
            request.id, teacher.id, now - request.asked_at, rating, self.region.benefit(request, hidden),
            hidden.item.district != request.student.district,
        ))  # fmt: skip

        def finish(then: datetime) -> None:
            self.desk.release(teacher.id)
            latest = self.service.teachers[teacher.id]
            status = replace(
                latest.status, occupied=False, seen_at=then, free_since=then,
                minutes_this_week=latest.status.minutes_this_week + seconds / 60,
            )  # fmt: skip
            said = rating if is_said else None
            self.service.put(latest, status=status, record=latest.record.after_session(request.point.id, said))
            if is_said:
                self.service.note_style(request.student.id, latest, rating)

        self.at(now + timedelta(seconds=seconds), finish)
