"""Every assumption of the simulator, with its unit. Effects on acceptance are in log odds, on skill in its standard
deviations.
"""

from datetime import time
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = ["DistrictConfig", "SimulatorConfig"]

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Spread = Annotated[float, Field(ge=0)]


class _Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DistrictConfig(_Config):
    """One district.

    Attributes:
        suburban: Share of its students who go to suburban schools.
    """

    id: str
    schools: int = Field(ge=1)
    students: int = Field(ge=1)
    teachers: int = Field(ge=0)
    suburban: Share = 0.0


class SimulatorConfig(_Config):
    """The region, its people and their habits.

    Attributes:
        districts: From well to ill supplied.
        demand: Weight of each subject (by name) among requests.
        supply: Weight of each subject among teachers.
        requests_a_week: Of one student, mean.
        opens: When the service opens.
        closes: When it closes; who waits then goes unserved.
        peak: Shape of arrivals over the evening: both parameters of a Beta distribution.
        patience_minutes: Mean of how long a student waits before giving up, on top of `patience_least_minutes`.
        patience_least_minutes: Everybody waits this long.
        on_duty_share: Of teachers on an evening.
        duty_minutes: How long a teacher is there, mean; they come and go at any time within their hours.
        new_teacher_share: Of teachers who join after the weeks of history.
        declared_points: How many points a teacher declares expertise in.
        willingness_mean: Acceptance of an average attentive teacher.
        willingness_spread: Between teachers.
        habit_spread: Of one teacher between hours of the evening.
        pair_noise: What no service can know of one teacher and one request.
        fit_effect: Of skill on the very point.
        fatigue_effect: Of each session tonight.
        annoyance_effect: Of each invitation tonight that came to nothing.
        other_district_effect: Of a student from another district.
        attentive_minutes: Mean of a stretch in which a teacher sees invitations.
        away_minutes: Mean of a stretch in which the page is open and nobody there.
        activity_minutes: Mean time between signs of life on the page of an attentive teacher.
        answer_median_s: Of the time to answer.
        answer_spread: Of its logarithm.
        session_minutes: Median.
        session_spread: Of its logarithm.
        most_session_minutes: Then a session ends.
        skill_spread: Between teachers.
        unit_skill_spread: Of one teacher between units of the curriculum.
        rating_mean: Out of 12.
        skill_on_rating: Points of 12 by skill.
        style_on_rating: Points of 12 by how a student takes to a style.
        rating_noise: Points of 12.
        rated_share: Of sessions that the student rates.
        history_weeks: Weeks under the simple rule before anything is measured.
        weeks: Measured.
    """

    districts: tuple[DistrictConfig, ...] = (
        DistrictConfig(id="urban", schools=12, students=6000, teachers=330),
        DistrictConfig(id="mixed", schools=8, students=5000, teachers=220, suburban=0.5),
        DistrictConfig(id="outer", schools=10, students=5000, teachers=180, suburban=0.9),
    )
    demand: dict[str, Positive] = {
        "数学": 30, "物理": 18, "英语": 16, "化学": 12, "语文": 8, "生物": 5, "历史": 4,
        "地理": 4, "道德与法治": 3,
    }  # fmt: skip
    supply: dict[str, Positive] = {
        "数学": 22, "物理": 14, "英语": 18, "化学": 11, "语文": 16, "生物": 5, "历史": 5,
        "地理": 5, "道德与法治": 4,
    }  # fmt: skip
    requests_a_week: Positive = 0.12
    opens: time = time(18)
    closes: time = time(21)
    peak: tuple[Positive, Positive] = (2.2, 2.2)
    patience_minutes: Positive = 8
    patience_least_minutes: Spread = 2
    on_duty_share: Share = 0.4
    duty_minutes: Positive = 100
    new_teacher_share: Share = 0.25
    declared_points: int = Field(12, ge=1)
    willingness_mean: float = 0.8
    willingness_spread: Spread = 1.6
    habit_spread: Spread = 0.5
    pair_noise: Spread = 0.6
    fit_effect: float = 0.5
    fatigue_effect: float = -0.5
    annoyance_effect: float = -0.12
    other_district_effect: float = -0.4
    attentive_minutes: Positive = 30
    away_minutes: Positive = 10
    activity_minutes: Positive = 4
    answer_median_s: Positive = 12
    answer_spread: Spread = 0.6
    session_minutes: Positive = 13
    session_spread: Spread = 0.4
    most_session_minutes: Positive = 30
    skill_spread: Spread = 0.7
    unit_skill_spread: Spread = 0.6
    rating_mean: float = 9.6
    skill_on_rating: float = 0.7
    style_on_rating: float = 0.5
    rating_noise: Spread = 1.1
    rated_share: Share = 0.7
    history_weeks: int = Field(2, ge=0)
    weeks: int = Field(1, ge=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        wrong = []
        if self.opens >= self.closes:
            wrong.append(f"opens {self.opens} is not before closes {self.closes}")
        if len({district.id for district in self.districts}) < len(self.districts) or not self.districts:
            wrong.append("districts: each needs an id of its own, and there must be one")
        if sum(district.teachers for district in self.districts) == 0:
            wrong.append("districts: no teachers")
        if unserved := sorted(self.demand.keys() - self.supply.keys()):
            wrong.append(f"supply: no teachers of {', '.join(unserved)}")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self
