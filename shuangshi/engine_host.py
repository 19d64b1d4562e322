"""The engine process: the main flow behind a small HTTP protocol. It answers at once, `warming` until it is warm.

`POST /recommend` (EngineQuestion → EngineAnswer) and `GET /health`.
Full or warming: 503 with `{"waiting": n}`. It asks nobody who they are: a local socket or a closed network guards it.
"""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.engine_client import EngineAnswer, EngineQuestion
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from shuangshi.engine import Engine

__all__ = ["make_app", "serve_engine"]

log = logging.getLogger(__name__)

_THREADS = 4
_MOST_IN_FLIGHT = 64
_LOOK_EVERY_S = 3.0
_RETRY_S = 15.0


class _Host:
    """Warms the engine in the background, then serves it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine: Engine | None = None
        self.fault: str | None = None
        self.in_flight = 0
        self.pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="engine")
        self.started = time.monotonic()

    def run(self) -> None:
        """Builds the engine, again and again until it succeeds, then follows the change log for ever."""
        engine = self._build()
        while engine is None:
            time.sleep(_RETRY_S)
            engine = self._build()
        self.engine, self.fault = engine, None
        log.info("engine ready after %.1f s", time.monotonic() - self.started)
        while True:
            time.sleep(_LOOK_EVERY_S)
            for follow in (engine.follow_changes, engine.follow_promotions, engine.follow_behaviour):
                try:
                    follow()
                except Exception:
                    log.exception("%s failed; trying again", follow.__name__)

    def _build(self) -> "Engine | None":
        from models.batching import BatchingEncoder
        from models.encoder import load_encoder
        from shuangshi.engine import build_engine
        from shuangshi.preparation import open_database, open_graph

        try:
            graph = open_graph(self.settings)
            database = open_database(self.settings, graph)
            encoder = BatchingEncoder(load_encoder(self.settings.encoder, self.settings.cache))
            engine = build_engine(self.settings, graph, database, encoder)
            engine.flow.profiler.profile("热身：一元二次方程有几个根？")
        except Exception as error:
            log.exception("the engine cannot start")
            self.fault = f"{type(error).__name__}；请在服务器上运行 shuangshi doctor"
            return None
        return engine

    def recommend(self, question: EngineQuestion) -> EngineAnswer:
        """Runs the main flow."""
        assert self.engine is not None
        model = self.engine.model  # before: a promotion may come while the question is answered
        recommendation = self.engine.flow.recommend(question.text, question.student, question.profile)
        return EngineAnswer(recommendation=recommendation, model=model)


def serve_engine(settings: Settings, **where: Any) -> None:
    """Serves the engine until SIGTERM.

    Args:
        settings: As everywhere.
        **where: Where it listens, as uvicorn takes it: `uds`, or `host` and `port`.
    """
    uvicorn.run(make_app(settings), **where, access_log=False, log_config=None, log_level="warning",
                timeout_graceful_shutdown=1)  # fmt: skip


def make_app(settings: Settings) -> Starlette:
    """The engine's HTTP application."""
    host = _Host(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=host.run, name="engine-index", daemon=True).start()
        yield
        host.pool.shutdown(wait=False, cancel_futures=True)

    async def recommend(request: Request) -> Response:
        if host.engine is None or host.in_flight >= _MOST_IN_FLIGHT:
            return JSONResponse({"waiting": host.in_flight}, 503, headers={"Retry-After": "2"})
        try:
            question = EngineQuestion.model_validate_json(await request.body())
        except ValidationError as error:  # another version on the other side; its text stays out of answer and log
            places = [".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)]
            return JSONResponse({"invalid": places}, 422)
        host.in_flight += 1
        try:
            answer = await asyncio.get_running_loop().run_in_executor(host.pool, host.recommend, question)
        finally:
            host.in_flight -= 1
        return Response(answer.model_dump_json(), media_type="application/json")

    async def health(_request: Request) -> Response:
        if host.fault:
            return JSONResponse({"state": "down", "detail": host.fault})
        return JSONResponse({"state": "warming" if host.engine is None else "ready", "waiting": host.in_flight})

    return Starlette(
        routes=[
            Route("/recommend", recommend, methods=["POST"]),
            Route("/health", health),
        ],
        lifespan=lifespan,
    )
