"""The people of a simulated region with their hidden traits, and the requests that students will make.

What happens to a pair of people hangs on the seed and on who they are alone, not on the order of events: policies that
are compared meet the same students, the same teachers and the same luck.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp, log
from random import Random
from zoneinfo import ZoneInfo

from eval.simulator.config import DistrictConfig, SimulatorConfig
from knowledge_graph import STAGES, KnowledgeGraph, KnowledgePoint
from recommender.items import Hours, TeacherItem
from recommender.matching.request import spread_points
from recommender.matching.teacher import TeacherStatus

__all__ = ["HiddenStudent", "HiddenTeacher", "Region", "Shift", "SimulatedRequest", "make_region"]

STYLES = ("耐心", "严谨", "幽默", "追问", "直接", "举例")

_FIRST_DAY = datetime(2026, 9, 7, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday of term
_SCHOOL_DAYS = 5
_STAGE = STAGES[0]


@dataclass(frozen=True)
class HiddenTeacher:
    """A teacher as they are.

    Attributes:
        item: What they declare.
        joins_week: First week in which they are there.
        willingness: Log odds of accepting when attentive.
        habit: What each hour of the evening adds to that.
        skill: In general.
        unit_skill: Deviation by unit id.
    """

    item: TeacherItem
    joins_week: int
    willingness: float
    habit: tuple[float, ...]
    skill: float
    unit_skill: dict[str, float]


@dataclass(frozen=True)
class HiddenStudent:
    """A student as they are.

    Attributes:
        ability: In standard deviations.
        taste: How they take to each style.
    """

    id: str
    district: str
    school: str
    suburban: bool
    ability: float
    taste: dict[str, float]


@dataclass(frozen=True)
class SimulatedRequest:
    """A request that will be made.

    Attributes:
        points: The point and its neighbours, as `HelpRequest` has them.
        mastery: The student's hidden mastery of the point, 0–1.
        leaves_at: When the student gives up.
    """

    id: str
    student: HiddenStudent
    point: KnowledgePoint
    points: dict[str, float]
    asked_at: datetime
    leaves_at: datetime
    mastery: float


@dataclass(frozen=True)
class Shift:
    """When a teacher's page is open on an evening.

    Attributes:
        ends: Of stretches of attention and of absence, by turns.
        signs: When the page sees a sign of life.
    """

    comes: datetime
    goes: datetime
    ends: tuple[datetime, ...]
    signs: tuple[datetime, ...]

    def is_attentive(self, now: datetime) -> bool:
        """Whether the teacher sees what comes."""
        return self.comes <= now < self.goes and bisect_right(self.ends, now) % 2 == 0


@dataclass
class Region:
    """Everybody, and what they would do."""

    config: SimulatorConfig
    seed: int
    teachers: dict[str, HiddenTeacher]
    students: list[HiddenStudent]
    points: dict[str, list[KnowledgePoint]]
    graph: KnowledgeGraph
    _spread: dict[str, dict[str, float]] = field(default_factory=dict)

    def chance_to_accept(
        self, request: SimulatedRequest, teacher: HiddenTeacher, status: TeacherStatus, now: datetime
    ) -> float:
        """Probability that a teacher who sees the invitation accepts it; `status` is as before it was sent."""
        config = self.config
        odds = (
            teacher.willingness + teacher.habit[min(now.hour - config.opens.hour, len(teacher.habit) - 1)]
            + config.fit_effect * self.skill(teacher, request.point)
            + config.fatigue_effect * status.tutored_today
            + config.annoyance_effect * (status.invited_today - status.tutored_today)
            + config.other_district_effect * (teacher.item.district != request.student.district)
            + self._keyed("pair", request.id, teacher.item.id).gauss(0, config.pair_noise)
        )  # fmt: skip
        return 1 / (1 + exp(-odds))

    def answer(self, request: SimulatedRequest, teacher: HiddenTeacher, chance: float) -> tuple[bool, float]:
        """Whether a teacher who sees the invitation accepts it, and after how many seconds they answer."""
        luck = self._keyed("answer", request.id, teacher.item.id)
        config = self.config
        return luck.random() < chance, luck.lognormvariate(log(config.answer_median_s), config.answer_spread)

    def skill(self, teacher: HiddenTeacher, point: KnowledgePoint) -> float:
        """Hidden skill on a point, about −3…3."""
        return teacher.skill + teacher.unit_skill.get(point.unit.id, 0.0)

    def expected_rating(self, request: SimulatedRequest, teacher: HiddenTeacher) -> float:
        """Satisfaction out of 12 without its noise."""
        config = self.config
        taste = [request.student.taste[style] for style in teacher.item.style]
        liking = sum(taste) / len(taste) if taste else 0.0
        rating = config.rating_mean + config.skill_on_rating * self.skill(teacher, request.point)
        return min(12.0, max(1.0, rating + config.style_on_rating * liking))

    def rating(self, request: SimulatedRequest, teacher: HiddenTeacher) -> tuple[float, bool]:
        """Satisfaction of a session, 1–12, and whether the student says so."""
        luck = self._keyed("rating", request.id, teacher.item.id)
        felt = self.expected_rating(request, teacher) + luck.gauss(0, self.config.rating_noise)
        return float(min(12, max(1, round(felt)))), luck.random() < self.config.rated_share

    def benefit(self, request: SimulatedRequest, teacher: HiddenTeacher) -> float:
        """What the student's mastery of the point gains, 0–1."""
        return (1 - request.mastery) * 0.5 / (1 + exp(-self.skill(teacher, request.point)))

    def session_seconds(self, request: SimulatedRequest, teacher: HiddenTeacher) -> float:
        """How long they talk."""
        luck = self._keyed("session", request.id, teacher.item.id)
        minutes = luck.lognormvariate(log(self.config.session_minutes), self.config.session_spread)
        return 60 * min(minutes, self.config.most_session_minutes)

    def evenings(self, week: int) -> Iterator[datetime]:
        """Openings of a week's school days."""
        for day in range(_SCHOOL_DAYS):
            date = _FIRST_DAY + timedelta(weeks=week, days=day)
            yield date.replace(hour=self.config.opens.hour, minute=self.config.opens.minute)

    def closing(self, opening: datetime) -> datetime:
        """When the service closes on that evening."""
        return opening.replace(hour=self.config.closes.hour, minute=self.config.closes.minute)

    def find_shift(self, teacher: HiddenTeacher, opening: datetime) -> "Shift | None":
        """A teacher's evening; None where they do not come."""
        config = self.config
        luck = self._keyed("shift", teacher.item.id, opening.isoformat())
        if luck.random() >= config.on_duty_share:
            return None
        closing = self.closing(opening)
        length = timedelta(minutes=luck.expovariate(1 / config.duty_minutes) + config.duty_minutes / 4)
        comes = opening + (closing - opening) * (0.75 * luck.random())
        goes = min(closing, comes + length)
        ends: list[datetime] = []
        signs: list[datetime] = []
        begins = comes
        while begins < goes:
            away = begins + _minutes(luck, config.attentive_minutes)
            sign = begins + _minutes(luck, config.activity_minutes)
            while sign < min(away, goes):
                signs.append(sign)
                sign += _minutes(luck, config.activity_minutes)
            begins = away + _minutes(luck, config.away_minutes)
            ends += [away, begins]
        return Shift(comes, goes, tuple(ends), tuple(signs))

    def requests(self, opening: datetime) -> list[SimulatedRequest]:
        """The requests of an evening, in order of time."""
        config = self.config
        luck = self._keyed("requests", opening.isoformat())
        mean = len(self.students) * config.requests_a_week / _SCHOOL_DAYS
        count = max(0, round(luck.gauss(mean, mean**0.5)))
        length = self.closing(opening) - opening
        times = sorted(opening + length * luck.betavariate(*config.peak) for _ in range(count))
        return [
            self._request(f"{opening:%m%d}-{i}", luck.choice(self.students), at, luck) for i, at in enumerate(times)
        ]

    def _request(self, id_: str, student: HiddenStudent, at: datetime, luck: Random) -> SimulatedRequest:
        config = self.config
        subject = luck.choices(list(config.demand), list(config.demand.values()))[0]
        point = luck.choice(self.points[subject])
        patience = config.patience_least_minutes + luck.expovariate(1 / config.patience_minutes)
        mastery = 1 / (1 + exp(-(student.ability - 0.8 + luck.gauss(0, 0.8))))
        if point.id not in self._spread:
            self._spread[point.id] = spread_points(self.graph, {point.id: 1.0})
        spread = self._spread[point.id]
        return SimulatedRequest(id_, student, point, spread, at, at + timedelta(minutes=patience), mastery)

    def _keyed(self, *keys: object) -> Random:
        return Random("/".join(map(str, (self.seed, *keys))))


