"""Subjects and knowledge points, for editing a profile and for looking things up."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.access import AccountDep
from api.services import ReadingDep, ServicesDep
from api.views import PointName, get_graph_point, point_names
from store.content import find_items

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["curriculum"])

PointId = Annotated[str, Field(max_length=200)]
_MOST = 6  # of each kind of content


class SubjectView(BaseModel):
    """A subject with its own names for the ability levels, its core concepts and the stages it has points in."""

    code: str
    name: str
    levels: dict[str, str]
    core_concepts: dict[str, str]
    stages: list[str]


class PointSuggestion(BaseModel):
    """A knowledge point in a list of suggestions."""

    id: str
    name: str
    subject: str
    stage: str
    unit: str
    grade: int


class MisconceptionView(BaseModel):
    """A common wrong idea and what puts it right."""

    belief: str
    repair: str


class PointView(PointSuggestion):
    """A knowledge point with its neighbours; `can_do` by A, B and C."""

    aliases: list[str]
    definition: str
    theme: str
    term: int
    core_concept: str
    can_do: dict[str, str]
    misconceptions: list[MisconceptionView]
    prerequisites: list[PointName]
    dependants: list[PointName]
    related: list[PointName]


class CourseOfPoint(BaseModel):
    """A micro-course about a point."""

    id: str
    title: str
    minutes: int
    levels: list[str]
    has_video: bool


class QuestionOfPoint(BaseModel):
    """An answered question about a point; its answer opens where a student asks it."""

    id: str
    question: str
    level: str


class TeacherOfPoint(BaseModel):
    """A teacher with expertise in a point."""

    id: str
    name: str
    school: str
    title: str


class PointContent(BaseModel):
    """What there is to learn a point with."""

    micro_courses: list[CourseOfPoint]
    questions: list[QuestionOfPoint]
    teachers: list[TeacherOfPoint]


@router.get("/subjects")
def list_subjects(_account: AccountDep, services: ServicesDep) -> list[SubjectView]:
    """All subjects."""
    stages: dict[str, dict[str, None]] = {}
    for point in services.graph:
        stages.setdefault(point.subject, {})[point.stage] = None
    return [
        SubjectView(code=s.code, name=s.name, levels=s.levels, core_concepts=s.core_concepts,
                    stages=sorted(stages.get(s.name, {})))
        for s in services.graph.subjects.values()
    ]  # fmt: skip


@router.get("/points")
def suggest_points(
    _account: AccountDep, services: ServicesDep, query: Annotated[str, Query(max_length=50)] = "",
    subject: Annotated[str, Query(max_length=20)] = "", limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> list[PointSuggestion]:  # fmt: skip
    """Points whose name, alias or unit contains the query, closest names first."""
    return [
        PointSuggestion(id=p.id, name=p.name, subject=p.subject, stage=p.stage, unit=p.unit.name, grade=p.grade)
        for p in services.graph.suggest_points(query, subject or None, limit)
    ]


@router.get("/points/{point_id}")
def get_point(point_id: PointId, _account: AccountDep, services: ServicesDep) -> PointView:
    """A knowledge point."""
    graph = services.graph
    point = get_graph_point(graph, point_id)
    return PointView(
        id=point.id, name=point.name, subject=point.subject, stage=point.stage, unit=point.unit.name,
        grade=point.grade, aliases=list(point.aliases), definition=point.definition, theme=point.unit.theme,
        term=point.unit.term,
        core_concept=graph.subjects[point.subject].core_concepts.get(point.core_concept, ""), can_do=point.can_do,
        misconceptions=[MisconceptionView(belief=m.belief, repair=m.repair) for m in point.misconceptions],
        prerequisites=point_names(graph, list(graph.prerequisites(point.id))),
        dependants=point_names(graph, list(graph.dependants(point.id))),
        related=point_names(graph, sorted(graph.relations.neighbors(point.id))),
    )  # fmt: skip


@router.get("/points/{point_id}/content")
def get_point_content(
    point_id: PointId, _account: AccountDep, services: ServicesDep, session: ReadingDep
) -> PointContent:
    """Micro-courses, answered questions and teachers of a point, a few of each."""
    point = get_graph_point(services.graph, point_id)
    return PointContent(
        micro_courses=[
            CourseOfPoint(id=c.id, title=c.title, minutes=c.minutes, levels=c.levels, has_video=c.media is not None)
            for c in find_items(session, "micro_course", point.id, _MOST)
        ],
        questions=[QuestionOfPoint(id=a.id, question=a.question, level=a.level)
                   for a in find_items(session, "answer", point.id, _MOST)],
        teachers=[TeacherOfPoint(id=t.id, name=t.name, school=t.school.name, title=t.title)
                  for t in find_items(session, "teacher", point.id, _MOST)],
    )  # fmt: skip
