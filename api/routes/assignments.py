"""What a class is to learn: micro-courses that teachers set; and what a student is to do: those, and reviews due."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.access import StudentDep, allow, get_assignment, get_class
from api.problems import Problem
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from store.accounts import Account, Role
from store.assignments import Assignment, count_done, find_assignments, find_open_assignments
from store.base import new_id, utc_now
from store.content import MicroCourse
from store.students import find_due_lessons

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["assignments"])

Id = Annotated[str, Field(max_length=64)]
ClassTeacherDep = Annotated[Account, allow(Role.TEACHER, Role.SCHOOL_ADMIN)]
_MOST_OPEN = 50


class AssignmentView(BaseModel):
    """A micro-course set to a class, and how many of its students have done it."""

    id: str
    class_id: str
    course_id: str
    title: str
    minutes: int
    due_on: date | None
    withdrawn: bool
    done: int
    students: int


class NewAssignment(BaseModel):
    """What is set, and until when."""

    course_id: Id
    due_on: date | None = None


class ChangedAssignment(BaseModel):
    """Until when it is to be done; and whether it is withdrawn, which can be undone."""

    due_on: date | None = None
    withdrawn: bool = False


class Task(BaseModel):
    """A micro-course that a student is to go through.

    Attributes:
        due_on: The last day that the teacher gave.
        learned_on: For a review: when the student last went through it.
        recall: For a review: how likely it is still remembered, 0–1.
    """

    course_id: str
    title: str
    minutes: int
    due_on: date | None = None
    learned_on: date | None = None
    recall: float | None = None


class Tasks(BaseModel):
    """What teachers have set and is not done, most urgent first; what is being forgotten, most forgotten first."""

    assigned: list[Task]
    reviews: list[Task]


@router.get("/tasks")
def list_tasks(student: StudentDep, services: ServicesDep, session: ReadingDep) -> Tasks:
    """The student's own tasks; reviews only where recommendation is personal."""
    assigned = [
        Task(course_id=course.id, title=course.title, minutes=course.minutes, due_on=assignment.due_on)
        for assignment, course in find_open_assignments(session, student)
    ]
    now = services.config.local_now()
    due = find_due_lessons(session, student.id, now) if student.personalised else {}
    courses = session.scalars(select(MicroCourse).where(MicroCourse.id.in_(due), ~MicroCourse.withdrawn))
    reviews = [
        Task(course_id=course.id, title=course.title, minutes=course.minutes, learned_on=due[course.id].learned_on,
             recall=round(due[course.id].recall, 3))
        for course in courses
    ]  # fmt: skip
    return Tasks(assigned=assigned, reviews=sorted(reviews, key=lambda task: (task.recall, task.course_id)))


@router.get("/classes/{class_id}/assignments")
def list_assignments(class_id: Id, account: ClassTeacherDep, session: ReadingDep) -> list[AssignmentView]:
    """What is set to a class, the newest first."""
    school_class = get_class(session, account, class_id)
    return _views(session, school_class.id, find_assignments(session, school_class.id))


@router.post("/classes/{class_id}/assignments")
def set_assignment(
    class_id: Id, wanted: NewAssignment, account: ClassTeacherDep, services: ServicesDep, session: SessionDep
) -> AssignmentView:
    """Sets a micro-course to a class; one that is set already only gets the new day."""
    _check_day(services, wanted.due_on)
    school_class = get_class(session, account, class_id)
    course = session.get(MicroCourse, wanted.course_id)
    if course is None or course.withdrawn:
        raise Problem(404, "no_such_course", "没有找到这节微课，可能已被撤下。")
    known = find_assignments(session, school_class.id)
    assignment = next((assignment for assignment, other in known if other.id == course.id), None)
    if assignment is None:
        if len(known) >= _MOST_OPEN:
            raise Problem(409, "too_many_assignments", f"这个班已有 {_MOST_OPEN} 项布置，请先撤回做完的。")
        assignment = Assignment(
            id=new_id("as"), class_id=school_class.id, course_id=course.id, set_by=account.id, set_at=utc_now()
        )
        session.add(assignment)
    assignment.due_on = wanted.due_on
    session.flush()
    return _views(session, school_class.id, [(assignment, course)])[0]


@router.put("/assignments/{assignment_id}")
def change_assignment(
    assignment_id: Id, changed: ChangedAssignment, account: ClassTeacherDep, services: ServicesDep, session: SessionDep
) -> AssignmentView:
    """Gives it another day, withdraws it, or takes the withdrawal back."""
    assignment = get_assignment(session, account, assignment_id)
    if changed.due_on != assignment.due_on:
        _check_day(services, changed.due_on)
    assignment.due_on = changed.due_on
    assignment.withdrawn_at = (assignment.withdrawn_at or utc_now()) if changed.withdrawn else None
    session.flush()
    course = session.get_one(MicroCourse, assignment.course_id)
    return _views(session, assignment.class_id, [(assignment, course)])[0]


def _check_day(services: Services, due_on: date | None) -> None:
    if due_on is not None and due_on < services.config.local_now().date():
        raise Problem(422, "past_date", "截止日期不能早于今天。")


def _views(session: Session, class_id: str, rows: list[tuple[Assignment, MicroCourse]]) -> list[AssignmentView]:
    done = count_done(session, class_id)
    students = session.scalar(
        select(func.count()).where(
            Account.class_id == class_id, Account.role == Role.STUDENT, Account.erased_at.is_(None)
        )
    )
    return [
        AssignmentView(
            id=assignment.id, class_id=class_id, course_id=course.id, title=course.title, minutes=course.minutes,
            due_on=assignment.due_on, withdrawn=assignment.withdrawn_at is not None,
            done=done.get(assignment.id, 0), students=students or 0,
        )
        for assignment, course in rows
    ]  # fmt: skip
