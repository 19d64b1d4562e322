"""Subjects and knowledge points, for editing a profile and for looking things up."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.access import AccountDep
from api.problems import Problem
from api.services import ServicesDep
from api.views import PointName, point_names
from knowledge_graph import UnknownPointError
from knowledge_graph.graph import normalise_name

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["curriculum"])


class SubjectView(BaseModel):
    """A subject with its own names for the ability levels."""

    code: str
    name: str
    levels: dict[str, str]


class PointSuggestion(BaseModel):
    """A knowledge point in a list of suggestions."""

    id: str
    name: str
    subject: str
    stage: str
    unit: str
    grade: int


class PointView(PointSuggestion):
    """A knowledge point with its neighbours."""

    aliases: list[str]
    definition: str
    theme: str
    term: int
    prerequisites: list[PointName]
    dependants: list[PointName]


@router.get("/subjects")
def list_subjects(_account: AccountDep, services: ServicesDep) -> list[SubjectView]:
    """All subjects."""
    return [SubjectView(code=s.code, name=s.name, levels=s.levels) for s in services.graph.subjects.values()]


@router.get("/points")
def suggest_points(
    _account: AccountDep, services: ServicesDep, query: Annotated[str, Query(max_length=50)] = "",
    subject: Annotated[str, Query(max_length=20)] = "", limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> list[PointSuggestion]:  # fmt: skip
    """Points whose name, alias or unit contains the query, closest names first."""
    wanted = normalise_name(query)
    found: list[tuple[int, PointSuggestion]] = []
    for point in services.graph:
        if subject and point.subject != subject:
            continue
        names = [normalise_name(name) for name in (point.name, *point.aliases)]
        rank = 0 if wanted in names else 1 if any(wanted in name for name in names) else 2
        if rank < 2 or wanted in normalise_name(point.unit.name):
            found.append((rank, PointSuggestion(
                id=point.id, name=point.name, subject=point.subject, stage=point.stage, unit=point.unit.name,
                grade=point.grade,
            )))  # fmt: skip
    return [suggestion for _, suggestion in sorted(found, key=lambda pair: pair[0])[:limit]]


@router.get("/points/{point_id}")
def get_point(
    point_id: Annotated[str, Field(max_length=200)], _account: AccountDep, services: ServicesDep
) -> PointView:
    """A knowledge point."""
    try:
        point = services.graph.get_point(point_id)
    except UnknownPointError as error:
        raise Problem(404, "no_such_point", "没有找到这个知识点。") from error
    graph = services.graph
    return PointView(
        id=point.id, name=point.name, subject=point.subject, stage=point.stage, unit=point.unit.name,
        grade=point.grade, aliases=list(point.aliases), definition=point.definition, theme=point.unit.theme,
        term=point.unit.term, prerequisites=point_names(graph, list(graph.prerequisites(point_id))),
        dependants=point_names(graph, list(graph.dependants(point_id))),
    )  # fmt: skip
