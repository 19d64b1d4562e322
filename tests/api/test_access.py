"""Every endpoint × role × scope, generated from the application's own routes.

A route says whom it lets through by depending on `api.access.allow(...)`. What says nothing must stand in `PUBLIC`.
"""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from store.accounts import Role
from tests.api.conftest import ROLES

PUBLIC = {
    ("POST", "/api/session"), ("GET", "/api/service"), ("GET", "/api/health"), ("GET", "/api/ready"),
    ("GET", "/api/organisations"), ("GET", "/metrics"),
}  # fmt: skip
BODIES: dict[str, object] = {
    "/api/session/password": {"old": "x", "new": "y"}, "/api/me": {},
    "/api/questions": {"text": "浮力是什么"},
    "/api/questions/{question_id}/text": {"text": "x"}, "/api/questions/{question_id}/recommendation": {},
    "/api/questions/{question_id}/profile": {"difficulty": 0.5},
    "/api/chats": {}, "/api/chats/{chat_id}/messages": {"text": "我不会浮力", "client_id": "m"},
    "/api/chats/{chat_id}/messages/stream": {"text": "我不会浮力", "client_id": "n"}, "/api/generation": {"grades": []},
    "/api/unit-tests": {"unit": "math.j.linear-equation"},
    "/api/unit-tests/{test_id}/answers": {"item": "x", "text": "1"},
    "/api/desk/duty": {"on": False},
    "/api/rooms/{session_id}/feedback": {"body": {}}, "/api/help-requests": {"words": "x"},
    "/api/chats/{chat_id}/sharing": {"shared": True},
    "/api/slates/{slate_id}/outcomes": {"kind": "none_fits"},
    "/api/micro-courses/{course_id}/watched": {}, "/api/micro-courses/{course_id}/feedback": {"difficulty": None},
    "/api/classes/{class_id}/assignments": {"course_id": "c"}, "/api/assignments/{assignment_id}": {},
    "/api/students/{student_id}/consent": {"given": True, "by": "母亲", "signed_on": "2026-09-01"},
    "/api/answers/{answer_id}/hints": {"question_id": "q"},
    "/api/answers/{answer_id}/attempts": {"question_id": "q", "text": "试试"},
}  # fmt: skip


def routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    for route in all_routes(app):
        for method in sorted(route.methods or ()):
            yield method, route


def all_routes(app: FastAPI) -> list[APIRoute]:
    found: list[APIRoute] = []
    stack = list(app.routes)
    while stack:
        route = stack.pop()
        if isinstance(route, APIRoute):
            found.append(route)
        else:
            stack += getattr(getattr(route, "original_router", None), "routes", [])
    return found


def allowed_roles(dependant: Dependant) -> frozenset[Role] | None:
    """Whom the route lets through; None where it does not say."""
    sets = [getattr(dependant.call, "allowed", None), *(allowed_roles(inner) for inner in dependant.dependencies)]
    known = [roles for roles in sets if roles is not None]
    return frozenset.intersection(*known) if known else None


def send(client: TestClient, method: str, route: APIRoute, **ids: str):
    path = route.path
    for name in (
        "question_id",
        "slate_id",
        "course_id",
        "answer_id",
        "teacher_id",
        "attachment_id",
        "student_id",
        "point_id",
        "match_id",
    ):
        path = path.replace(f"{{{name}}}", ids.get(name, "nobody"))
    arguments: dict[str, object] = {"params": {"question_id": "q"}} if method == "GET" else {}
    if path.endswith("/photo"):
        arguments["files"] = {"picture": ("x.png", b"no picture", "image/png")}
    elif method in ("POST", "PUT", "PATCH"):
        arguments["json"] = BODIES.get(route.path, {})
    return client.request(method, path, **arguments)


def test_every_route_says_whom_it_lets_through(app: FastAPI):
    silent = {(m, r.path) for m, r in routes(app) if allowed_roles(r.dependant) is None}
    assert silent == PUBLIC
    assert len(list(routes(app))) >= 30


def test_nobody_gets_in_without_a_login(app: FastAPI):
    client = TestClient(app, raise_server_exceptions=False)
    for method, route in routes(app):
        if (method, route.path) not in PUBLIC:
            assert send(client, method, route).status_code == 401, f"{method} {route.path}"


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_exactly_its_roles_through(app: FastAPI, log_in, role: str):
    client = log_in(role)
    for method, route in routes(app):
        roles = allowed_roles(route.dependant)
        if roles is None or (method, route.path) == ("DELETE", "/api/session"):
            continue
        answer = send(client, method, route)
        refused = answer.status_code == 403 and answer.json()["code"] == "wrong_role"
        assert refused == (Role(role) not in roles), f"{role} {method} {route.path}: {answer.status_code}"
        assert answer.status_code < 500


SCOPES = {
    "student": {"st-0001"}, "teacher": {"st-0001"}, "school_admin": {"st-0001"},
    "district_admin": {"st-0001", "st-0002"}, "city_admin": {"st-0001", "st-0002", "st-0004"}, "engineer": set(),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("student", ["st-0001", "st-0002", "st-0004"])
def test_records_of_students_open_in_scope_only(app: FastAPI, log_in, account_id, role: str, student: str):
    """Own class, school, district, city — and outside of it there is nothing: 404, never a hint that it exists."""
    client = log_in(role)
    for method, route in routes(app):
        roles = allowed_roles(route.dependant) or frozenset()
        inside = student in SCOPES[role]
        if "{student_id}" not in route.path or Role(role) not in roles or (inside and method != "GET"):
            continue
        expected = 200 if inside else 404
        answer = send(client, method, route, student_id=account_id(student))
        assert answer.status_code == expected, f"{role} {method} {route.path} {student}"


def test_another_students_questions_slates_and_answers_do_not_exist(app: FastAPI, log_in):
    owner, other = log_in("student"), log_in(organisation="s-east-2", number="2026010102")
    question = owner.post("/api/questions", json={"text": "铁船为什么不沉"}).json()["id"]
    found = owner.post(f"/api/questions/{question}/recommendation", json={}).json()
    ids = {"question_id": question, "slate_id": found["slate_id"], "answer_id": found["answers"][0]["id"]}
    for method, route in routes(app):
        if any(f"{{{name}}}" in route.path for name in ("question_id", "slate_id")):
            answer = send(other, method, route, **ids)
            assert answer.status_code == 404, f"{method} {route.path}"
    url = f"/api/answers/{ids['answer_id']}"
    assert other.get(url, params={"question_id": question}).status_code == 404
