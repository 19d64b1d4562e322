"""Whether matching is fair to teachers and students, and whether the model keeps its word."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recommender.exposure import gini, lorenz_curve
from store.match_cells import Interval, share_of
from store.match_counting import SMALLEST_GROUP
from store.match_days import Form, invitation_days, match_days, teacher_days
from store.match_filter import MatchFilter

__all__ = ["ChanceBin", "Fairness", "ModelQuality", "find_fairness", "find_models"]

_LEAST_MINUTES = 30.0  # on duty; a rate by the hour of less is noise


class Fairness(BaseModel):
    """Fairness to teachers and to suburban students.

    Attributes:
        teachers: With half an hour on duty or more.
        exposure_gini: Of invitations by hour on duty over these; null where they are fewer than five.
        lorenz: Share of the invitations by hour that the least invited tenth has, two tenths, and so on.
        uninvited: Share of these teachers who were never invited.
        new_teachers: Share of invitations that went to new teachers.
        suburban: Share of suburban students' requests that a teacher accepted.
        others: The same of all other students.
    """

    teachers: int
    exposure_gini: float | None
    lorenz: list[float]
    uninvited: Interval
    new_teachers: Interval
    suburban: Interval
    others: Interval


class ChanceBin(BaseModel):
    """Invitations whose expected chance lay in a tenth: what was expected on average, and what came."""

    expected: float
    accepted: Interval


class ModelQuality(BaseModel):
    """A version of what chose teachers, from its first to its last day in the range.

    Attributes:
        sent: Invitations.
        expected: Mean chance of acceptance that it told, over those answered or expired; null where it tells none.
        accepted: Share of the same that were accepted.
        failed_per_match: Invitations that failed, for each accepted.
        bins: By tenths of the expected chance; those of fewer than five invitations are left out.
    """

    model: str
    first: date
    last: date
    sent: int
    expected: float | None
    accepted: Interval
    failed_per_match: float | None
    bins: list[ChanceBin]


def find_fairness(session: Session, wanted: MatchFilter, schools: Sequence[str]) -> Fairness:
    """Fairness in a range of days; teachers are those of the school, district or city that is looked at."""
    table = teacher_days
    sums = (func.sum(table.c[name]).label(name) for name in ("invited", "invited_new", "minutes_on_duty"))
    rows = session.execute(select(*sums).where(wanted.of_schools(table, schools)).group_by(table.c.teacher_id)).all()
    hourly = [60 * row.invited / row.minutes_on_duty for row in rows if row.minutes_on_duty >= _LEAST_MINUTES]
    enough = len(hourly) >= SMALLEST_GROUP
    sent, to_new = sum(row.invited for row in rows), sum(row.invited_new for row in rows)
    nothing = share_of(0, 0)
    suburban, others = _matched_by_place(session, wanted)
    return Fairness(
        teachers=len(hourly), exposure_gini=round(gini(hourly), 4) if enough and sent else None,
        lorenz=lorenz_curve(hourly) if enough else [],
        uninvited=share_of(sum(rate == 0 for rate in hourly), len(hourly)) if enough else nothing,
        new_teachers=share_of(to_new, sent) if enough else nothing, suburban=suburban, others=others,
    )  # fmt: skip


def find_models(session: Session, wanted: MatchFilter) -> list[ModelQuality]:
    """Every version that sent invitations in a range of days, the newest first."""
    table = invitation_days
    names = ("sent", "accepted", "declined", "expired", "cancelled", "open", "chance_sum")
    query = (
        select(table.c.model, table.c.chance_bin, func.min(table.c.day).label("first"),
               func.max(table.c.day).label("last"), *(func.sum(table.c[name]).label(name) for name in names))
        .where(wanted.of_students(table)).group_by(table.c.model, table.c.chance_bin)
        .order_by(table.c.model, table.c.chance_bin)
    )  # fmt: skip
    by_model: dict[str, list[Any]] = {}
    for row in session.execute(query):
        by_model.setdefault(row.model, []).append(row)
    models = [_model_quality(model, rows) for model, rows in by_model.items()]
    return sorted(models, key=lambda found: (found.last, found.model), reverse=True)


def _model_quality(model: str, rows: Sequence[Any]) -> ModelQuality:
    told = [row for row in rows if row.chance_bin >= 0]
    sent, accepted = sum(row.sent for row in rows), sum(row.accepted for row in rows)
    failed = sent - accepted - sum(row.open for row in rows)
    answered = sum(_answered(row) for row in rows)
    of_told = sum(_answered(row) for row in told)
    return ModelQuality(
        model=model, first=min(row.first for row in rows), last=max(row.last for row in rows), sent=sent,
        expected=round(sum(row.chance_sum for row in told) / of_told, 4) if of_told else None,
        accepted=share_of(accepted, answered),
        failed_per_match=round(failed / accepted, 4) if accepted else None,
        bins=[
            ChanceBin(expected=round(row.chance_sum / n, 4), accepted=share_of(row.accepted, n))
            for row in told if (n := _answered(row)) >= SMALLEST_GROUP
        ],
    )  # fmt: skip


def _answered(row: Any) -> int:
    """Invitations that tell something: a cancelled one does not."""
    return int(row.accepted + row.declined + row.expired)


def _matched_by_place(session: Session, wanted: MatchFilter) -> tuple[Interval, Interval]:
    table = match_days
    names = ("shown", "accepted", "suburban_shown", "suburban_accepted")
    condition = wanted.of_students(table, Form.ONE_TO_ONE)
    sums = session.execute(select(*(func.sum(table.c[name]) for name in names)).where(condition)).one()
    shown, accepted, suburban_shown, suburban_accepted = [value or 0 for value in sums]
    suburban = _share_of_enough(suburban_accepted, suburban_shown)
    return suburban, _share_of_enough(accepted - suburban_accepted, shown - suburban_shown)


def _share_of_enough(right: int, n: int) -> Interval:
    return share_of(right, n) if n >= SMALLEST_GROUP else share_of(0, 0)
