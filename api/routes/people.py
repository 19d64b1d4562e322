"""Students' records for those responsible for them, and the outcome log for administrators and engineers."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from api.access import allow, get_student, outcomes_in_scope, students_in_scope
from api.passwords import hash_password, make_temporary_password
from api.services import ReadingDep, ServicesDep, SessionDep
from store.accounts import Account, LoginSession, Role
from store.audit import AuditEntry
from store.base import utc_now
from store.organisations import SchoolClass
from store.outcomes import MasteryRow, Outcome, Slate
from store.questions import Question
from store.students import erase_student, export_student

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["people"])

Id = Annotated[str, Field(max_length=64)]
StaffDep = Annotated[Account, allow(Role.TEACHER, Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.CITY_ADMIN)]
ClassTeacherDep = Annotated[Account, allow(Role.TEACHER, Role.SCHOOL_ADMIN)]
SchoolAdminDep = Annotated[Account, allow(Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.CITY_ADMIN)]
OutcomeReaderDep = Annotated[
    Account, allow(Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.CITY_ADMIN, Role.ENGINEER)
]  # fmt: skip


class StudentRow(BaseModel):
    """A student in a list."""

    id: str
    name: str
    number: str
    class_name: str | None
    grade: int | None
    must_change_password: bool
    locked: bool


class StudentRecord(StudentRow):
    """A student's record at a glance."""

    questions: int
    mastery: dict[str, float]


class TemporaryPassword(BaseModel):
    """To be handed to the student, who changes it at first login."""

    temporary_password: str


class OutcomeRow(BaseModel):
    """One outcome; `student` is a pseudonym."""

    id: str
    at: datetime
    kind: str
    list: str | None
    item_id: str | None
    slate_id: str | None
    student: str
    subject: str | None
    reason: str | None


@router.get("/students")
def list_students(account: StaffDep, session: SessionDep) -> list[StudentRow]:
    """The students in scope: of one's class, school, district or city. The reading is audited."""
    rows = session.scalars(select(Account).where(students_in_scope(account)).order_by(Account.class_id, Account.id))
    session.add(AuditEntry(actor_id=account.id, action="list_students"))
    return [_row(session.get(SchoolClass, row.class_id), row) for row in rows.unique()]


@router.get("/students/{student_id}")
def read_student(student_id: Id, account: StaffDep, session: SessionDep) -> StudentRecord:
    """A student's record; audited."""
    student = get_student(session, account, student_id, "read_student")
    questions = session.scalar(select(func.count()).select_from(Question).where(Question.student_id == student.id))
    mastery = session.scalars(select(MasteryRow).where(MasteryRow.student_id == student.id))
    return StudentRecord(
        **_row(session.get(SchoolClass, student.class_id), student).model_dump(), questions=questions or 0,
        mastery={row.point_id: round(row.alpha / (row.alpha + row.beta), 3) for row in mastery},
    )  # fmt: skip


@router.post("/students/{student_id}/password-reset")
def reset_password(student_id: Id, account: ClassTeacherDep, session: SessionDep) -> TemporaryPassword:
    """Gives a student of one's class a temporary password, and ends their logins; audited."""
    student = get_student(session, account, student_id, "reset_password")
    password = make_temporary_password()
    student.password_hash = hash_password(password)
    student.must_change_password = True
    student.failed_logins, student.locked_until = 0, None
    for login in session.scalars(select(LoginSession).where(LoginSession.account_id == student.id)):
        session.delete(login)
    return TemporaryPassword(temporary_password=password)


@router.get("/students/{student_id}/export")
def export(student_id: Id, account: SchoolAdminDep, session: SessionDep) -> dict[str, Any]:
    """Everything stored about a student; audited."""
    return export_student(session, get_student(session, account, student_id, "export_student"))


@router.delete("/students/{student_id}", status_code=204)
def erase(student_id: Id, account: SchoolAdminDep, services: ServicesDep, session: SessionDep) -> None:
    """Erases a student for good: mapping, photographs and free text go, pseudonymous aggregates stay."""
    student = get_student(session, account, student_id, "erase_student")
    erase_student(session, services.blobs, student, actor_id=account.id)


@router.get("/outcomes")
def list_outcomes(
    account: OutcomeReaderDep, session: ReadingDep, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[OutcomeRow]:
    """The newest outcomes in scope, under pseudonyms."""
    query = (
        select(Outcome, Slate.subject)
        .outerjoin(Slate, Slate.id == Outcome.slate_id)
        .where(outcomes_in_scope(account))
        .order_by(Outcome.at.desc())
        .limit(limit)
    )
    return [
        OutcomeRow(
            id=row.id, at=row.at, kind=row.kind, list=row.list_name, item_id=row.item_id, slate_id=row.slate_id,
            student=row.student_id, subject=subject, reason=row.reason,
        )
        for row, subject in session.execute(query)
    ]  # fmt: skip


def _row(school_class: SchoolClass | None, student: Account) -> StudentRow:
    identity = student.identity
    return StudentRow(
        id=student.id, name=identity.name if identity else "", number=identity.number if identity else "",
        class_name=school_class.name if school_class else None, grade=student.grade,
        must_change_password=student.must_change_password,
        locked=bool(student.locked_until and student.locked_until > utc_now()),
    )  # fmt: skip
