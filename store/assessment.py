"""A region's own items, and what answers have taught of any item."""

from sqlalchemy import Double, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from recommender.assessment.calibration import ItemCounts
from recommender.assessment.items import AssessmentItem as Item
from store.base import Base
from store.content import AssessmentItem

__all__ = ["add_item_counts", "find_region_items", "read_item_counts"]


class ItemCountsRow(Base):
    """See `ItemCounts`; of no student in particular.

    Attributes:
        family: Id of the item, without its number where it is one of a family.
        answers: How many have been counted.
    """

    __tablename__ = "item_counts"

    family: Mapped[str] = mapped_column(primary_key=True)
    able_right: Mapped[float] = mapped_column(Double, default=0.0)
    able_wrong: Mapped[float] = mapped_column(Double, default=0.0)
    unable_right: Mapped[float] = mapped_column(Double, default=0.0)
    unable_wrong: Mapped[float] = mapped_column(Double, default=0.0)
    answers: Mapped[int] = mapped_column(default=0)


def add_item_counts(session: Session, family: str, counts: ItemCounts) -> None:
    """Adds one answer; two at once are both counted."""
    none = {"family": family, "answers": 0, **ItemCounts()._asdict()}
    if session.get_bind().dialect.name == "postgresql":
        session.execute(postgresql.insert(ItemCountsRow).values(none).on_conflict_do_nothing())
    else:
        session.execute(sqlite.insert(ItemCountsRow).values(none).on_conflict_do_nothing())
    more = {name: getattr(ItemCountsRow, name) + value for name, value in counts._asdict().items()}
    more |= {"answers": ItemCountsRow.answers + 1}
    session.execute(update(ItemCountsRow).where(ItemCountsRow.family == family).values(more))


def read_item_counts(session: Session) -> dict[str, ItemCounts]:
    """What answers have taught, by family."""
    rows = session.scalars(select(ItemCountsRow))
    return {row.family: ItemCounts(row.able_right, row.able_wrong, row.unable_right, row.unable_wrong) for row in rows}


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
