"""Which matches somebody looks at: whose, when, in which subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Table, and_

from store.match_days import ALL_SUBJECTS, DISTRICT, ROLLED_UP, Form

__all__ = ["MatchFilter"]


@dataclass(frozen=True)
class MatchFilter:
    """What is looked at.

    Attributes:
        simulated: Made-up matches, or real ones; never both.
        first: First day.
        last: Last day.
        subject: None for all; `NO_SUBJECT` for those of none.
        district: None for the whole city.
        school: One school of the district; None for all.
    """

    simulated: bool
    first: date
    last: date
    subject: str | None = None
    district: str | None = None
    school: str | None = None

    def of_students(self, table: Table, form: Form | None = None, by_subject: bool = False) -> ColumnElement[bool]:
        """Condition on a table of days: the rows of the school, or of whole districts.

        Args:
            table: Of days.
            form: None for all.
            by_subject: Whether subjects are told apart, where the table has rows for all of them together.
        """
        return and_(*self._conditions(table, form, by_subject), table.c.school_id == (self.school or DISTRICT))

    def of_schools(self, table: Table, schools: Sequence[str], form: Form | None = None) -> ColumnElement[bool]:
        """The same over the rows of single schools, each on its own."""
        wanted = [self.school] if self.school else list(schools)
        return and_(*self._conditions(table, form, by_subject=False), table.c.school_id.in_(wanted))

    def _conditions(self, table: Table, form: Form | None, by_subject: bool) -> list[ColumnElement[bool]]:
        conditions = [table.c.simulated == self.simulated, table.c.day.between(self.first, self.last)]
        if self.district is not None:
            conditions.append(table.c.district_id == self.district)
        if self.subject is not None:
            conditions.append(table.c.subject == self.subject)
        elif table in ROLLED_UP:
            rolled = table.c.subject == ALL_SUBJECTS
            conditions.append(~rolled if by_subject else rolled)
        if "form" in table.c:
            conditions.append(table.c.form.in_([form.value] if form else list(Form)))
        return conditions
