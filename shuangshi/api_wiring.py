"""Builds the API's services from the settings."""

import importlib.metadata
import os
from datetime import timedelta
from zoneinfo import ZoneInfo

from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis.asyncio import Redis

from api.config import ApiConfig, DemoAccount
from api.engine_client import EngineClient
from api.reading import QuestionReader
from api.services import Services
from ocr.client import OcrClient
from sessions.service_hours import ServiceHours
from shuangshi.language_model import open_provider
from shuangshi.preparation import DEMO_PASSWORD, open_blobs, open_database, open_graph
from shuangshi.settings import Settings
from shuangshi.shelf import keep_shelf

__all__ = ["api_config", "build_services", "redis_url", "service_hours"]

_DEMO_ACCOUNTS = (
    DemoAccount("student", "s-east-1", "2026010101", DEMO_PASSWORD, "学生 陈一诺（七年级）"),
    DemoAccount("student", "s-east-1", "2024010301", DEMO_PASSWORD, "学生 谢佳宁（九年级）"),
    DemoAccount("teacher", "s-east-1", "t-math-1", DEMO_PASSWORD, "教师（七年级班主任）"),
    DemoAccount("school_admin", "s-east-1", "A001", DEMO_PASSWORD, "学校管理员"),
    DemoAccount("district_admin", "d-east", "D001", DEMO_PASSWORD, "区管理员"),
    DemoAccount("engineer", "city", "E001", DEMO_PASSWORD, "算法工程师"),
)


def api_config(settings: Settings) -> ApiConfig:
    """The API's part of the settings."""
    shared = (
        "secret_key", "secure_cookies", "trusted_hosts", "slate_temperature", "photo_days", "room_file_days",
        "session_hours", "login_tries", "lock_minutes", "consent_version", "hotline", "chat_from", "chat_to",
        "rest_after_minutes", "llm_daily_tokens", "llm_seconds", "llm_most_tokens",
    )  # fmt: skip
    demo = settings.mode == "demo" and settings.region is None
    return ApiConfig(
        name="双师智学", version=importlib.metadata.version("shuangshi"), demo=demo,
        demo_accounts=_DEMO_ACCOUNTS if demo else (),
        max_picture_bytes=settings.max_picture_mb * 1_000_000,
        max_picture_pixels=settings.max_picture_megapixels * 1_000_000,
        hours=service_hours(settings),
        **{name: getattr(settings, name) for name in shared},
    )  # fmt: skip


def service_hours(settings: Settings) -> ServiceHours:
    """When the service tutors, and how long."""
    return ServiceHours(
        ZoneInfo(settings.timezone), settings.open_weekdays, settings.open_from, settings.open_to,
        session=timedelta(minutes=settings.tutoring_minutes), extension=timedelta(minutes=settings.extension_minutes),
        week=timedelta(minutes=settings.tutoring_minutes_a_week),
    )  # fmt: skip


def redis_url(settings: Settings) -> str:
    """The given Redis, or the embedded Valkey's socket."""
    return settings.redis_url or f"unix://{settings.sockets / 'valkey.sock'}"


def build_services(settings: Settings) -> Services:
    """Everything the API works with."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    graph = open_graph(settings)
    database = open_database(settings, graph)
    blobs = open_blobs(settings)
    ocr = OcrClient(settings.sockets / "ocr.sock")
    url = redis_url(settings)
    storage = storage_from_string(f"redis+{url}" if url.startswith("unix:") else url)
    return Services(
        config=api_config(settings), database=database, graph=graph,
        engine=EngineClient(settings.sockets / "engine.sock", settings.engine_url), ocr=ocr, blobs=blobs,
        reader=QuestionReader(database, blobs, ocr), limiter=FixedWindowRateLimiter(storage),
        shelf=keep_shelf(graph, database), open_redis=lambda: Redis.from_url(url), provider=open_provider(settings),
    )  # fmt: skip
