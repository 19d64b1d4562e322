"""A question's recommendation, corrections to its profile, and what happened to the slate."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.access import StudentDep, get_own_question, get_slate
from api.engine_client import EngineAnswer, EngineBusy, EngineQuestion
from api.limits import check_rate
from api.notices import Notice, make_notice
from api.problems import Problem
from api.question_texts import check_text
from api.services import Services, ServicesDep, SessionDep
from api.views import AnswerCard, MicroCourseCard, TeacherCard, card_of
from intent import QuestionProfile
from intent.correction import CorrectionError, ProfileEdit, correct_profile
from recommender.near_duplicate import is_excerpt
from recommender.slate import LIST_NAMES
from store.accounts import Account, lock_account
from store.base import new_id
from store.content import Answer
from store.outcomes import Outcome, Slate
from store.questions import AnswerProgress, ProfileCorrection, Question
from store.students import read_context

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["recommendations"])

Id = Annotated[str, Field(max_length=64)]


class RecommendationView(BaseModel):
    """Profile and the three lists, as the student sees them."""

    question_id: str
    slate_id: str
    profile: QuestionProfile
    personalised: bool
    notice: Notice | None
    micro_courses: list[MicroCourseCard]
    answers: list[AnswerCard]
    teachers: list[TeacherCard]
    timings_ms: dict[str, float]


class Queued(BaseModel):
    """The engine is full or restarting; ask again in a moment."""

    place_in_queue: int


class OutcomeReport(BaseModel):
    """What happened to a shown slate."""

    kind: Literal["opened", "none_fits"]
    item_id: Id | None = None
    reason: Literal["too_hard", "too_easy", "off_topic", "already_seen", "want_person", "other"] | None = None
    note: Annotated[str, Field(max_length=500)] | None = None


class Recorded(BaseModel):
    """The id of what was recorded."""

    id: str


@router.post("/questions/{question_id}/recommendation", responses={202: {"model": Queued}})
def recommend(
    question_id: Id, student: StudentDep, services: ServicesDep, response: Response
) -> RecommendationView | Queued:
    """Understands the question and recommends; 202 while the engine is full or restarting."""
    check_rate(services, "recommend", student.id, "120/minute")
    with services.database.reading() as session:
        question = get_own_question(session, student, question_id)
        profile = QuestionProfile.model_validate(question.profile) if question.profile else None
    return _recommend(services, student, question, profile, response)


@router.patch("/questions/{question_id}/profile", responses={202: {"model": Queued}})
def edit_profile(
    question_id: Id, edit: ProfileEdit, student: StudentDep, services: ServicesDep, response: Response
) -> RecommendationView | Queued:
    """Corrects the profile and recommends anew; the correction is kept as a label with its provenance."""
    check_rate(services, "recommend", student.id, "120/minute")
    with services.database.transaction() as session:
        question = get_own_question(session, student, question_id)
        if question.profile is None:
            raise Problem(409, "no_profile", "这个问题还没有分析过，请先获取推荐。")
        before = QuestionProfile.model_validate(question.profile)
        try:
            after = correct_profile(services.graph, before, edit)
        except CorrectionError as error:
            raise Problem(422, error.code, str(error)) from error
        if after != before:
            session.add(ProfileCorrection(
                question_id=question.id, before=before.model_dump(), after=after.model_dump()
            ))  # fmt: skip
            question.profile = after.model_dump()
    return _recommend(services, student, question, after, response)


@router.post("/slates/{slate_id}/outcomes", status_code=201)
def report_outcome(slate_id: Id, report: OutcomeReport, student: StudentDep, session: SessionDep) -> Recorded:
    """Records a click, or that nothing fits; then the question stays ready to publish in the question centre."""
    slate = get_slate(session, student, slate_id)
    list_name = None
    if report.kind == "opened":
        list_name = next((name for name in LIST_NAMES if report.item_id in _ids(slate, name)), None)
        if list_name is None:
            raise Problem(422, "not_in_slate", "这一项不在这次推荐里。")
    elif report.item_id is not None:
        raise Problem(422, "not_in_slate", "“都不合适”说的是整次推荐，不针对某一项。")
    elif slate.question_id is not None:
        question = session.get(Question, slate.question_id)
        if question is not None:
            question.ready_to_publish = True
    outcome = _outcome(student, slate.id, report.kind, list_name, report.item_id)
    outcome.reason, outcome.note = report.reason, report.note
    session.add(outcome)
    return Recorded(id=outcome.id)


def _recommend(
    services: Services, student: Account, question: Question, profile: QuestionProfile | None, response: Response
) -> RecommendationView | Queued:
    if question.state != "read":
        raise Problem(409, "not_read", "照片还没有识别完，请稍等。")
    check_text(question.text)
    with services.database.reading() as session:
        context = read_context(session, student, services.config.local_now(), services.config.slate_temperature)
    try:
        answer = services.engine.recommend(EngineQuestion(text=question.text, student=context, profile=profile))
    except EngineBusy as busy:
        response.status_code = 202
        return Queued(place_in_queue=busy.waiting)
    with services.database.transaction() as session:
        slate_id = _record_slate(session, student, question, answer)
        shown = answer.recommendation
        cards = {
            name: [card for item in getattr(shown, name)
                   if (card := card_of(session, services.graph, services.config, item)) is not None]
            for name in LIST_NAMES
        }  # fmt: skip
        notice = make_notice(session, services.config, student, shown)
    return RecommendationView(
        question_id=question.id, slate_id=slate_id, profile=shown.profile, personalised=context.personalised,
        notice=notice, timings_ms=shown.timings_ms, **cards,
    )  # fmt: skip


def _record_slate(session: Session, student: Account, asked: Question, answer: EngineAnswer) -> str:
    """Logs the slate, one `shown` outcome an item, and which answers are to the student's own question."""
    lock_account(session, student.id)  # one at a time, or first rows collide
    shown = answer.recommendation
    question_id = asked.id
    slate = Slate(
        id=new_id("s"), question_id=question_id, student_id=student.id, district_id=student.district_id,
        subject=shown.profile.subject, log=shown.slate.model_dump(), model=answer.model,
    )  # fmt: skip
    session.add(slate)
    session.flush()
    question = session.get_one(Question, question_id)
    if (question.text, question.profile) == (asked.text, asked.profile):  # else corrected meanwhile: newer wins
        question.profile = shown.profile.model_dump()
    for name in LIST_NAMES:
        for item in getattr(shown, name):
            session.add(_outcome(student, slate.id, "shown", name, item.id))
    for item in shown.answers:
        progress = session.get(AnswerProgress, (student.id, item.id))
        own = bool(item.near_duplicate) or is_excerpt(asked.text, session.get_one(Answer, item.id).question)
        if progress is None:
            session.add(AnswerProgress(
                student_id=student.id, answer_id=item.id, question_id=question_id,
                near_duplicate=own,
            ))  # fmt: skip
        elif own and not progress.near_duplicate:
            progress.near_duplicate, progress.question_id = True, question_id
    return slate.id


def _outcome(student: Account, slate_id: str, kind: str, list_name: str | None, item_id: str | None) -> Outcome:
    return Outcome(
        id=new_id("o"), slate_id=slate_id, student_id=student.id, district_id=student.district_id,
        school_id=student.school_id, kind=kind, list_name=list_name, item_id=item_id,
    )  # fmt: skip


def _ids(slate: Slate, list_name: str) -> set[str]:
    rows: list[dict[str, Any]] = slate.log["shown"][list_name]
    return {row["id"] for row in rows}
