"""What routes work with, handed in by the wiring; one object per application."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from limits.strategies import RateLimiter
from redis.asyncio import Redis
from sqlalchemy.orm import Session

from api.config import ApiConfig
from api.engine_client import EngineClient
from api.reading import QuestionReader
from chat.generation.provider import Provider
from chat.shelf import Shelf
from knowledge_graph import KnowledgeGraph
from ocr.client import OcrClient
from store.blobs import BlobStore
from store.database import Database

__all__ = ["ReadingDep", "Services", "ServicesDep", "SessionDep"]


@dataclass(frozen=True)
class Services:
    """The parts the API is made of.

    Attributes:
        shelf: What the dialogue can ask; read when it is first wanted.
        open_redis: A client of Redis or Valkey, for use in the event loop that calls.
        provider: The language model; None: all words are authored.
    """

    config: ApiConfig
    database: Database
    graph: KnowledgeGraph
    engine: EngineClient
    ocr: OcrClient
    blobs: BlobStore
    reader: QuestionReader
    limiter: RateLimiter
    shelf: Callable[[], Shelf]
    open_redis: Callable[[], Redis]
    provider: Provider | None = None


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(_services)]


def _session(services: ServicesDep) -> Iterator[Session]:
    with services.database.transaction() as session:
        yield session


def _reading(services: ServicesDep) -> Iterator[Session]:
    with services.database.reading() as session:
        yield session


SessionDep = Annotated[Session, Depends(_session, scope="function")]
"""A writing transaction around the route, committed before the answer is sent. Keep nothing slow inside."""

ReadingDep = Annotated[Session, Depends(_reading, scope="function")]
"""A session for routes that only read."""
