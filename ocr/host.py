"""The OCR process: HTTP on a Unix socket in front of one supervised worker.

`python -m ocr.host --socket PATH --cache DIR` answers `POST /read` (body: the picture; answer: one JSON object a line,
and an empty line every ten seconds without one) and `GET /health`. It imports nothing heavy and is up in well under a
second; the worker warms up behind it. SIGTERM ends it with its worker, and so does the death of the process that
started it.
"""

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ocr.supervisor import QueueFullError, Supervisor, SupervisorSettings, WorkerUnavailableError

__all__ = ["main", "make_app"]

_SIGN_OF_LIFE_S = 10.0


def make_app(settings: SupervisorSettings, max_bytes: int) -> Starlette:
    """The HTTP application; its lifespan keeps the worker.

    Args:
        settings: How the worker is kept.
        max_bytes: Bodies larger than this are refused while they arrive.
    """
    supervisor = Supervisor(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        await supervisor.start()
        try:
            yield
        finally:
            await supervisor.stop()

    async def read(request: Request) -> Response:
        data = await _body(request, max_bytes)
        if data is None:
            return JSONResponse(
                {
                    "code": "too_many_bytes",
                    "message": f"文件超过上限 {max_bytes / 1e6:.0f} MB，请压缩图片或只拍题目部分。",
                },
                413,
            )
        try:
            events = supervisor.submit(data)
        except QueueFullError as error:
            return JSONResponse(
                {
                    "code": "queue_full",
                    "waiting": error.waiting,
                    "message": f"识别服务正忙，前面还有 {error.waiting} 张图片。",
                },
                503,
                headers={"Retry-After": "2"},
            )
        except WorkerUnavailableError as error:
            return JSONResponse(
                {"code": "reader_down", "message": "识别服务暂时不可用，请稍后再试。", "detail": str(error)},
                503,
                headers={"Retry-After": "5"},
            )
        return StreamingResponse(_lines(events), media_type="application/x-ndjson")

    async def health(request: Request) -> Response:
        del request
        return JSONResponse(supervisor.health())

    return Starlette(routes=[Route("/read", read, methods=["POST"]), Route("/health", health)], lifespan=lifespan)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM, SIGINT, or the death of the parent."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _leave)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s ocr %(levelname)s %(message)s")
    command = [
        sys.executable,
        "-m",
        *options.worker.split(),
        "--cache",
        str(options.cache),
        "--threads",
        str(options.threads),
        "--max-mb",
        str(options.max_mb),
        "--max-megapixels",
        str(options.max_megapixels),
    ]
    settings = SupervisorSettings(
        command=command,
        queue=options.queue,
        memory_mb=options.memory_mb,
        recycle_after=options.recycle_after,
        time_limit=options.time_limit,
    )
    options.socket.parent.mkdir(parents=True, exist_ok=True)
    options.socket.unlink(missing_ok=True)
    config = uvicorn.Config(
        make_app(settings, int(options.max_mb * 1e6)),
        uds=str(options.socket),
        loop="asyncio",
        log_config=None,
        http="h11",
        ws="none",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    parent = None if options.outlive_parent else os.getppid()
    try:
        asyncio.run(_serve(uvicorn.Server(config), parent))
    finally:
        if parent in (None, os.getppid()):  # an orphan's socket may already be its successor's
            options.socket.unlink(missing_ok=True)


def _leave(number: int, frame: object) -> None:
    """SIGTERM is an ordinary end: uvicorn shuts down first and then hands the signal on to this."""
    del number, frame
    raise SystemExit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ocr.host", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--socket", type=Path, required=True, help="Unix socket to listen on")
    parser.add_argument("--cache", type=Path, required=True, help="cache folder for weights")
    parser.add_argument("--queue", type=int, default=8, help="most pictures waiting")
    parser.add_argument("--memory-mb", type=float, default=2500, help="memory above which the worker is replaced")
    parser.add_argument("--recycle-after", type=int, default=300, help="pictures after which the worker is replaced")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads")
    parser.add_argument("--time-limit", type=float, default=60, help="seconds for one picture")
    parser.add_argument("--max-mb", type=float, default=20, help="largest picture in MB")
    parser.add_argument("--max-megapixels", type=float, default=50, help="largest picture in megapixels")
    parser.add_argument("--worker", default="ocr.worker", help="module that runs as the worker, with its arguments")
    parser.add_argument("--outlive-parent", action="store_true", help="go on when the process that started it dies")
    return parser


async def _serve(server: uvicorn.Server, parent: int | None) -> None:
    watching = asyncio.create_task(_watch_parent(server, parent))
    try:
        await server.serve()
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch_parent(server: uvicorn.Server, parent: int | None) -> None:
    while parent is None or os.getppid() == parent:
        await asyncio.sleep(0.3)
    server.should_exit = True


async def _body(request: Request, max_bytes: int) -> bytes | None:
    """The body, or None as soon as it is larger than allowed."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > max_bytes:
            return None
        parts.append(part)
    return b"".join(parts)


async def _lines(events: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    """The events as lines; an empty one now and then tells who waits in the queue that the host is alive."""
    following = asyncio.ensure_future(anext(events))
    try:
        while True:
            done, _ = await asyncio.wait({following}, timeout=_SIGN_OF_LIFE_S)
            if not done:
                yield b"\n"
                continue
            try:
                event = following.result()
            except StopAsyncIteration:
                return
            yield json.dumps(event, ensure_ascii=False).encode() + b"\n"
            following = asyncio.ensure_future(anext(events))
    finally:
        following.cancel()


if __name__ == "__main__":
    main()
