"""Students' records for those responsible for them, and the outcome log for administrators and engineers."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from api.access import allow, get_student, hash_token, outcomes_in_scope, students_in_scope
from api.passwords import hash_password, make_temporary_password
from api.problems import Problem
from api.services import ReadingDep, ServicesDep, SessionDep
from store.accounts import Account, Identity, Role, give_temporary_password
from store.audit import AuditEntry
from store.base import utc_now
from store.consents import Consent, find_consent, record_consent
from store.organisations import SchoolClass
from store.outcomes import Outcome, Slate
from store.questions import Question
from store.students import erase_student, export_student, find_mastery

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["people"])

Id = Annotated[str, Field(max_length=64)]
StaffDep = Annotated[Account, allow(Role.TEACHER, Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.CITY_ADMIN)]
ClassTeacherDep = Annotated[Account, allow(Role.TEACHER, Role.SCHOOL_ADMIN)]
SchoolAdminDep = Annotated[Account, allow(Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.CITY_ADMIN)]
OutcomeReaderDep = Annotated[
    Account, allow(Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.CITY_ADMIN, Role.ENGINEER)
]  # fmt: skip


ConsentState = Literal["given", "refused", "none"]


class StudentRow(BaseModel):
    """A student in a list; `consent` is the guardian's newest word."""

    id: str
    name: str
    number: str
    class_name: str | None
    grade: int | None
    must_change_password: bool
    locked: bool
    consent: ConsentState


class StudentPage(BaseModel):
    """Some of the students in scope, and how many there are."""

    total: int
    students: list[StudentRow]


class StudentRecord(StudentRow):
    """A student's record at a glance."""

    questions: int
    mastery: dict[str, float]


class ConsentWord(BaseModel):
    """What a guardian signed: consent, or its refusal or withdrawal."""

    given: bool
    by: Literal["母亲", "父亲", "其他监护人"]
    signed_on: date


class TemporaryPassword(BaseModel):
    """To be handed to the student, who changes it at first login."""

    temporary_password: str


class OutcomeRow(BaseModel):
    """One outcome; `student` is a pseudonym that leads to no record."""

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
def list_students(
    account: StaffDep, session: SessionDep, q: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 100, offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> StudentPage:  # fmt: skip
    """The students in scope, of one's class, school, district or city, whose name or number contains `q`. Audited."""
    in_scope = select(Account).join(Identity).where(students_in_scope(account))
    if q.strip():
        in_scope = in_scope.where(
            or_(*(c.contains(q.strip(), autoescape=True) for c in (Identity.name, Identity.number)))
        )
    total = session.scalar(select(func.count()).select_from(in_scope.subquery()))
    ordered = in_scope.order_by(Account.class_id, Identity.number, Account.id).limit(limit).offset(offset)
    rows = session.scalars(ordered).unique().all()
    session.add_all(AuditEntry(actor_id=account.id, action="list_students", subject_id=row.id) for row in rows)
    return StudentPage(total=total or 0, students=[_row(session, row) for row in rows])


@router.get("/students/{student_id}")
def read_student(student_id: Id, account: StaffDep, session: SessionDep) -> StudentRecord:
    """A student's record; audited."""
    student = get_student(session, account, student_id, "read_student")
    now = utc_now()
    questions = session.scalar(select(func.count()).select_from(Question).where(Question.student_id == student.id))
    return StudentRecord(
        **_row(session, student).model_dump(), questions=questions or 0,
        mastery={
            point: round(mastery.probability(now), 3) for point, mastery in find_mastery(session, student.id).items()
        },
    )  # fmt: skip


@router.post("/students/{student_id}/password-reset")
def reset_password(student_id: Id, account: ClassTeacherDep, services: ServicesDep) -> TemporaryPassword:
    """Gives a student of one's class a temporary password, and ends their logins; audited."""
    with services.database.reading() as session:
        get_student(session, account, student_id, "reset_password")
    password = make_temporary_password()
    hashed = hash_password(password)
    with services.database.transaction() as session:
        student = get_student(session, account, student_id, "reset_password")
        if student.password_hash is None:
            raise Problem(409, "no_longer_listed", "这名学生不在最近一次导入的名单里，请先更新名单再重置密码。")
        give_temporary_password(session, student, hashed)
    return TemporaryPassword(temporary_password=password)


@router.put("/students/{student_id}/consent")
def record_word(
    student_id: Id, word: ConsentWord, account: ClassTeacherDep, services: ServicesDep, session: SessionDep
) -> StudentRow:
    """Records what a guardian of a student of one's class or school signed; the newest word counts. Audited."""
    if word.signed_on > services.config.local_now().date():
        raise Problem(422, "future_date", "签字日期不能晚于今天。")
    student = get_student(session, account, student_id, "record_consent")
    record_consent(session, student.id, Consent(
        version=services.config.consent_version, given=word.given, given_by=word.by, at=word.signed_on
    ))  # fmt: skip
    return _row(session, student)


@router.get("/students/{student_id}/export")
def export(student_id: Id, account: SchoolAdminDep, services: ServicesDep, session: SessionDep) -> dict[str, Any]:
    """Everything stored about a student; audited."""
    return export_student(session, services.blobs, get_student(session, account, student_id, "export_student"))


@router.delete("/students/{student_id}", status_code=204)
def erase(student_id: Id, account: SchoolAdminDep, services: ServicesDep, session: SessionDep) -> None:
    """Erases a student for good: mapping, photographs and free text go, pseudonymous aggregates stay."""
    student = get_student(session, account, student_id, "erase_student")
    erase_student(session, services.blobs, student, actor_id=account.id)


@router.get("/outcomes")
def list_outcomes(
    account: OutcomeReaderDep,
    services: ServicesDep,
    session: ReadingDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
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
            student=hash_token(services.config.secret_key, row.student_id)[:12], subject=subject, reason=row.reason,
        )
        for row, subject in session.execute(query)
    ]  # fmt: skip


def _row(session: Session, student: Account) -> StudentRow:
    identity = student.identity
    school_class = session.get(SchoolClass, student.class_id) if student.class_id else None
    consent = find_consent(session, student.id)
    return StudentRow(
        id=student.id, name=identity.name if identity else "", number=identity.number if identity else "",
        class_name=school_class.name if school_class else None, grade=student.grade,
        must_change_password=student.must_change_password,
        locked=bool(student.locked_until and student.locked_until > utc_now()),
        consent="none" if consent is None else "given" if consent.given else "refused",
    )  # fmt: skip
