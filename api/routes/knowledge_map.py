"""The knowledge map: a subject's whole graph, what colours it, and the way to a goal."""

from collections import defaultdict
from datetime import timedelta
from statistics import fmean
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from api.access import AccountDep, StudentDep, allow, classes_in_scope, get_class, students_in_area
from api.problems import Problem
from api.services import ReadingDep, ServicesDep
from api.views import get_graph_point
from knowledge_graph import KnowledgeGraph, KnowledgePoint, Subject
from knowledge_graph.learning_paths import MASTERED, explain_path, find_teaching_path
from recommender.mastery import Level, explain_mastery
from store.accounts import Account, Role
from store.base import utc_now
from store.organisations import SchoolClass
from store.outcomes import MasteryRow
from store.questions import Question
from store.students import find_mastery

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["knowledge map"])

PathCode = Annotated[str, Field(max_length=40)]
ClassReaderDep = Annotated[Account, allow(Role.TEACHER, Role.SCHOOL_ADMIN)]
StaffDep = Annotated[Account, allow(Role.TEACHER, Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN, Role.CITY_ADMIN)]

_SMALLEST_GROUP = 3  # a mean over fewer students would be their record


class MapPoint(BaseModel):
    """A leaf of the map; `core_concept` is a slug of the subject's."""

    id: str
    name: str
    core_concept: str


class MapUnit(BaseModel):
    """A unit with its points in teaching order."""

    id: str
    name: str
    grade: int
    term: int
    points: list[MapPoint]


class MapTheme(BaseModel):
    """A theme with its units in teaching order."""

    name: str
    units: list[MapUnit]


class MapEdge(BaseModel):
    """From a prerequisite to what needs it, or between related points."""

    source: str
    target: str
    type: Literal["prerequisite", "related"]


class MapView(BaseModel):
    """A subject's map in one stage; edges join its own points only."""

    subject: str
    code: str
    stage: Literal["初中", "高中"]
    core_concepts: dict[str, str]
    themes: list[MapTheme]
    edges: list[MapEdge]


class PointMastery(BaseModel):
    """How well a point is known.

    Attributes:
        mastery: Probability that the student can apply it, 0–1.
        evidence: On how many outcomes that rests.
        level: The likeliest of A, B and C; null: none of them yet.
        because: Where it comes from, in a sentence.
    """

    mastery: float
    evidence: int
    level: Level | None
    because: str


class PointClassMastery(BaseModel):
    """Mean mastery of a class, 0–1, over the students of whom something is known."""

    mastery: float
    students: int


class ClassView(BaseModel):
    """A class whose mastery may be seen."""

    id: str
    name: str
    grade: int


class RouteStep(BaseModel):
    """A point on the way; `mastery` is null where nothing is known, `why` joins it to the steps before it."""

    id: str
    name: str
    unit: str
    grade: int
    term: int
    mastery: float | None
    why: str


class RouteView(BaseModel):
    """What to learn to reach a goal, in order; the goal comes last.

    Attributes:
        reached: The goal is mastered already; there are no steps then.
        assumed_grade: Points taught before this grade count as known unless outcomes say otherwise; null: none do.
    """

    goal: RouteStep
    reached: bool
    steps: list[RouteStep]
    assumed_grade: int | None


@router.get("/maps/{code}")
def get_map(
    code: PathCode, _account: AccountDep, services: ServicesDep, response: Response,
    stage: Literal["初中", "高中"] = "初中",
) -> MapView:  # fmt: skip
    """The whole map of a subject and stage."""
    graph = services.graph
    subject = _subject(graph, code)
    response.headers["Cache-Control"] = "private, max-age=300"
    points = graph.points_of(subject.name, stage)
    ids = {point.id for point in points}
    edges = [MapEdge(source=needed, target=point.id, type="prerequisite")
             for point in points for needed in point.needs if needed in ids]  # fmt: skip
    edges += [MapEdge(source=point.id, target=other, type="related")
              for point in points for other in point.related if other in ids]  # fmt: skip
    return MapView(
        subject=subject.name, code=code, stage=stage, core_concepts=subject.core_concepts,
        themes=_themes(points), edges=edges,
    )  # fmt: skip


@router.get("/maps/{code}/mastery")
def get_mastery(
    code: PathCode, student: StudentDep, services: ServicesDep, session: ReadingDep
) -> dict[str, PointMastery]:
    """The student's own mastery by point; points without evidence are missing."""
    subject = _subject(services.graph, code)
    now = services.config.local_now()
    return {
        point_id: PointMastery(
            mastery=round(mastery.probability(now), 3),
            evidence=mastery.evidence,
            level=mastery.belief(now).likeliest,
            because=explain_mastery(mastery, now),
        )
        for point_id, mastery in find_mastery(session, student.id).items()
        if point_id.startswith(f"{subject.code}.") and mastery.evidence > 0
    }


