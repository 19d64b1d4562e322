"""Property-based requests over the whole OpenAPI schema: no 5xx, whatever is sent."""

import json
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok

ROOT = Path(__file__).parent.parent.parent
ENDING = {("DELETE", "/api/session"), ("POST", "/api/session"), ("DELETE", "/api/students/{student_id}")}
"""These end or change the session the other requests need; they have tests of their own."""


@pytest.mark.slow
@pytest.mark.parametrize("role", ["student", "school_admin", "engineer"])
def test_no_request_breaks_the_server(app: FastAPI, log_in, services, role: str):
    client = log_in(role)
    assert isinstance(client, TestClient)
    operations = [
        found.ok() for found in schemathesis.openapi.from_dict(app.openapi()).get_all_operations()
        if isinstance(found, Ok)
    ]  # fmt: skip
    broken: list[str] = []
    for operation in operations:
        if (operation.method.upper(), operation.path) in ENDING:
            continue

        @given(case=operation.as_strategy())
        @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def send(case) -> None:
            services.limiter.storage.reset()
            arguments = case.as_transport_kwargs()
            arguments = {name: arguments[name] for name in ("params", "json", "data", "files") if arguments.get(name)}
            answer = client.request(case.method, case.formatted_path, **arguments)
            if answer.status_code >= 500:
                broken.append(f"{case.method} {case.formatted_path} {arguments}: {answer.text}")

        send()
    assert broken == []
    assert len(operations) >= 30


def test_the_described_api_is_the_one_that_runs(app: FastAPI):
    written = json.loads((ROOT / "web" / "openapi.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(app.openapi())) == written
