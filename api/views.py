"""What the API shows of questions and content: response models and how rows become them."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.config import ApiConfig
from api.problems import Problem
from api.reading import place_in_queue
from intent import QuestionProfile
from knowledge_graph import KnowledgeGraph, KnowledgePoint, UnknownPointError
from models.plain_text import plain_text
from recommender.answer_reveal import RevealPolicy, reveal_answer
from recommender.slate import Recommended
from store.attachments import Attachment
from store.catalogue import teacher_item
from store.content import Answer, MicroCourse, Teacher
from store.questions import AnswerProgress, Question

__all__ = [
    "AnswerCard", "AnswerView", "MicroCourseCard", "MicroCourseView", "PointName", "QuestionView", "TeacherCard",
    "TeacherView", "answer_view", "card_of", "get_graph_point", "micro_course_view", "point_names", "question_view",
    "teacher_view",
]  # fmt: skip

QuestionState = Literal["waiting", "reading", "read", "failed"]


class RegionView(BaseModel):
    """One question on a photograph."""

    index: int
    text: str
    confidence: float
    box: tuple[int, int, int, int]


class PictureView(BaseModel):
    """The photograph; boxes of regions are in a frame of `width` × `height`."""

    url: str
    width: int
    height: int


class ProblemView(BaseModel):
    """Why reading failed."""

    code: str
    message: str


class QuestionView(BaseModel):
    """A question and where it stands."""

    id: str
    created_at: datetime
    source: Literal["text", "photo"]
    state: QuestionState
    place_in_queue: int | None
    problem: ProblemView | None
    text: str
    ocr_confidence: float | None
    rotation: int
    regions: list[RegionView]
    region: int | None
    picture: PictureView | None
    ready_to_publish: bool
    profile: QuestionProfile | None


class PointName(BaseModel):
    """A knowledge point by id and name."""

    id: str
    name: str


class _Card(BaseModel):
    id: str
    score: float
    reasons: list[str]
    loose: bool


class MicroCourseCard(_Card):
    """A recommended micro-course."""

    title: str
    minutes: int
    levels: list[str]
    points: list[PointName]
    has_video: bool
    poster_url: str | None
    difficulty: float


class AnswerCard(_Card):
    """A recommended answered question; holds no solution."""

    title: str
    question: str
    points: list[PointName]
    level: str
    difficulty: float
    near_duplicate: bool


class TeacherCard(_Card):
    """A recommended teacher."""

    name: str
    school: str
    title: str
    style: list[str]
    rating: float | None
    rating_count: int
    hours_text: str
    free_now: bool


class PersonName(BaseModel):
    """A teacher by id and name."""

    id: str
    name: str


class MediaView(BaseModel):
    """A micro-course's video."""

    video_url: str
    poster_url: str | None
    captions_url: str | None
    seconds: float


class MicroCourseView(BaseModel):
    """A micro-course to read and watch."""

    id: str
    title: str
    body: str
    minutes: int
    levels: list[str]
    points: list[PointName]
    difficulty: float
    by: PersonName
    media: MediaView | None
    feedback: Literal["too_easy", "fits", "too_hard"] | None
    finished_on: date | None


class AnswerView(BaseModel):
    """An answer as far as it has been revealed; what has not is null."""

    id: str
    question: str
    points: list[PointName]
    level: str
    by: PersonName
    stage: Literal["idea", "key_steps", "solution"]
    idea: str
    key_steps: list[str] | None
    solution: str | None
    final: str | None
    hints_used: int
    attempted: bool
    solution_needs: Literal["attempt_or_hints", "teacher", "nothing"]


class HoursView(BaseModel):
    """Tutoring hours on one weekday (1 Monday … 7 Sunday), local time."""

    weekday: int
    start: str
    end: str


class TeacherView(BaseModel):
    """A teacher's public page."""

    id: str
    name: str
    school: str
    title: str
    stages: list[str]
    points: list[PointName]
    domains: list[str]
    style: list[str]
    hours: list[HoursView]
    rating: float | None
    rating_count: int
    introduction: str


def question_view(session: Session, question: Question) -> QuestionView:
    """A question as its student sees it."""
    regions = [RegionView(index=i, **region) for i, region in enumerate(question.regions)]
    chosen = regions[question.region] if question.region is not None and question.region < len(regions) else None
    has_picture = question.picture_id is not None and session.get(Attachment, question.picture_id) is not None
    width, height = question.frame or (0, 0)
    return QuestionView(
        id=question.id, created_at=question.created_at, source="photo" if question.source == "photo" else "text",
        state=question.state, place_in_queue=place_in_queue(session, question),
        problem=ProblemView(**question.problem) if question.problem else None, text=question.text,
        ocr_confidence=chosen.confidence if chosen else None, rotation=question.rotation, regions=regions,
        region=question.region, ready_to_publish=question.ready_to_publish,
        picture=PictureView(url=_file_url(question.picture_id), width=width, height=height) if has_picture else None,
        profile=QuestionProfile.model_validate(question.profile) if question.profile else None,
    )  # fmt: skip


