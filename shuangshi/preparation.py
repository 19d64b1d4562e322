"""Brings a home folder to life on first use: folders, migrated database, region. Safe to call from many processes."""

import csv
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from filelock import FileLock
from sqlalchemy import select

from knowledge_graph import KnowledgeGraph, load_graph
from knowledge_graph.packs import find_packs
from shuangshi.settings import ProductionError, Settings
from store.accounts import Account
from store.base import utc_now
from store.blobs import BlobStore, open_blob_store
from store.database import Database
from store.installation import is_demo, mark_demo
from store.moved_points import follow_moved_points
from store.region_files import read_region
from store.region_import import ImportReport, count_people_without_password, import_region

__all__ = [
    "DEMO_FOLDER",
    "DEMO_PASSWORD",
    "import_folder",
    "initial_passwords_folder",
    "open_blobs",
    "open_database",
    "open_graph",
]

log = logging.getLogger(__name__)

DEMO_FOLDER = Path(__file__).parent.parent / "demo"
"""The demo region, in a checkout as in an installed wheel."""

DEMO_PASSWORD = "zhixue-2026"  # noqa: S105 - for demo accounts alone; production has none


def open_graph(settings: Settings) -> KnowledgeGraph:
    """The knowledge graph, from its compiled cache where that is fresh."""
    return load_graph(cache=settings.home / "cache", packs=find_packs(settings.curriculum_packs))


def open_database(settings: Settings, graph: KnowledgeGraph) -> Database:
    """The migrated database; an empty one gets the region that the settings name, or the demo region.

    Raises:
        ProductionError: Production mode with settings, or a database, that only a demo may have.
    """
    settings.check_production()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.effective_database_url)
    with FileLock(settings.home / "prepare.lock"):
        database.migrate()
        with database.transaction() as session:
            changed = follow_moved_points(session, graph.moved, graph.content_hash)
            if changed:
                log.info("the curriculum moved knowledge points: %d stored rows follow", changed)
            is_empty = session.scalar(select(Account.id).limit(1)) is None
            if settings.mode == "production" and is_demo(session):
                raise ProductionError(
                    "not fit for production: this database holds the demo's accounts, whose password is public; "
                    "use a fresh SHUANGSHI_HOME or SHUANGSHI_DATABASE_URL"
                )
        if is_empty:
            folder = settings.region or DEMO_FOLDER
            log.info("importing the region in %s (once)", folder)
            import_folder(settings, graph, database, folder)
    return database


def import_folder(
    settings: Settings, graph: KnowledgeGraph, database: Database, folder: Path, allow_departures: bool = False
) -> ImportReport:
    """Imports a region's folder. Initial passwords go to a file of `initial_passwords_folder`, owner-readable.

    Raises:
        AuthoredFileError: The folder has faults; nothing was imported.
    """
    region = read_region(folder, graph)
    subjects = {subject.code: subject.name for subject in graph.subjects.values()}
    demo = settings.mode == "demo" and folder == DEMO_FOLDER
    with database.reading() as session:
        needed = count_people_without_password(session, region)
    make_password = _demo_passwords() if demo else _random_passwords(needed)
    file = initial_passwords_folder(settings) / f"{utc_now():%Y%m%dT%H%M%S.%fZ}.csv"
    try:
        with database.transaction() as session:
            report = import_region(
                session,
                region,
                open_blobs(settings),
                make_password,
                subjects,
                must_change_password=not demo,
                allow_departures=allow_departures,
            )
            if demo:
                mark_demo(session)
            elif report.initial_passwords:  # on disk before the commit: a crash must not lose what nobody can read back
                _write_initial_passwords(file, report.initial_passwords)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    if file.is_file():
        log.warning("initial passwords of %d people: %s", len(report.initial_passwords), file)
    return report


def initial_passwords_folder(settings: Settings) -> Path:
    """Where each import leaves the passwords of new people in a file of its own, for those who hand them out."""
    return settings.home / "initial-passwords"


def _write_initial_passwords(path: Path, rows: list[tuple[str, str, str]]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("organisation", "number", "password"), *rows])
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)  # the file's name must be on disk too
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def open_blobs(settings: Settings) -> BlobStore:
    """The store of attachments' bytes."""
    return open_blob_store(settings.attachments_url or str(settings.home / "attachments"))


def _random_passwords(count: int) -> Callable[[], tuple[str, str]]:
    """Makes `count` passwords now, on all cores, because hashing is slow on purpose and an import blocks writers."""
    from api.passwords import hash_password, make_temporary_password

    def make(_: int = 0) -> tuple[str, str]:
        password = make_temporary_password()
        return password, hash_password(password)

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        ready = list(threads.map(make, range(count)))
    return lambda: ready.pop() if ready else make()  # more only where another import came in between


def _demo_passwords() -> Callable[[], tuple[str, str]]:
    """One known password; hashed once, because hashing is slow on purpose."""
    from api.passwords import hash_password

    hashed = hash_password(DEMO_PASSWORD)
    return lambda: (DEMO_PASSWORD, hashed)
