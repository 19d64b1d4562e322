"""The engine as the API sees it: a small typed HTTP protocol on a local socket, or behind a load balancer."""

import time
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel

from intent import QuestionProfile
from recommender.slate import Recommendation
from recommender.student import StudentContext

__all__ = ["EngineAnswer", "EngineBusy", "EngineClient", "EngineQuestion"]


class EngineQuestion(BaseModel):
    """What the engine is asked."""

    text: str
    student: StudentContext
    profile: QuestionProfile | None = None


class EngineAnswer(BaseModel):
    """What it answers; `model` names graph, encoder and heads by hash."""

    recommendation: Recommendation
    model: dict[str, Any]


class EngineBusy(Exception):  # noqa: N818 - a state to be handled, not a fault
    """The engine is full, warming up or being restarted; `waiting` questions stand before this one."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} waiting")
        self.waiting = waiting


class EngineClient:
    """Talks to one engine. Thread-safe."""

    def __init__(self, socket: Path | None = None, url: str | None = None, timeout: float = 15.0) -> None:
        transport = httpx.HTTPTransport(uds=str(socket)) if socket and not url else None
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=30)
        self._client = httpx.Client(
            base_url=url or "http://engine", transport=transport, timeout=timeout, limits=limits
        )

    def recommend(self, question: EngineQuestion) -> EngineAnswer:
        """Profile and lists of a question.

        Raises:
            EngineBusy: Ask again later.
        """
        try:
            answer = self._client.post("/recommend", content=question.model_dump_json(),
                                       headers={"Content-Type": "application/json"})  # fmt: skip
        except httpx.TransportError as error:
            raise EngineBusy(0) from error
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise EngineBusy(int(answer.json().get("waiting", 0)))
        answer.raise_for_status()
        return EngineAnswer.model_validate_json(answer.content)

    def health(self) -> dict[str, Any]:
        """State and detail, for readiness; never raises."""
        started = time.perf_counter()
        try:
            answer = self._client.get("/health", timeout=2)
            body: dict[str, Any] = answer.json()
        except (httpx.TransportError, ValueError):
            return {"state": "down", "detail": "没有回应"}
        return {**body, "detail": body.get("detail", f"{(time.perf_counter() - started) * 1000:.0f} ms")}

    def close(self) -> None:
        """Closes connections."""
        self._client.close()
