"""Students of whom something is known."""

from datetime import UTC, datetime

from recommender.mastery import Answered, Level, Mastery, update_mastery
from store.outcomes import MasteryRow


def answered(right: int, wrong: int = 0, level: Level = "B", at: datetime | None = None) -> Mastery:
    """Mastery after some right and some wrong answers, just now unless told."""
    mastery = Mastery()
    for is_right in [True] * right + [False] * wrong:
        mastery = update_mastery(mastery, Answered(level=level, right=is_right), at or datetime.now(UTC))
    return mastery


def mastery_row(student_id: str, point_id: str, mastery: Mastery) -> MasteryRow:
    row = MasteryRow(student_id=student_id, point_id=point_id)
    row.value = mastery
    return row
