"""The service itself: what it is, whether its parts are ready, where one can log in, metrics."""

import os
from typing import Any, Literal, get_args

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from api.services import ReadingDep, Services, ServicesDep
from ocr.client import ReaderDown
from store.organisations import District, School

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["service"])
metrics = APIRouter(tags=["service"])


class DemoAccountView(BaseModel):
    """A demo account, shown on the login page of the demo alone."""

    role: str
    organisation: str
    number: str
    password: str
    label: str


class ServiceView(BaseModel):
    """What the service is."""

    name: str
    version: str
    demo: bool
    demo_accounts: list[DemoAccountView]
    open_now: bool
    hours_text: str
    hotline: str


State = Literal["ready", "warming", "restarting", "down"]


class PartState(BaseModel):
    """One part of the service."""

    name: Literal["database", "engine", "ocr", "valkey"]
    state: State
    detail: str


class Readiness(BaseModel):
    """Which parts are ready."""

    ready: bool
    parts: list[PartState]


class OrganisationView(BaseModel):
    """Where one can log in."""

    id: str
    name: str
    kind: Literal["school", "district", "city"]
    district_id: str | None
    district_name: str | None


@router.get("/service")
def get_service(services: ServicesDep) -> ServiceView:
    """What the service is and when it is open."""
    config = services.config
    return ServiceView(
        name=config.name, version=config.version, demo=config.demo, open_now=config.hours.is_open(config.local_now()),
        demo_accounts=[DemoAccountView(**vars(account)) for account in config.demo_accounts] if config.demo else [],
        hours_text=config.hours.text, hotline=config.hotline,
    )  # fmt: skip


@router.get("/health")
def get_health() -> dict[str, str]:
    """Alive."""
    return {"status": "ok"}


@router.get("/ready")
def get_readiness(services: ServicesDep) -> Readiness:
    """Which parts are ready, warming up, restarting or down."""
    parts = [_database(services), _engine(services), _ocr(services), _valkey(services)]
    return Readiness(ready=all(part.state == "ready" for part in parts), parts=parts)


@router.get("/organisations")
def list_organisations(session: ReadingDep) -> list[OrganisationView]:
    """Schools, districts and the city."""
    schools = [
        OrganisationView(id=s.id, name=s.name, kind="school", district_id=s.district_id, district_name=s.district.name)
        for s in session.scalars(select(School).order_by(School.district_id, School.id))
    ]
    districts = [
        OrganisationView(id=d.id, name=d.name, kind="district", district_id=d.id, district_name=d.name)
        for d in session.scalars(select(District).order_by(District.id))
    ]
    city = OrganisationView(id="city", name="市级", kind="city", district_id=None, district_name=None)
    return [*schools, *districts, city]


@metrics.get("/metrics", include_in_schema=False)
def get_metrics() -> Response:
    """Prometheus metrics; of all API workers together where there are several."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _database(services: Services) -> PartState:
    try:
        services.database.check_health()
    except SQLAlchemyError as error:
        return PartState(name="database", state="down", detail=type(error).__name__)
    return PartState(name="database", state="ready", detail=services.database.url.get_backend_name())


def _engine(services: Services) -> PartState:
    health = services.engine.health()
    return PartState(name="engine", state=_state(health), detail=str(health.get("detail", "")))


def _ocr(services: Services) -> PartState:
    try:
        health = services.ocr.health()
    except ReaderDown:
        return PartState(name="ocr", state="down", detail="没有回应")
    detail = f"等待 {health.get('waiting', 0)}，已读 {health.get('read', 0)}，内存 {health.get('rss_mb', 0):.0f} MB"
    return PartState(name="ocr", state=_state(health), detail=detail)


def _state(health: dict[str, Any]) -> State:
    """What a part says of itself; whoever says something else is none of ours."""
    state: State = health["state"] if health.get("state") in get_args(State) else "down"
    return state


def _valkey(services: Services) -> PartState:
    up = services.limiter.storage.check()
    return PartState(name="valkey", state="ready" if up else "down", detail="限流计数")