@router.get("/classes")
def list_classes(account: ClassReaderDep, session: ReadingDep) -> list[ClassView]:
    """Classes whose mastery the account may see: a class teacher's own, a school's for its administrator."""
    rows = session.scalars(select(SchoolClass).where(classes_in_scope(account)).order_by(SchoolClass.id))
    return [ClassView(id=row.id, name=row.name, grade=row.grade) for row in rows]


@router.get("/maps/{code}/classes/{class_id}")
def get_class_mastery(
    code: PathCode, class_id: Annotated[str, Field(max_length=64)], account: ClassReaderDep, services: ServicesDep,
    session: ReadingDep,
) -> dict[str, PointClassMastery]:  # fmt: skip
    """Mean mastery of a class by point; points of which fewer than three students left evidence are missing."""
    subject = _subject(services.graph, code)
    school_class = get_class(session, account, class_id)
    rows = session.scalars(
        select(MasteryRow)
        .join(Account, Account.id == MasteryRow.student_id)
        .where(Account.class_id == school_class.id, Account.erased_at.is_(None), MasteryRow.evidence > 0,
               MasteryRow.point_id.startswith(f"{subject.code}.", autoescape=True))
    )  # fmt: skip
    now = utc_now()
    of_points: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        of_points[row.point_id].append(row.value.probability(now))
    return {
        point_id: PointClassMastery(mastery=round(fmean(found), 3), students=len(found))
        for point_id, found in of_points.items() if len(found) >= _SMALLEST_GROUP
    }  # fmt: skip


@router.get("/maps/{code}/questions")
def count_questions(
    code: PathCode, account: StaffDep, services: ServicesDep, session: ReadingDep,
    days: Annotated[int, Query(ge=1, le=366)] = 90,
) -> dict[str, int]:  # fmt: skip
    """How often each point was asked about lately, in the account's school, district or city."""
    subject = _subject(services.graph, code)
    asked = (
        select(Question.point_id, func.count())
        .join(Account, Account.id == Question.student_id)
        .where(students_in_area(account), Question.created_at >= utc_now() - timedelta(days=days),
               Question.point_id.startswith(f"{subject.code}.", autoescape=True))
        .group_by(Question.point_id)
    )  # fmt: skip
    return {str(point_id): count for point_id, count in session.execute(asked)}


@router.get("/routes/{goal_id}")
def get_route(
    goal_id: Annotated[str, Field(max_length=200)], account: AccountDep, services: ServicesDep, session: ReadingDep,
) -> RouteView:  # fmt: skip
    """The way to a goal: for a student from where they stand, for others from the very beginning."""
    graph = services.graph
    goal = get_graph_point(graph, goal_id)
    known = {p: m.probability(utc_now()) for p, m in find_mastery(session, account.id).items() if m.evidence}
    assumed = account.grade if account.role == Role.STUDENT else None
    taught = {p.id: MASTERED for p in graph if assumed is not None and p.grade < assumed and p.id != goal.id}
    path = find_teaching_path(graph, goal.id, taught | known)
    reasons = explain_path(graph, [point.id for point in path])
    steps = [_step(point, known, why) for point, why in zip(path, reasons, strict=True)]
    return RouteView(goal=_step(goal, known), reached=not path, steps=steps, assumed_grade=assumed)


def _themes(points: list[KnowledgePoint]) -> list[MapTheme]:
    themes: dict[str, dict[str, MapUnit]] = {}
    for point in points:
        unit = themes.setdefault(point.unit.theme, {}).setdefault(
            point.unit.id,
            MapUnit(id=point.unit.id, name=point.unit.name, grade=point.grade, term=point.unit.term, points=[]),
        )
        unit.points.append(MapPoint(id=point.id, name=point.name, core_concept=point.core_concept))
    return [MapTheme(name=name, units=list(units.values())) for name, units in themes.items()]


def _step(point: KnowledgePoint, known: dict[str, float], why: str = "") -> RouteStep:
    return RouteStep(
        id=point.id, name=point.name, unit=point.unit.name, grade=point.grade, term=point.unit.term,
        mastery=known.get(point.id), why=why,
    )  # fmt: skip


def _subject(graph: KnowledgeGraph, code: str) -> Subject:
    for subject in graph.subjects.values():
        if subject.code == code:
            return subject
    raise Problem(404, "no_such_subject", "没有这个学科。")
