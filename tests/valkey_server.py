"""A real Valkey on a socket of its own, and ways to take it away and bring it back."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from shuangshi.settings import Settings
from shuangshi.valkey import valkey_command

__all__ = ["Valkey", "run_valkey"]


class Valkey:
    """A server that can be killed and started again."""

    def __init__(self, home: Path) -> None:
        self._settings = Settings(home=home)
        self.url = f"unix://{self._settings.sockets / 'valkey.sock'}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        command = valkey_command(self._settings)
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        client = Redis.from_url(self.url)
        deadline = time.monotonic() + 10
        while True:
            try:
                client.ping()
                break
            except RedisError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        client.close()

    def kill(self) -> None:
        """Kills it, as a machine that fails would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def run_valkey(home: Path) -> Iterator[str]:
    """One that runs all the while."""
    server = Valkey(home)
    server.start()
    try:
        yield server.url
    finally:
        server.kill()