def card_of(
    session: Session, graph: KnowledgeGraph, config: ApiConfig, item: Recommended
) -> MicroCourseCard | AnswerCard | TeacherCard | None:
    """The card of a recommended item; None where it has been withdrawn meanwhile."""
    shared: dict[str, Any] = {"id": item.id, "score": item.score, "reasons": item.reasons, "loose": item.loose}
    if item.name is not None:
        teacher = session.get(Teacher, item.id)
        return _teacher_card(config, teacher, shared) if teacher and not teacher.withdrawn else None
    if item.near_duplicate is not None:
        answer = session.get(Answer, item.id)
        if answer is None or answer.withdrawn:
            return None
        return AnswerCard(
            **shared, title=item.title or plain_text(answer.question)[:40], question=answer.question,
            points=point_names(graph, answer.points), level=answer.level, difficulty=answer.difficulty,
            near_duplicate=item.near_duplicate,
        )  # fmt: skip
    course = session.get(MicroCourse, item.id)
    if course is None or course.withdrawn:
        return None
    return MicroCourseCard(
        **shared, title=course.title, minutes=course.minutes, levels=course.levels, difficulty=course.difficulty,
        points=point_names(graph, course.points), has_video=course.media is not None,
        poster_url=_file_url(course.media["poster"]) if course.media and course.media.get("poster") else None,
    )  # fmt: skip


def micro_course_view(
    session: Session, graph: KnowledgeGraph, course: MicroCourse, feedback: str | None, finished_on: date | None
) -> MicroCourseView:
    """A micro-course to read and watch."""
    media = course.media
    return MicroCourseView(
        id=course.id, title=course.title, body=course.body, minutes=course.minutes, levels=course.levels,
        points=point_names(graph, course.points), difficulty=course.difficulty,
        by=_person(session, course.teacher_id), feedback=feedback, finished_on=finished_on,
        media=MediaView(
            video_url=_file_url(media["video"]), poster_url=_file_url(media["poster"]) if media.get("poster") else None,
            captions_url=_file_url(media["captions"]) if media.get("captions") else None, seconds=media["seconds"],
        ) if media else None,
    )  # fmt: skip


def answer_view(
    session: Session, graph: KnowledgeGraph, policy: RevealPolicy, answer: Answer, progress: AnswerProgress,
    own_question: bool,
) -> AnswerView:  # fmt: skip
    """An answer, cut to what the policy reveals."""
    revealed = reveal_answer(
        policy, near_duplicate=own_question, hints_used=progress.hints_used,
        attempted=progress.attempt is not None,
    )  # fmt: skip
    steps = answer.key_steps if revealed.key_steps is None else answer.key_steps[: revealed.key_steps]
    return AnswerView(
        id=answer.id, question=answer.question, points=point_names(graph, answer.points), level=answer.level,
        by=_person(session, answer.teacher_id), stage=revealed.stage, idea=answer.idea, key_steps=steps or None,
        solution=answer.solution if revealed.solution else None, final=answer.final if revealed.solution else None,
        hints_used=progress.hints_used, attempted=progress.attempt is not None,
        solution_needs=revealed.solution_needs,
    )  # fmt: skip


def teacher_view(graph: KnowledgeGraph, teacher: Teacher) -> TeacherView:
    """A teacher's public page."""
    return TeacherView(
        id=teacher.id, name=teacher.name, school=teacher.school.name, title=teacher.title, stages=teacher.stages,
        points=point_names(graph, teacher.points), domains=teacher.domains, style=teacher.style,
        hours=[HoursView(weekday=h["weekday"], start=h["from"], end=h["to"]) for h in teacher.hours],
        rating=teacher.rating_mean, rating_count=teacher.rating_count, introduction=teacher.introduction,
    )  # fmt: skip


def get_graph_point(graph: KnowledgeGraph, point_id: str) -> KnowledgePoint:
    """A point of the graph, or 404."""
    try:
        return graph.get_point(point_id)
    except UnknownPointError as error:
        raise Problem(404, "no_such_point", "没有找到这个知识点。") from error


def point_names(graph: KnowledgeGraph, point_ids: list[str]) -> list[PointName]:
    """Points by id and name; ids the graph no longer knows are left out."""
    return [PointName(id=p, name=graph.get_point(p).name) for p in point_ids if p in graph]


def _teacher_card(config: ApiConfig, teacher: Teacher, shared: dict[str, Any]) -> TeacherCard:
    return TeacherCard(
        **shared, name=teacher.name, school=teacher.school.name, title=teacher.title, style=teacher.style,
        rating=teacher.rating_mean, rating_count=teacher.rating_count,
        hours_text="、".join(f"周{'一二三四五六日'[h['weekday'] - 1]} {h['from']}–{h['to']}" for h in teacher.hours),
        free_now=teacher_item(teacher).is_free(config.local_now()),
    )  # fmt: skip


def _person(session: Session, teacher_id: str) -> PersonName:
    teacher = session.get_one(Teacher, teacher_id)
    return PersonName(id=teacher.id, name=teacher.name)


def _file_url(attachment_id: str | None) -> str:
    return f"/api/attachments/{attachment_id}"
