"""What was recommended, opened: micro-courses, answers step by step, teachers, files."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field, TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.access import AccountDep, StudentDep, get_answer_progress, get_attachment, get_own_question, get_slate
from api.problems import Problem
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from api.views import AnswerView, MicroCourseView, TeacherView, answer_view, micro_course_view, teacher_view
from recommender.answer_reveal import RevealPolicy
from recommender.mastery import LEVELS, Finished, Level, Sign
from recommender.near_duplicate import is_excerpt, is_near_duplicate
from store.accounts import Account, lock_account
from store.base import new_id, utc_now
from store.content import Answer, MicroCourse, Teacher
from store.organisations import District
from store.outcomes import Outcome, find_newest_slate
from store.students import find_feedback, record_evidence, withdraw_evidence

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["content"])

Id = Annotated[str, Field(max_length=64)]
Difficulty = Literal["too_easy", "fits", "too_hard"]
_EVIDENCE: dict[str, Sign] = {
    "too_easy": "found_too_easy", "fits": "found_fitting", "too_hard": "found_too_hard",
}  # fmt: skip
_MOST_RANGES = 200
_DIGITS = re.compile(r"[0-9]{1,24}")


class Watched(BaseModel):
    """Watched parts of a video, in seconds, and whether the lesson was finished."""

    ranges: Annotated[list[tuple[float, float]], Field(max_length=_MOST_RANGES)] = []
    finished: bool = False
    slate_id: Id | None = None


class Feedback(BaseModel):
    """How hard a lesson was; null takes it back."""

    difficulty: Difficulty | None
    slate_id: Id | None = None


class ForQuestion(BaseModel):
    """The question for which an answer is looked at."""

    question_id: Id


class Attempt(ForQuestion):
    """The student's own attempt."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]


@router.get("/micro-courses/{course_id}")
def get_micro_course(course_id: Id, account: AccountDep, services: ServicesDep, session: ReadingDep) -> MicroCourseView:
    """A micro-course."""
    course = _course(session, course_id)
    said = find_feedback(session, account.id, course_id).get(course_id)
    return micro_course_view(session, services.graph, course, said, _finished_on(session, services, account, course_id))


@router.post("/micro-courses/{course_id}/watched", status_code=204)
def record_watched(
    course_id: Id, watched: Watched, student: StudentDep, services: ServicesDep, session: SessionDep
) -> None:
    """Records what was watched. Finishing a lesson counts once a day; the first time is evidence of learning."""
    course = _course(session, course_id)
    if any(not 0 <= start <= end <= 36_000 for start, end in watched.ranges):
        raise Problem(422, "bad_ranges", "观看区间不对：应为从小到大的秒数。")
    slate_id = get_slate(session, student, watched.slate_id).id if watched.slate_id else None
    detail = {"ranges": [[round(start, 1), round(end, 1)] for start, end in watched.ranges]}
    lock_account(session, student.id)
    finished_on = _finished_on(session, services, student, course_id)
    if watched.finished and finished_on != services.config.local_now().date():
        session.add(_outcome(student, course_id, "finished", slate_id, detail))
        if finished_on is None:
            record_evidence(session, student.id, course.points, Finished(level=_taught(course)))
    elif watched.ranges:
        session.add(_outcome(student, course_id, "watched", slate_id, detail))


@router.put("/micro-courses/{course_id}/feedback", status_code=204)
def give_feedback(course_id: Id, feedback: Feedback, student: StudentDep, session: SessionDep) -> None:
    """Says how hard the lesson was; the last word counts, earlier ones stay in the log."""
    course = _course(session, course_id)
    slate_id = get_slate(session, student, feedback.slate_id).id if feedback.slate_id else None
    lock_account(session, student.id)
    before = find_feedback(session, student.id, course_id).get(course_id)
    if feedback.difficulty == before:
        return
    session.add(_outcome(student, course_id, feedback.difficulty or "feedback_withdrawn", slate_id))
    if before is not None:
        withdraw_evidence(session, student.id, course.points, _EVIDENCE[before])
    if feedback.difficulty is not None:
        record_evidence(session, student.id, course.points, _EVIDENCE[feedback.difficulty])


@router.get("/answers/{answer_id}")
def get_answer(
    answer_id: Id, question_id: Annotated[str, Query(max_length=64)], student: StudentDep, services: ServicesDep,
    session: ReadingDep,
) -> AnswerView:  # fmt: skip
    """An answer that was recommended, as far as it is revealed to the student."""
    return _answer(services, session, student, answer_id, question_id)


@router.post("/answers/{answer_id}/hints")
def use_hint(
    answer_id: Id, request: ForQuestion, student: StudentDep, services: ServicesDep, session: SessionDep
) -> AnswerView:
    """Asks for one more hint."""
    lock_account(session, student.id)
    progress = get_answer_progress(session, student, answer_id)
    progress.hints_used += 1
    session.flush()
    return _answer(services, session, student, answer_id, request.question_id)


