"""Every assumption about simulated readers. Effects are in log odds, of opening or of getting to the end."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ReadersConfig"]

Share = Annotated[float, Field(ge=0, le=1)]
Spread = Annotated[float, Field(ge=0)]


class ReadersConfig(BaseModel):
    """Students who ask, what they look at, and what helps them.

    Attributes:
        subjects: Whose questions are asked.
        stage: Of the questions.
        catalogue: Made-up micro-courses and answers a point, beside those of the region.
        papers: Different questions that are asked.
        people_seed: Of who the students are and what they ask; quality, taste and luck have a seed of their own.
        students: How many there are.
        questions: Each asks.
        ability_spread: Between students.
        unit_ability_spread: Of one student between units of the curriculum.
        known_points: Points of the unit asked about of which the service has evidence, mean.
        evidence: Outcomes behind each of those.
        examined: Share of readers who look at the first place.
        patience: Share of readers who look one place further, mean.
        patience_spread: Of its log odds between students.
        stop_when_helped: Share of readers who look no further once something was read to the end.
        open_bias: Of opening what has nothing to do with the question.
        point_on_open: Of opening what is about the very point of the question.
        quality_on_open: Of a standard deviation of quality.
        finish_bias: Of getting to the end of what has nothing to do with the question.
        point_on_finish: Of getting to the end of what is about the very point.
        quality_on_finish: Of a standard deviation of quality.
        level_on_finish: Of a level between what the student can do and what the item asks for, of eight.
        levels_by_ability: What a standard deviation of ability adds to the level that suits a question.
        other_point: How much another point of the question counts, of the very point's 1.
        prerequisite: How much a prerequisite of the very point counts for a student who lacks it.
        same_unit: How much anything else of the unit counts.
        quality_spread: Of items; no feature shows it.
        pair_noise: What nothing tells of one question and one item.
        said: Share of those who finished a micro-course and say whether it fitted.
        fitting_levels: Within so many levels they say that it fitted.
        none_fits: Share of those who opened nothing and say that nothing fits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    subjects: Annotated[tuple[str, ...], Field(min_length=1)] = ("数学", "物理")
    stage: str = "初中"
    catalogue: int = Field(4, ge=0)
    papers: int = Field(400, ge=1)
    people_seed: int = 0
    students: int = Field(300, ge=1)
    questions: int = Field(6, ge=1)
    ability_spread: Spread = 0.8
    unit_ability_spread: Spread = 0.6
    known_points: Spread = 3
    evidence: int = Field(4, ge=1)
    examined: Share = 0.95
    patience: Share = 0.8
    patience_spread: Spread = 0.5
    stop_when_helped: Share = 0.6
    open_bias: float = -2.2
    point_on_open: float = 2.2
    quality_on_open: float = 0.2
    finish_bias: float = -1.2
    point_on_finish: float = 1.4
    quality_on_finish: float = 0.6
    level_on_finish: float = -0.35
    levels_by_ability: float = 1.0
    other_point: Share = 0.7
    prerequisite: Share = 0.6
    same_unit: Share = 0.25
    quality_spread: Spread = 1.0
    pair_noise: Spread = 0.5
    said: Share = 0.5
    fitting_levels: Spread = 2.0
    none_fits: Share = 0.1
