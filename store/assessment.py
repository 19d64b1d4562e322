"""A region's own items."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from recommender.assessment.items import AssessmentItem as Item
from store.content import AssessmentItem

__all__ = ["find_region_items"]


def find_region_items(session: Session) -> list[Item]:
    """Items that the region's files brought and that are not withdrawn."""
    rows = session.scalars(select(AssessmentItem).where(~AssessmentItem.withdrawn).order_by(AssessmentItem.id))
    return [
        Item(
            id=row.id, kind=row.kind, stem=row.stem, options=row.options, answer=row.answer, accept=tuple(row.accept),
            unit=row.unit, form=row.form, point=row.point, level=row.level, difficulty=row.difficulty,
            explanation=row.explanation, reveals=row.reveals,
        )
        for row in rows
    ]  # fmt: skip
