"""Districts, schools and classes."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.base import Base

__all__ = ["District", "School", "SchoolClass"]


class District(Base):
    """A district (区).

    Attributes:
        generation_grades: Grades for whose students a language model may write; none until an administrator says so.
    """

    __tablename__ = "districts"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    answer_reveal: Mapped[str] = mapped_column(default="after_attempt")
    generation_grades: Mapped[list[int]] = mapped_column(default=list, server_default="[]")


class School(Base):
    """A school of a district."""

    __tablename__ = "schools"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    district_id: Mapped[str] = mapped_column(ForeignKey("districts.id"), index=True)
    suburban: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[str | None]
    district: Mapped[District] = relationship(lazy="joined")


class SchoolClass(Base):
    """A class of a school, with its class teacher where known."""

    __tablename__ = "classes"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    grade: Mapped[int]
    school_id: Mapped[str] = mapped_column(ForeignKey("schools.id"), index=True)
    class_teacher_id: Mapped[str | None] = mapped_column(ForeignKey("teachers.id"))
