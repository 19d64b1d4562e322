"""Entry of the supervised processes: `python -m shuangshi.process api|engine|worker`."""

import logging
import os
import sys
import threading
import time

import structlog

from shuangshi.settings import Settings

__all__ = ["main"]


def main() -> None:
    """Runs one process of the service."""
    name = sys.argv[1]
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format=f"%(asctime)s {name} %(levelname)s %(message)s")
    for noisy in ("httpx", "alembic", "sentence_transformers", "faiss", "faiss.loader"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr), processors=[
        structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ])  # fmt: skip
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    settings = Settings()
    {"api": _api, "engine": _engine, "worker": _worker}[name](settings)


def _end_with_parent(parent: int) -> None:
    """A killed supervisor leaves no orphans."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _api(settings: Settings) -> None:
    import uvicorn

    uvicorn.run(
        "shuangshi.api_factory:create", factory=True, host=settings.host, port=settings.port,
        workers=settings.workers, access_log=False, log_level="warning", timeout_graceful_shutdown=3,
    )  # fmt: skip


def _engine(settings: Settings) -> None:
    import uvicorn

    from shuangshi.engine_host import make_app

    socket = settings.sockets / "engine.sock"
    socket.unlink(missing_ok=True)
    uvicorn.run(make_app(settings), uds=str(socket), access_log=False, log_level="warning",
                timeout_graceful_shutdown=1)  # fmt: skip


def _worker(settings: Settings) -> None:
    from shuangshi.worker import run_worker

    run_worker(settings)


if __name__ == "__main__":
    main()