@router.post("/answers/{answer_id}/attempts")
def write_attempt(
    answer_id: Id, attempt: Attempt, student: StudentDep, services: ServicesDep, session: SessionDep
) -> AnswerView:
    """Hands in an attempt of one's own."""
    if len(attempt.text.strip()) < 2:
        raise Problem(422, "empty_attempt", "请先写下你的思路或步骤，哪怕只有一点点。")
    progress = get_answer_progress(session, student, answer_id)
    progress.attempt, progress.at = attempt.text.strip(), utc_now()
    question = get_own_question(session, student, attempt.question_id)
    slate = find_newest_slate(session, question.id)
    session.add(_outcome(student, answer_id, "attempted", slate.id if slate else None))
    session.flush()
    return _answer(services, session, student, answer_id, attempt.question_id)


@router.get("/teachers/{teacher_id}")
def get_teacher(teacher_id: Id, _account: AccountDep, services: ServicesDep, session: ReadingDep) -> TeacherView:
    """A teacher's public page."""
    teacher = session.get(Teacher, teacher_id)
    if teacher is None or teacher.withdrawn:
        raise Problem(404, "no_such_teacher", "没有找到这位老师。")
    return teacher_view(services.graph, teacher)


@router.get(
    "/attachments/{attachment_id}", response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {}}}, 206: {"description": "Part of the file"}},
)  # fmt: skip
def get_file(
    attachment_id: Id, account: AccountDep, services: ServicesDep, session: SessionDep,
    range_: Annotated[str | None, Header(alias="Range", include_in_schema=False)] = None,
) -> Response:  # fmt: skip
    """A file, whole or in part (HTTP range)."""
    row = get_attachment(session, account, attachment_id)
    part = _range(range_, row.size)
    start, end = part or (0, row.size)
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(end - start), "X-Content-Type-Options": "nosniff",
               "Cache-Control": "private, max-age=86400" if row.owner_id is None else "no-store",
               "Content-Disposition": "inline"}  # fmt: skip
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{row.size}"
    return StreamingResponse(
        _checked_chunks(services, row.sha256, start, end), 206 if part is not None else 200, headers, row.media_type
    )


def _checked_chunks(services: Services, sha256: str, start: int, end: int) -> Iterator[bytes]:
    chunks = services.blobs.read(sha256, start, end)
    try:
        first = next(chunks, b"")
    except FileNotFoundError as error:
        raise Problem(404, "no_such_file", "这个文件已被删除。") from error

    def stream() -> Iterator[bytes]:
        yield first
        yield from chunks

    return stream()


def _range(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive) of a single-range header; None, the whole file, for any other."""
    unit, _, spec = (header or "").partition("=")
    first, dash, last = spec.partition("-")
    if unit.strip() != "bytes" or not dash or not _DIGITS.fullmatch(first.strip() + last.strip()):
        return None
    start = int(first) if first.strip() else max(0, size - int(last))
    end = min(size, int(last) + 1) if first.strip() and last.strip() else size
    if start >= size or start >= end:
        raise Problem(416, "bad_range", f"请求的范围超出文件大小（{size} 字节）。")
    return start, end


def _answer(services: Services, session: Session, student: Account, answer_id: str, question_id: str) -> AnswerView:
    question = get_own_question(session, student, question_id)
    progress = get_answer_progress(session, student, answer_id)
    answer = session.get(Answer, answer_id)
    if answer is None or answer.withdrawn:
        raise Problem(404, "no_such_answer", "这个问答已被撤下。")
    own = (
        progress.near_duplicate
        or is_near_duplicate(question.text, answer.question)
        or is_excerpt(question.text, answer.question)
    )
    return answer_view(session, services.graph, _policy(session, student), answer, progress, own)


def _policy(session: Session, student: Account) -> RevealPolicy:
    district = session.get(District, student.district_id) if student.district_id else None
    return TypeAdapter(RevealPolicy).validate_python(district.answer_reveal) if district else "after_attempt"


def _course(session: Session, course_id: str) -> MicroCourse:
    course = session.get(MicroCourse, course_id)
    if course is None or course.withdrawn:
        raise Problem(404, "no_such_course", "没有找到这节微课，可能已被撤下。")
    return course


def _taught(course: MicroCourse) -> Level:
    """The highest of the levels the lesson teaches."""
    return max((level for level in LEVELS if any(code.startswith(level) for code in course.levels)), default=LEVELS[0])


def _finished_on(session: Session, services: Services, student: Account, course_id: str) -> date | None:
    """The last day on which the student finished a lesson."""
    last = session.scalar(
        select(func.max(Outcome.at)).where(
            Outcome.student_id == student.id, Outcome.item_id == course_id, Outcome.kind == "finished"
        )
    )
    return last.astimezone(services.config.local_now().tzinfo).date() if last else None


def _outcome(
    student: Account, item_id: str, kind: str, slate_id: str | None = None, detail: dict[str, Any] | None = None
) -> Outcome:
    return Outcome(
        id=new_id("o"), slate_id=slate_id, student_id=student.id, district_id=student.district_id,
        school_id=student.school_id, kind=kind, item_id=item_id, detail=detail,
        list_name="answers" if kind == "attempted" else "micro_courses",
    )  # fmt: skip
