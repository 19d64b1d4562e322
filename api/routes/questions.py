"""Asking: a typed question or a photograph, its text, and its recommendation."""

import contextlib
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile
from pydantic import BaseModel, Field
from sqlalchemy import select

from api.access import StudentDep, check_still_there, get_own_question
from api.limits import check_rate
from api.problems import Problem
from api.question_texts import check_text
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from api.uploads import read_picture
from api.views import QuestionView, question_view
from store.accounts import Account
from store.attachments import Attachment
from store.base import new_id, utc_now
from store.questions import Question

__all__ = ["router"]

router = APIRouter(prefix="/api/questions", tags=["questions"])

_WAIT_S = 2.5  # an upload waits this long for its text before it answers 202

QuestionId = Annotated[str, Field(max_length=64)]


class TextQuestion(BaseModel):
    """A typed question. Longer texts are refused with a message that says what would be right."""

    text: Annotated[str, Field(max_length=100_000)]


class TextCorrection(BaseModel):
    """The student's correction: another text, or another region of the photograph."""

    text: Annotated[str, Field(max_length=100_000)] | None = None
    region: Annotated[int, Field(ge=0, le=1000)] | None = None


@router.post("", status_code=201)
def ask_text(question: TextQuestion, student: StudentDep, services: ServicesDep, session: SessionDep) -> QuestionView:
    """Asks a typed question."""
    check_rate(services, "ask", student.id, "60/minute")
    text = check_text(question.text)
    check_still_there(session, student)
    row = Question(id=new_id("q"), student_id=student.id, source="text", state="read", text=text)
    session.add(row)
    session.flush()
    return question_view(session, row)


@router.post("/photo", status_code=201, responses={202: {"model": QuestionView}})
def ask_photo(picture: UploadFile, student: StudentDep, services: ServicesDep, response: Response) -> QuestionView:
    """Asks by photograph. 201 where it could be read at once; else 202, with the place in the queue."""
    check_rate(services, "photo", student.id, "30/minute")
    question_id = _store_photo(services, student, read_picture(services, picture).data)
    reading = services.reader.submit(question_id)
    with contextlib.suppress(FutureTimeoutError):
        reading.result(timeout=_WAIT_S)
    with services.database.reading() as session:
        view = question_view(session, session.get_one(Question, question_id))
    response.status_code = 201 if view.state in ("read", "failed") else 202
    return view


@router.get("")
def list_questions(
    student: StudentDep, session: ReadingDep, before: datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> list[QuestionView]:  # fmt: skip
    """One's own questions, newest first."""
    query = select(Question).where(Question.student_id == student.id)
    if before is not None:
        if before.tzinfo is None or not 2000 < before.year < 3000:
            raise Problem(422, "bad_time", "时间需要带时区，年份在 2000 到 3000 之间。")
        query = query.where(Question.created_at < before)
    rows = session.scalars(query.order_by(Question.created_at.desc()).limit(limit))
    return [question_view(session, row) for row in rows]


@router.get("/{question_id}")
def get_question(question_id: QuestionId, student: StudentDep, session: ReadingDep) -> QuestionView:
    """One's own question."""
    return question_view(session, get_own_question(session, student, question_id))


@router.put("/{question_id}/text")
def correct_text(
    question_id: QuestionId, correction: TextCorrection, student: StudentDep, session: SessionDep
) -> QuestionView:
    """Corrects the recognised text, or picks another question of the photograph."""
    row = get_own_question(session, student, question_id)
    session.refresh(row, with_for_update=True)  # a reading that ends this moment must not be mixed in
    if correction.region is not None:
        if correction.region >= len(row.regions):
            raise Problem(422, "no_such_region", f"照片上只识别到 {len(row.regions)} 道题。")
        row.region = correction.region
        row.text = row.regions[correction.region]["text"]
    if correction.text is not None:
        row.text = check_text(correction.text)
    if correction.text is None and correction.region is None:
        raise Problem(422, "empty_text", "请写出题目，或选择照片上的一道题。")
    row.state, row.problem, row.profile, row.lease_until = "read", None, None, None
    session.flush()
    return question_view(session, row)


def _store_photo(services: Services, student: Account, copy: bytes) -> str:
    """Keeps the photograph and records the waiting question."""
    sha256 = services.blobs.put(copy)
    with services.database.transaction() as session:
        check_still_there(session, student)
        attachment = Attachment(
            id=new_id("a"), sha256=sha256, media_type="image/jpeg", size=len(copy), owner_id=student.id,
            delete_after=utc_now() + timedelta(days=services.config.photo_days),
        )  # fmt: skip
        session.add(attachment)
        session.flush()
        question = Question(
            id=new_id("q"), student_id=student.id, source="photo", state="waiting", picture_id=attachment.id
        )
        session.add(question)
    return question.id
