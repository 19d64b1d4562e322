"""Property-based requests over the whole OpenAPI schema: no 5xx, whatever is sent."""

import json
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def schema(app: FastAPI):
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


lazy = schemathesis.pytest.from_fixture("schema")


@pytest.mark.slow
@lazy.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("role", ["student", "school_admin"])
def test_no_request_breaks_the_server(case, role: str, sessions: dict[str, dict[str, str]]):
    if case.method == "DELETE":
        return  # logging out and erasing end the session the other requests need; they have tests of their own
    answer = case.call(headers=sessions[role])
    not_a_server_error(None, answer, case)
    assert answer.status_code < 500


@pytest.fixture(scope="module")
def sessions(app: FastAPI) -> dict[str, dict[str, str]]:
    """Cookie and CSRF token by role."""
    from fastapi.testclient import TestClient

    from shuangshi.preparation import DEMO_PASSWORD
    from tests.api.conftest import ROLES

    found = {}
    for role in ("student", "school_admin"):
        client = TestClient(app)
        organisation, number = ROLES[role]
        answer = client.post(
            "/api/session", json={"organisation": organisation, "number": number, "password": DEMO_PASSWORD}
        )
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        found[role] = {"Cookie": cookie, "X-CSRF-Token": answer.json()["csrf_token"]}
    return found


def test_the_described_api_is_the_one_that_runs(app: FastAPI):
    written = json.loads((ROOT / "web" / "openapi.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(app.openapi())) == written
