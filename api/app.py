"""Puts the HTTP application together. API workers import no torch, faiss or paddleocr."""

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import Counter, Histogram
from redis.asyncio import Redis
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.config import ApiConfig
from api.problems import Problem, ProblemBody, crash_answer, install_problem_handlers
from api.routes import (
    assignments,
    bell,
    chat_readers,
    chats,
    content,
    curriculum,
    desk,
    generation,
    help_requests,
    knowledge_map,
    match_quality,
    matches,
    people,
    questions,
    recommendations,
    room_files,
    rooms,
    service,
    session,
    session_feedback,
    unit_tests,
)
from api.services import Services
from sessions.bell import Bell
from sessions.presence import Presence
from sessions.room.hub import Hub
from store.database import Database

__all__ = ["create_app"]

log = logging.getLogger(__name__)

_REQUESTS = Counter("shuangshi_requests_total", "HTTP requests.", ("method", "route", "status"))
_SECONDS = Histogram("shuangshi_request_seconds", "Time to answer.", ("method", "route"))
_JSON_LIMIT = 512_000
_SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), bluetooth=(self), geolocation=()",
}
_PROBLEMS: dict[int | str, dict[str, object]] = {
    "4XX": {"model": ProblemBody, "content": {"application/problem+json": {}}},
}


def create_app(
    config: ApiConfig, open_services: Callable[[], Services], web_folder: Path | None = None,
    open_hub: Callable[[Database, Redis], Hub] = Hub,
) -> FastAPI:  # fmt: skip
    """The application.

    Args:
        config: Its settings.
        open_services: Opens the parts it works with; called when the application starts.
        web_folder: The built web app, served at `/`; None serves the API alone.
        open_hub: Opens the rooms of the process; called when the application starts.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services = app.state.services = open_services()
        app.state.hub = open_hub(services.database, services.open_redis())
        app.state.presence = Presence(services.open_redis())
        app.state.bell = Bell(services.open_redis())
        yield
        await app.state.bell.close()
        await app.state.hub.close()
        await app.state.presence.close()
        services.reader.close()
        services.engine.close()

    app = FastAPI(
        title="双师智学", version=config.version, lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json", responses=_PROBLEMS,
    )  # fmt: skip
    install_problem_handlers(app)
    for module in (
        service, session, questions, recommendations, content, assignments, curriculum, knowledge_map, people,
        match_quality, matches, chats, chat_readers, generation, unit_tests, rooms, room_files, session_feedback,
        bell, desk, help_requests,
    ):  # fmt: skip
        app.include_router(module.router)
    app.include_router(service.metrics)
    app.middleware("http")(_observe)
    app.add_middleware(BodyLimit, json_limit=_JSON_LIMIT, upload_limit=config.max_picture_bytes + 100_000)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(config.trusted_hosts))
    if web_folder is not None:
        app.mount("/", WebApp(web_folder), name="web")
    return app


async def _observe(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Counts, times and logs each request; logs hold the route, never its ids, bodies or names."""
    started = time.perf_counter()
    try:
        response = await call_next(request)
    except Exception as error:
        route = getattr(request.scope.get("route"), "path", "web")
        log.exception("unhandled", extra={"method": request.method, "route": route, "error": type(error).__name__})
        response = crash_answer()
    seconds = time.perf_counter() - started
    route = getattr(request.scope.get("route"), "path", "web")
    _REQUESTS.labels(request.method, route, response.status_code).inc()
    _SECONDS.labels(request.method, route).observe(seconds)
    if route.startswith("/api") and route not in ("/api/health", "/api/ready"):
        log.info("request", extra={
            "method": request.method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 1),
        })  # fmt: skip
    for name, value in _SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if route.startswith("/api"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


class BodyLimit:
    """Refuses bodies that are too large, by their declared length and while they arrive."""

    def __init__(self, app: ASGIApp, json_limit: int, upload_limit: int) -> None:
        self.app = app
        self.json_limit = json_limit
        self.upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, counting its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        is_upload = headers.get(b"content-type", b"").startswith(b"multipart/")
        limit = self.upload_limit if is_upload else self.json_limit
        if int(headers.get(b"content-length", b"0") or 0) > limit:
            await self._refuse(scope, receive, send, limit)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        from fastapi.responses import JSONResponse

        problem = Problem(
            413, "body_too_large", f"上传的内容太大，最多 {limit / 1_000_000:.0f} MB。请压缩图片或只拍题目部分。"
        )
        answer = JSONResponse(
            problem.body.model_dump(exclude_none=True), 413, media_type="application/problem+json",
            headers={"Connection": "close"},
        )  # fmt: skip
        await answer(scope, receive, send)


class WebApp(StaticFiles):
    """The built web app: files as they are, hashed ones cached for ever, any other path is the app's own page."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or the app's page for the app's own routes."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("api/") or "." in path.rsplit("/", 1)[-1]:
                raise
            response = await super().get_response("index.html", scope)
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


logging.getLogger("httpx").setLevel(logging.WARNING)
