"""Brings a home folder to life on first use: folders, migrated database, region. Safe to call from many processes."""

import csv
import logging
import secrets
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock
from sqlalchemy import select

from knowledge_graph import KnowledgeGraph, load_graph
from shuangshi.settings import ProductionError, Settings
from store.accounts import Account
from store.blobs import BlobStore, open_blob_store
from store.database import Database
from store.installation import is_demo, mark_demo
from store.region_files import read_region
from store.region_import import ImportReport, import_region

__all__ = [
    "DEMO_FOLDER",
    "DEMO_PASSWORD",
    "import_folder",
    "initial_passwords_file",
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
    return load_graph(cache=settings.home / "cache")


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


def import_folder(settings: Settings, graph: KnowledgeGraph, database: Database, folder: Path) -> ImportReport:
    """Imports a region's folder. Initial passwords go to `initial-passwords.csv` in the home folder, owner-readable.

    Raises:
        AuthoredFileError: The folder has faults; nothing was imported.
    """
    region = read_region(folder, graph)
    subjects = {subject.code: subject.name for subject in graph.subjects.values()}
    demo = settings.mode == "demo" and folder == DEMO_FOLDER
    with database.transaction() as session:
        report = import_region(
            session, region, open_blobs(settings), _demo_passwords() if demo else _random_passwords(), subjects,
            must_change_password=not demo,
        )  # fmt: skip
        if demo:
            mark_demo(session)
    if report.new_accounts and not demo:
        path = initial_passwords_file(settings)
        path.touch(mode=0o600, exist_ok=True)
        with path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(report.new_accounts)
        log.warning("initial passwords of %d new accounts: %s", len(report.new_accounts), path)
    return report


def initial_passwords_file(settings: Settings) -> Path:
    """Where an import leaves the passwords of new people, for those who hand them out."""
    return settings.home / "initial-passwords.csv"


def open_blobs(settings: Settings) -> BlobStore:
    """The store of attachments' bytes."""
    return open_blob_store(settings.attachments_url or str(settings.home / "attachments"))


def _random_passwords() -> Callable[[], tuple[str, str]]:
    from pwdlib import PasswordHash

    hasher = PasswordHash.recommended()

    def make() -> tuple[str, str]:
        password = secrets.token_urlsafe(9)
        return password, hasher.hash(password)

    return make


def _demo_passwords() -> Callable[[], tuple[str, str]]:
    """One known password; hashed once, because hashing is slow on purpose."""
    from pwdlib import PasswordHash

    hashed = PasswordHash.recommended().hash(DEMO_PASSWORD)
    return lambda: (DEMO_PASSWORD, hashed)
