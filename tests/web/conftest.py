"""The whole service as a user runs it, and a real Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from knowledge_graph import KnowledgeGraph
from recommender.assessment.bank import read_bank
from shuangshi.preparation import DEMO_FOLDER, DEMO_PASSWORD
from shuangshi.web_files import find_web_folder
from store.region_files import read_region
from tests.always_open import ALWAYS_OPEN
from tests.model_server import ModelServer, run_model_server

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
_PHONE = {"width": 375, "height": 812}


@dataclass
class Service:
    """A running service."""

    url: str
    process: subprocess.Popen[bytes]
    home: Path

    def wait_until_ready(self, seconds: float = 150) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/api/ready", timeout=5).json()["ready"]:
                    return
            except (httpx.TransportError, ValueError):
                pass  # not up yet
            time.sleep(0.3)
        pytest.fail(f"the service was not ready after {seconds} s")


@pytest.fixture(scope="session")
def model() -> Iterator[ModelServer]:
    """A language model; nobody's words are its until a district's administrator allows it."""
    with run_model_server() as server:
        yield server


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, cache: Path, model: ModelServer) -> Iterator[Service]:
    if find_web_folder() is None:
        pytest.skip("the web app is not built (make web)")
    home = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHUANGSHI_")}
    environment |= {"SHUANGSHI_HOME": str(home), "SHUANGSHI_CACHE": str(cache), "SHUANGSHI_PORT": str(port)}
    environment |= ALWAYS_OPEN | {"SHUANGSHI_LLM_MODEL": "openai/scripted", "SHUANGSHI_LLM_API_BASE": model.url}
    command = [sys.executable, "-c", "from shuangshi.cli import main; main()", "serve"]
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    service = Service(f"http://127.0.0.1:{port}", process, home)
    try:
        service.wait_until_ready()
        yield service
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


@pytest.fixture(scope="session")
def right(graph: KnowledgeGraph) -> dict[str, str]:
    """Right answers by item: of the bank, and of what the demo region's teachers wrote."""
    own = read_region(DEMO_FOLDER, graph).items.values()
    return {item.id: item.answer for item in (*read_bank(graph), *(item for _, item in own))}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if _CHROMIUM is None:
        pytest.skip("no Chromium (Debian package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    with watched_page(browser, service, viewport=_PHONE, device_scale_factor=2) as page:
        yield page


@contextmanager
def watched_page(browser: Browser, service: Service, **options: Any) -> Iterator[Page]:
    """A page of a context of its own; at its end no request may have left the origin, and no script have failed."""
    context = browser.new_context(locale="zh-CN", **options)
    page = context.new_page()
    foreign: list[str] = []
    errors: list[str] = []
    page.on(
        "request", lambda r: foreign.append(r.url) if not r.url.startswith((service.url, "data:", "blob:")) else None
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert foreign == [], "a request left the origin"
    assert errors == []


def log_in(
    page: Page, service: Service, number: str = "2026010101", place: str = "东城示范区第一中学"
) -> None:  # fmt: skip
    page.goto(service.url)
    page.get_by_test_id("login-organisation").click()
    page.keyboard.type(place)
    page.locator(".ant-select-item-option").filter(has=page.get_by_text(place, exact=True)).first.click()
    page.get_by_test_id("login-number").fill(number)
    page.get_by_test_id("login-password").fill(DEMO_PASSWORD)
    page.get_by_test_id("login-submit").click()
