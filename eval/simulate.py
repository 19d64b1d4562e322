"""Weeks of a made-up region for a service to show: its own districts and schools, with people who do not exist.

The first weeks run under the simple rule, the others under ours, which learns acceptance anew after every week.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from eval.simulator.config import DistrictConfig, SimulatorConfig
from eval.simulator.region import Region
from eval.simulator.service import SimulatedService, WeekLog
from eval.simulator.stored import SimulatedWeek
from recommender.matching.acceptance import Answered, fit_acceptance
from recommender.matching.policies import RulePolicy, ScoredPolicy
from recommender.matching.settings import MatchingSettings
from store.organisations import School

__all__ = ["Places", "find_places", "in_term", "lay_out", "run_weeks", "term_mondays"]


@dataclass(frozen=True)
class Places:
    """An installation's districts as the simulator wants them.

    Attributes:
        config: With these districts.
        schools: Id of a simulated school → id of the school that it stands for.
    """

    config: SimulatorConfig
    schools: Mapping[str, str]


def find_places(session: Session, config: SimulatorConfig) -> Places:
    """The installation's districts, with as many people as the simulator's own have in turn, in their real schools.

    Raises:
        ValueError: There are no schools.
    """
    by_district: dict[str, list[School]] = {}
    for school in session.scalars(select(School).order_by(School.district_id, School.suburban.desc(), School.id)):
        by_district.setdefault(school.district_id, []).append(school)
    if not by_district:
        raise ValueError("no schools to simulate: import a region first (shuangshi import)")
    districts = tuple(
        DistrictConfig(
            id=id_, schools=len(schools), students=like.students, teachers=like.teachers,
            suburban=sum(school.suburban for school in schools) / len(schools),
        )
        for (id_, schools), like in zip(by_district.items(), cycle(config.districts), strict=False)
    )  # fmt: skip
    names = {f"{id_}-s{i}": school.id for id_, schools in by_district.items() for i, school in enumerate(schools)}
    return Places(config.model_copy(update={"districts": districts}), names)


def run_weeks(region: Region, settings: MatchingSettings, weeks: int) -> Iterator[SimulatedWeek]:
    """Runs weeks one after another."""
    service = SimulatedService(region, settings)
    known: list[Answered] = []
    for number in range(weeks):
        scores = number >= region.config.history_weeks
        policy = (
            ScoredPolicy(fit_acceptance(known), settings, np.random.default_rng([region.seed, number]))
            if scores else RulePolicy()
        )  # fmt: skip
        before = {id_: teacher.record.sessions for id_, teacher in service.teachers.items()}
        log = WeekLog()
        service.run_week(number, policy, log)
        known += log.answers()
        yield SimulatedWeek(number, f"acceptance/sim-{number}" if scores else "rule", log, before, scores)


def lay_out(
    weeks: Sequence[SimulatedWeek], mondays: Sequence[date], history: int
) -> Iterator[tuple[SimulatedWeek, date]]:
    """Puts simulated weeks on calendar weeks; where there are more of these, the weeks after the history come again."""
    again = cycle(weeks[history:] or weeks)
    return zip((*weeks, *islice(again, max(0, len(mondays) - len(weeks)))), mondays, strict=False)


def term_mondays(before: date, count: int) -> list[date]:
    """The last Mondays of term whose whole week lies before a day, oldest first."""
    monday = before - timedelta(days=before.weekday() + 7)
    found: list[date] = []
    while len(found) < count:
        if in_term(monday):
            found.append(monday)
        monday -= timedelta(days=7)
    return found[::-1]


def in_term(monday: date) -> bool:
    """Whether a week is one of term: not in July or August, nor from 18 January to 22 February."""
    return monday.month not in (7, 8) and not (1, 18) <= (monday.month, monday.day) <= (2, 22)