def _minutes(luck: Random, mean: float) -> timedelta:
    """A random time without memory."""
    return timedelta(minutes=luck.expovariate(1 / mean))


def make_region(config: SimulatorConfig, graph: KnowledgeGraph, seed: int) -> Region:
    """A region of the configured size."""
    luck = Random(f"{seed}/region")
    points = {subject: graph.points_of(subject, _STAGE) for subject in config.supply}
    teachers, students = [], []
    for district in config.districts:
        for i in range(district.teachers):
            subject = luck.choices(list(config.supply), list(config.supply.values()))[0]
            teachers.append(_make_teacher(f"{district.id}-t{i}", subject, district, points[subject], config, luck))
        students += [_make_student(f"{district.id}-p{i}", district, luck) for i in range(district.students)]
    return Region(config, seed, {teacher.item.id: teacher for teacher in teachers}, students, points, graph)


def _make_teacher(
    id_: str, subject: str, district: DistrictConfig, points: Sequence[KnowledgePoint], config: SimulatorConfig,
    luck: Random,
) -> HiddenTeacher:  # fmt: skip
    units = sorted({point.unit.id for point in points})
    unit_skill = {unit: luck.gauss(0, config.unit_skill_spread) for unit in units}
    by_skill = sorted(points, key=lambda point: -(unit_skill[point.unit.id] + luck.gauss(0, config.unit_skill_spread)))
    item = TeacherItem(
        id=id_, name=id_, school=f"{district.id}-s{luck.randrange(district.schools)}", district=district.id,
        title="一级教师", subject=subject, stages=(_STAGE,),
        points=tuple(point.id for point in by_skill[: config.declared_points]), style=tuple(luck.sample(STYLES, 2)),
        hours=tuple(Hours(weekday=day + 1, start=config.opens, end=config.closes) for day in range(_SCHOOL_DAYS)),
    )  # fmt: skip
    hours = config.closes.hour - config.opens.hour
    return HiddenTeacher(
        item, config.history_weeks if luck.random() < config.new_teacher_share else 0,
        luck.gauss(config.willingness_mean, config.willingness_spread),
        tuple(luck.gauss(0, config.habit_spread) for _ in range(max(1, hours))),
        luck.gauss(0, config.skill_spread), unit_skill,
    )  # fmt: skip


def _make_student(id_: str, district: DistrictConfig, luck: Random) -> HiddenStudent:
    number = luck.randrange(district.schools)
    return HiddenStudent(
        id_, district.id, f"{district.id}-s{number}", number < district.suburban * district.schools, luck.gauss(0, 1),
        {style: luck.gauss(0, 1) for style in STYLES},
    )  # fmt: skip
