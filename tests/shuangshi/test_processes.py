"""The supervised processes as processes: how they log, whom they outlive, what they leave behind."""

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from api.engine_client import EngineClient, EngineQuestion
from recommender.student import StudentContext
from shuangshi.settings import Settings
from shuangshi.valkey import end_orphan, valkey_command
from store.database import Database

ROOT = Path(__file__).parent.parent.parent
SECRET = "cookie-4f1c9e"


@pytest.fixture
def start(tmp_path: Path, cache: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts `python ARGUMENTS` in a home of its own; what it says goes to `said`."""
    started: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str, **settings: str) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SHUANGSHI_")}
        environment |= {"SHUANGSHI_HOME": str(tmp_path), "SHUANGSHI_CACHE": str(cache)}
        environment |= {f"SHUANGSHI_{name.upper()}": value for name, value in settings.items()}
        with (tmp_path / "said").open("ab") as said:
            process = subprocess.Popen([sys.executable, *arguments], env=environment, cwd=ROOT, stdout=said,
                                       stderr=said, start_new_session=True,
                                       preexec_fn=_hear_hang_ups)  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _hear_hang_ups() -> None:
    """Under `nohup` a child would inherit deafness to SIGHUP."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def nobody_listens(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
        return True
    except OSError:
        return False


def lines_of(path: Path) -> list[dict]:
    """What was logged; every line has to be JSON."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# Logs

CRASHES = f"""
import logging, threading, warnings
from api.app import create_app
from fastapi.testclient import TestClient
from shuangshi.api_wiring import api_config
from shuangshi.logs import set_up_json_logs
from shuangshi.settings import Settings

set_up_json_logs("api")
app = create_app(api_config(Settings()), lambda: None)

@app.get("/api/crash")
def crash():
    key = "{SECRET}"
    try:
        int("陈一诺")
    except ValueError as error:
        raise OSError("disk full") from error

client = TestClient(app, raise_server_exceptions=False)
assert client.get("/api/crash", headers={{"Cookie": "session={SECRET}"}}).status_code == 500
logging.getLogger("uvicorn.error").warning("from a library")
warnings.warn("old", UserWarning)
logging.getLogger("paddlex").warning("from paddlex")
thread = threading.Thread(target=lambda: {{}}["陈一诺"]); thread.start(); thread.join()
raise KeyError("{SECRET}")
"""


def test_every_line_is_json_with_its_process_and_holds_no_value_of_anybody(start, tmp_path: Path):
    start("-c", CRASHES).wait(60)
    lines = lines_of(tmp_path / "said")
    assert {line["process"] for line in lines} == {"api"}
    assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in lines)
    events = [line["event"] for line in lines]
    assert "unhandled" in events
    assert "from a library" in events
    assert "from paddlex" in events
    crash = next(line for line in lines if line["event"] == "unhandled")
    assert (crash["method"], crash["route"], crash["error"]) == ("GET", "/api/crash", "OSError")
    assert "in crash\n" in crash["exception"]
    assert "OSError: disk full" in crash["exception"]
    assert "ValueError" in crash["exception"]
    uncaught = [line["exception"] for line in lines if line["event"] == "nobody caught this error"]
    assert len(uncaught) == 2
    text = (tmp_path / "said").read_text(encoding="utf-8")
    assert "陈一诺" not in text.replace('thread = threading.Thread(target=lambda: {}["陈一诺"])', "")
    assert SECRET not in text


# Several API workers


@pytest.fixture
def prepared(tmp_path: Path, settings: Settings, database: Database) -> Path:
    """A home with the demo region's database, made quickly."""
    with sqlite3.connect(settings.home / "shuangshi.db") as source, sqlite3.connect(tmp_path / "shuangshi.db") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    for name in ("cache", "indexes"):
        if (settings.home / name).is_dir():
            shutil.copytree(settings.home / name, tmp_path / name)
    return tmp_path


def test_every_api_worker_logs_json_counts_for_all_and_ends_with_its_parent(start, prepared: Path):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    parent = start("-m", "shuangshi.process", "api", workers="2", port=str(port))
    wait_until(lambda: answers(f"{url}/api/health"))
    workers = [child for child in psutil.Process(parent.pid).children() if "spawn_main" in " ".join(child.cmdline())]
    assert len(workers) == 2
    with sqlite3.connect(prepared / "shuangshi.db") as connection:
        connection.execute("delete from districts")  # schools without one make the route fail
    connection.close()
    for _ in range(20):
        assert httpx.get(f"{url}/api/organisations", headers={"Cookie": f"session={SECRET}"}).status_code == 500
    told = 'shuangshi_requests_total{method="GET",route="/api/organisations",status="500"} 20.0'
    assert told in httpx.get(f"{url}/metrics").text

    parent.kill()
    parent.wait(10)
    wait_until(lambda: not any(worker.is_running() and worker.status() != "zombie" for worker in workers))
    wait_until(lambda: nobody_listens(port))  # a zombie's last threads may still hold the socket for a moment
    lines = lines_of(prepared / "said")
    assert {line["process"] for line in lines} == {"api"}
    crashes = [line for line in lines if line["event"] == "unhandled"]
    assert len(crashes) == 20
    assert all("AttributeError" in line["exception"] for line in crashes)
    assert max(len(line["exception"]) for line in crashes) < 20_000
    assert SECRET not in (prepared / "said").read_text(encoding="utf-8")


# The supervisor


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_the_supervisor_ends_with_all_it_started_also_when_its_terminal_is_closed(
    start, tmp_path: Path, number: signal.Signals
):  # fmt: skip
    code = (
        "from shuangshi.settings import Settings; from shuangshi.supervisor import Supervisor; "
        "Supervisor._commands = lambda self: {'sleeper': ['sleep', '100']}; Supervisor(Settings()).run()"
    )
    supervisor = start("-c", code, port=str(free_port()))
    wait_until(lambda: psutil.Process(supervisor.pid).children())
    child = psutil.Process(supervisor.pid).children()[0]
    supervisor.send_signal(number)
    assert supervisor.wait(30) == 0
    assert not child.is_running()


def test_a_process_whose_parent_died_before_it_began_ends(start, prepared: Path):
    worker = start("-m", "shuangshi.process", "worker", parent_pid="1999999999")
    assert worker.wait(60) == 1


# The embedded Valkey


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def orphan(own: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A server as a killed supervisor leaves it."""
    process = subprocess.Popen(valkey_command(own), stdout=subprocess.DEVNULL)
    wait_until((own.home / "valkey" / "valkey.pid").exists)
    wait_until((own.sockets / "valkey.sock").exists)
    yield process
    process.kill()
    process.wait(10)


def test_an_orphaned_server_is_gone_before_the_next_one_starts(own: Settings, orphan: subprocess.Popen[bytes]):
    """One that is still ending would delete its successor's socket."""
    end_orphan(own)
    assert not psutil.pid_exists(orphan.pid)
    assert list(own.sockets.iterdir()) == []
    assert not (own.home / "valkey" / "valkey.pid").exists()


def test_an_orphan_that_hangs_is_killed(
    own: Settings, orphan: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    monkeypatch.setattr("shuangshi.valkey._GRACE_S", 0.3)
    orphan.send_signal(signal.SIGSTOP)
    end_orphan(own)
    assert not psutil.pid_exists(orphan.pid)


def test_a_number_that_went_to_somebody_else_is_left_alone(
    own: Settings, orphan: subprocess.Popen[bytes], tmp_path: Path
):  # fmt: skip
    other = Settings(home=tmp_path / "other")
    file = other.home / "valkey" / "valkey.pid"
    file.parent.mkdir(parents=True)
    with subprocess.Popen(["sleep", "100"], cwd=file.parent) as sleeper:
        for said in (str(sleeper.pid), str(orphan.pid), "", "many", "0", "4194399"):
            file.write_text(said)
            end_orphan(other)
            assert not file.exists()
        assert sleeper.poll() is None
        assert orphan.poll() is None
        sleeper.kill()


# An engine elsewhere


def test_an_engine_on_a_port_recommends(start, prepared: Path):
    port = free_port()
    start("-c", "from shuangshi.cli import main; main()", "engine", "--port", str(port))
    client = EngineClient(url=f"http://127.0.0.1:{port}")
    try:
        wait_until(lambda: client.health()["state"] == "ready", 120)
        student = StudentContext(grade=9)
        answer = client.recommend(EngineQuestion(text="一元二次方程怎么判断有几个根？", student=student))
    finally:
        client.close()
    assert answer.recommendation.profile.subject == "数学"
    refused = httpx.post(f"http://127.0.0.1:{port}/recommend", json={"text": "陈一诺的问题"})
    assert (refused.status_code, refused.json()) == (422, {"invalid": ["student"]})
    assert {line["process"] for line in lines_of(prepared / "said")} == {"engine"}
    assert "陈一诺" not in (prepared / "said").read_text(encoding="utf-8")
