"""`shuangshi serve`: starts API, engine, OCR, worker and Valkey, and starts again what dies."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import IO

import httpx
from filelock import FileLock, Timeout

from shuangshi.console import fail, messages
from shuangshi.logs import set_up_json_logs
from shuangshi.parent import PARENT_VARIABLE
from shuangshi.settings import Settings
from shuangshi.valkey import end_orphan, valkey_command

__all__ = ["Supervisor"]

log = logging.getLogger(__name__)

_LOOK_S = 0.2
_BACKOFF_S = (0.0, 0.5, 2.0, 5.0, 15.0)
_STABLE_S = 30.0
_MANY_CORES = 4
_HEAD_START_S = 2.0  # what the API takes to import


@dataclass
class _Child:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    start_at: float = field(default_factory=time.monotonic)


class Supervisor:
    """Keeps the processes of one machine running until SIGTERM, SIGINT or the end of its terminal."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stop = threading.Event()

    def run(self) -> None:
        """Serves until told to stop."""
        try:
            self.settings.check_production()
            self.settings.check_workers()
        except ValueError as error:
            fail(str(error))
        set_up_json_logs("serve")
        self._heed_signals()
        self.settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(self.settings.home / "serve.lock", blocking=False)
        try:
            lock.acquire()
        except Timeout:
            fail(f"another `shuangshi serve` runs in {self.settings.home}; stop it or set SHUANGSHI_HOME")
        self.settings.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.settings.sockets.stat().st_uid != os.getuid():
            fail(f"{self.settings.sockets} belongs to somebody else; set a shorter SHUANGSHI_HOME")
        end_orphan(self.settings)
        children = [_Child(name, command) for name, command in self._commands().items()]
        self._let_the_page_come_first(children)
        threading.Thread(target=self._announce, daemon=True).start()
        try:
            while not self._stop.is_set():
                for child in children:
                    self._keep(child)
                self._stop.wait(_LOOK_S)
        finally:
            self._end(children)

    def _let_the_page_come_first(self, children: list[_Child]) -> None:
        """On few cores, parts that take long to warm would hold up the one that people look at."""
        if (os.cpu_count() or 1) > _MANY_CORES:
            return
        for child in children:
            if child.name not in ("valkey", "api"):
                child.start_at += _HEAD_START_S

    def _heed_signals(self) -> None:
        """Ends on what ends a program; a terminal that is closed says SIGHUP, which `nohup` has us ignore."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda _number, _frame: self._stop.set())

    def _commands(self) -> dict[str, list[str]]:
        settings = self.settings
        ocr = {
            "--socket": settings.sockets / "ocr.sock", "--cache": settings.cache, "--queue": settings.ocr_queue,
            "--memory-mb": settings.ocr_memory_mb, "--recycle-after": settings.ocr_recycle_after,
            "--threads": settings.ocr_threads, "--max-mb": settings.max_picture_mb,
            "--max-megapixels": settings.max_picture_megapixels,
        }  # fmt: skip
        python = [sys.executable, "-m"]
        commands = {} if settings.redis_url else {"valkey": valkey_command(settings)}
        commands["api"] = [*python, "shuangshi.process", "api"]
        if not settings.engine_url:
            commands["engine"] = [*python, "shuangshi.process", "engine"]
        commands["ocr"] = [*python, "shuangshi.process", "ocr", *(str(part) for pair in ocr.items() for part in pair)]
        commands["worker"] = [*python, "shuangshi.process", "worker"]
        return commands

    def _keep(self, child: _Child) -> None:
        """Starts the child, or starts it again after a pause that grows with quick deaths."""
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            quick = now - child.started < _STABLE_S
            child.deaths = child.deaths + 1 if quick else 0
            pause = _BACKOFF_S[min(child.deaths, len(_BACKOFF_S) - 1)]
            log.warning("%s ended (%d); starting it again in %.1f s", child.name, code, pause)
            child.process, child.start_at = None, now + pause
        if now >= child.start_at:
            child.process = _start(child)
            child.started = now

    def _end(self, children: list[_Child]) -> None:
        running = [child.process for child in reversed(children) if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + 8
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _announce(self) -> None:
        """Says where the service is once it answers, then when every part is warm."""
        address = f"http://{self.settings.host}:{self.settings.port}"
        named = self.settings.trusted_hosts[0]
        headers = {} if named == "*" else {"Host": named.replace("*", "www", 1)}  # other names are turned away
        started = time.monotonic()
        told = False
        while not self._stop.wait(_LOOK_S):
            try:
                readiness = httpx.get(f"{address}/api/ready", timeout=5, headers=headers).json()
            except (httpx.TransportError, ValueError):
                continue
            if not told:
                told = True
                self._greet(address, time.monotonic() - started)
            if readiness.get("ready"):
                messages.print(f"all parts ready after {time.monotonic() - started:.1f} s", highlight=False)
                return

    def _greet(self, address: str, seconds: float) -> None:
        from shuangshi.api_wiring import api_config

        messages.print(f"\n[bold]双师智学[/bold] {address}  (answering after {seconds:.1f} s; parts are warming up)",
                       highlight=False)  # fmt: skip
        for account in api_config(self.settings).demo_accounts:
            messages.print(f"  demo: {account.label} — {account.organisation} {account.number} {account.password}",
                           highlight=False)  # fmt: skip


def _start(child: _Child) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", PARENT_VARIABLE: str(os.getpid())}
    if child.name != "valkey":
        return subprocess.Popen(child.command, env=environment, start_new_session=True)
    process = subprocess.Popen(child.command, env=environment, start_new_session=True, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)  # fmt: skip
    threading.Thread(target=_log_lines, args=(child.name, process.stdout), daemon=True).start()
    return process


def _log_lines(name: str, lines: IO[bytes]) -> None:
    """What a foreign program says in lines of its own becomes lines of ours."""
    for line in lines:
        if text := line.decode(errors="replace").strip():
            logging.getLogger(name).warning(text)
