"""Carries what is stored under a point's former id over to the id that stands for it now.

Logged slates and outcomes stay as they were written; whoever reads them asks the graph, which knows former ids.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from recommender.mastery import join
from store.catalogue import record_change
from store.content import ITEM_TABLES, AssessmentItem, ItemPoint
from store.installation import InstallationFact
from store.outcomes import MasteryRow
from store.questions import Question

__all__ = ["follow_moved_points"]

_FACT = "curriculum"


def follow_moved_points(session: Session, moved: Mapping[str, str], content_hash: str) -> int:
    """Renames points in mastery, content and questions' profiles; does nothing where this curriculum was seen before.

    Where two points became one, their evidence is added up.

    Args:
        session: A writing transaction.
        moved: Former id → the id that stands for it now.
        content_hash: Of the curriculum.

    Returns:
        How many rows changed.
    """
    fact = session.get(InstallationFact, _FACT)
    if fact is not None and fact.value == content_hash:
        return 0
    session.merge(InstallationFact(name=_FACT, value=content_hash))
    if not moved:
        return 0
    return _mastery(session, moved) + _content(session, moved) + _items(session, moved) + _questions(session, moved)


def _mastery(session: Session, moved: Mapping[str, str]) -> int:
    rows = list(session.scalars(select(MasteryRow).where(MasteryRow.point_id.in_(moved))))
    for row in rows:
        known = session.get(MasteryRow, (row.student_id, moved[row.point_id]))
        if known is None:
            row.point_id = moved[row.point_id]
        else:
            known.value = join(known.value, row.value)
            session.delete(row)
        session.flush()
    return len(rows)


def _content(session: Session, moved: Mapping[str, str]) -> int:
    count = 0
    for kind, table in ITEM_TABLES.items():
        of_moved = select(ItemPoint.item_id).where(ItemPoint.kind == kind, ItemPoint.point_id.in_(moved))
        for row in session.scalars(select(table).where(table.id.in_(of_moved))).all():
            row.points = list(dict.fromkeys(moved.get(point, point) for point in row.points))
            record_change(session, kind, row.id)
            count += 1
    session.flush()
    return count


def _items(session: Session, moved: Mapping[str, str]) -> int:
    rows = list(session.scalars(select(AssessmentItem).where(AssessmentItem.point.in_(moved))))
    for row in rows:
        row.point = moved[row.point]
    return len(rows)


def _questions(session: Session, moved: Mapping[str, str]) -> int:
    rows = list(session.scalars(select(Question).where(Question.point_id.in_(moved))))
    for row in rows:
        profile = dict(row.profile or {})
        points = {moved.get(p["id"], p["id"]): p for p in reversed(profile.get("knowledge_points", []))}
        profile["knowledge_points"] = [{**p, "id": point_id} for point_id, p in reversed(points.items())]
        row.profile = profile
    return len(rows)
