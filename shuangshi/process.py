"""Entry of the supervised processes: `python -m shuangshi.process api|engine|worker|ocr|ocr.worker`."""

import os
import shutil
import sys

from shuangshi.logs import set_up_json_logs
from shuangshi.parent import end_with_parent

__all__ = ["main"]


def main() -> None:
    """Runs one process of the service."""
    name, *arguments = sys.argv[1:]
    set_up_json_logs(name)
    if name == "ocr.worker":  # the kernel ends it with its host
        from ocr import worker

        worker.main(arguments)
        return
    end_with_parent()
    if name == "ocr":
        from ocr import host

        host.main([*arguments, "--worker", "shuangshi.process ocr.worker"])
        return
    {"api": _api, "engine": _engine, "worker": _worker}[name]()


def _api() -> None:
    import uvicorn

    from sessions.room.frames import LONGEST_FRAME
    from shuangshi.settings import Settings

    settings = Settings()
    if settings.workers > 1:
        counts = settings.sockets / "metrics"
        shutil.rmtree(counts, ignore_errors=True)
        counts.mkdir(parents=True, mode=0o700)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)  # read by each worker as it imports prometheus_client
    uvicorn.run(
        "shuangshi.api_factory:create", factory=True, host=settings.host, port=settings.port,
        workers=settings.workers, access_log=False, log_config=None, log_level="warning", timeout_graceful_shutdown=3,
        ws_max_size=2 * LONGEST_FRAME, ws_ping_interval=None,  # pages beat by themselves
    )  # fmt: skip


def _engine() -> None:
    from shuangshi.engine_host import serve_engine
    from shuangshi.settings import Settings

    settings = Settings()
    socket = settings.sockets / "engine.sock"
    socket.unlink(missing_ok=True)
    serve_engine(settings, uds=str(socket))


def _worker() -> None:
    from shuangshi.settings import Settings
    from shuangshi.worker import run_worker

    run_worker(Settings())


if __name__ == "__main__":
    main()
