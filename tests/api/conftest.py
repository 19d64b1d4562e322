"""The real application over a real database, the real engine in this process, the real OCR process."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from redis.asyncio import Redis
from sqlalchemy import delete, select

from api.app import create_app
from api.engine_client import EngineAnswer, EngineQuestion
from api.reading import QuestionReader
from api.services import Services
from ocr.client import OcrClient
from ocr.host_process import HostProcess
from shuangshi.api_wiring import api_config
from shuangshi.preparation import DEMO_PASSWORD, open_blobs
from shuangshi.shelf import keep_shelf
from store.accounts import Account, Identity
from store.help_requests import HelpRequestRow
from store.tutoring_sessions import TutoringSession
from tests.tutored import add_tutoring

ROLES = {
    "student": ("s-east-1", "2026010101"),
    "teacher": ("s-east-1", "t-math-1"),
    "school_admin": ("s-east-1", "A001"),
    "district_admin": ("d-east", "D001"),
    "city_admin": ("city", "C001"),
    "engineer": ("city", "E001"),
}


class EngineInProcess:
    """The engine without its process: the same answers, no HTTP."""

    def __init__(self, engine) -> None:
        self.engine = engine

    def recommend(self, question: EngineQuestion) -> EngineAnswer:
        question = EngineQuestion.model_validate_json(question.model_dump_json())
        found = self.engine.flow.recommend(question.text, question.student, question.profile)
        return EngineAnswer(recommendation=found, model=self.engine.model)

    def health(self) -> dict[str, str]:
        return {"state": "ready", "detail": "in process"}

    def close(self) -> None: ...


@pytest.fixture(scope="session")
def ocr_client(cache) -> Iterator[OcrClient]:
    with HostProcess(cache) as host, OcrClient(host.socket) as client:
        yield client


@pytest.fixture(scope="session")
def services(settings, database, graph, engine, ocr_client, valkey_url) -> Services:
    blobs = open_blobs(settings)
    return Services(
        config=api_config(settings), database=database, graph=graph, engine=EngineInProcess(engine), ocr=ocr_client,
        blobs=blobs, reader=QuestionReader(database, blobs, ocr_client),
        limiter=FixedWindowRateLimiter(MemoryStorage()), shelf=keep_shelf(graph, database),
        open_redis=lambda: Redis.from_url(valkey_url),
    )  # fmt: skip


@pytest.fixture(scope="session")
def app(services: Services) -> FastAPI:
    app = create_app(services.config, lambda: services)
    app.state.services, app.state.bell = services, HeardBell()
    return app


class HeardBell:
    """Keeps who was rung for, where no event loop goes on between requests."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def ring(self, account_id: str, what: str) -> None:
        self.heard.append((account_id, what))


@pytest.fixture(autouse=True)
def _fresh_limits(services: Services) -> None:
    services.limiter.storage.reset()


Login = Callable[..., TestClient]


@pytest.fixture
def log_in(app: FastAPI) -> Login:
    """Logs in by role, or by organisation and number; the client sends the CSRF token."""

    def log_in(role: str = "student", organisation: str | None = None, number: str | None = None) -> TestClient:
        client = TestClient(app, raise_server_exceptions=False)
        place, own_number = (organisation, number) if organisation else ROLES[role]
        answer = client.post(
            "/api/session", json={"organisation": place, "number": own_number, "password": DEMO_PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    return log_in


@pytest.fixture
def student(log_in: Login) -> TestClient:
    return log_in("student")


@pytest.fixture
def account_id(database) -> Callable[[str], str]:
    """Pseudonym of a person by the id the region's files give."""

    def find(external_id: str) -> str:
        with database.reading() as session:
            return session.scalars(select(Identity.account_id).where(Identity.external_id == external_id)).one()

    return find


@pytest.fixture
def session_id(database, account_id) -> Iterator[str]:
    """A session of the demo student and teacher."""
    student = account_id("st-0001")
    with database.transaction() as session:
        teacher = session.scalars(
            select(Account.teacher_id).join(Identity).where(Identity.number == "t-math-1")
        ).one()  # fmt: skip
        add_tutoring(session, "ts-test", student, teacher)
        place = session.get_one(Account, student)
        request = session.get_one(HelpRequestRow, "r-ts-test")
        request.district_id, request.school_id = place.district_id, place.school_id
        session.get_one(TutoringSession, "ts-test").district_id = place.district_id
    yield "ts-test"
    with database.transaction() as session:
        session.execute(delete(HelpRequestRow).where(HelpRequestRow.id == "r-ts-test"))
