"""The same migrations and queries on SQLite and on a real PostgreSQL."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError

from knowledge_graph import KnowledgeGraph
from shuangshi.preparation import DEMO_FOLDER
from store.accounts import Account, Identity
from store.base import Base, utc_now
from store.blobs import FolderBlobStore
from store.catalogue import find_changes, last_sequence
from store.content import Answer, MicroCourse, Teacher
from store.database import Database
from store.organisations import School
from store.region_files import read_region
from store.region_import import import_region
from tests.store.conftest import make_database


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('db') / 'x.db'}")
    else:
        database = Database(make_database(request.getfixturevalue("postgres_url"), "region"))
    database.migrate()
    yield database
    database.close()


@pytest.fixture(scope="module")
def imported(fresh: Database, graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Database:
    bring_in(fresh, graph, tmp_path_factory.mktemp("blobs"))
    return fresh


def bring_in(database: Database, graph: KnowledgeGraph, blobs: Path, folder: Path = DEMO_FOLDER):
    subjects = {subject.code: subject.name for subject in graph.subjects.values()}
    with database.transaction() as session:
        return import_region(
            session, read_region(folder, graph), FolderBlobStore(blobs), lambda: ("x", "hash"), subjects
        )


def test_migrations_make_exactly_the_tables_of_the_code(fresh: Database):
    fresh.check_migrations()
    assert set(Base.metadata.tables) <= set(inspect(fresh.engine).get_table_names())


def test_the_demo_region_comes_in_whole(imported: Database):
    with imported.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(t)) for t in (School, Teacher, MicroCourse, Answer)]
        students = session.scalar(select(func.count()).select_from(Account).where(Account.role == "student"))
        changes = list(find_changes(session, 0))
    assert counts[:2] == [6, 40]
    assert students == 60
    assert len(changes) == sum(counts[1:])
    assert all(change.item is not None for change in changes)


def test_importing_again_changes_nothing(imported: Database, graph: KnowledgeGraph, tmp_path: Path):
    with imported.reading() as session:
        before = last_sequence(session)
    report = bring_in(imported, graph, tmp_path)
    assert report.changed == {}
    assert (report.created, report.returned, report.disabled, report.initial_passwords) == (0, 0, 0, [])
    with imported.reading() as session:
        assert last_sequence(session) == before


def test_times_come_back_aware(imported: Database):
    with imported.reading() as session:
        at = session.scalars(select(Account.created_at)).first()
    assert at is not None
    assert at.tzinfo is not None
    assert abs((utc_now() - at).total_seconds()) < 3600


def test_one_number_belongs_to_one_person_of_a_school(imported: Database):
    with imported.reading() as session:
        known = session.scalars(select(Identity)).first()
    assert known is not None
    with pytest.raises(IntegrityError), imported.transaction() as session:  # noqa: PT012 - the flush raises
        session.add(Account(id="s-twin", role="student"))
        session.flush()
        session.add(Identity(account_id="s-twin", organisation=known.organisation, number=known.number, name="x"))


def test_an_error_rolls_everything_back(imported: Database):
    with pytest.raises(RuntimeError), imported.transaction() as session:  # noqa: PT012 - the point of the test
        session.add(Account(id="s-ghost", role="student"))
        session.flush()
        raise RuntimeError
    with imported.reading() as session:
        assert session.get(Account, "s-ghost") is None


def test_many_writers_lose_nothing(imported: Database):
    def write(worker: int) -> None:
        for i in range(10):
            with imported.transaction() as session:
                session.add(Account(id=f"s-{worker}-{i}", role="engineer"))

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with imported.reading() as session:
        written = session.scalar(select(func.count()).select_from(Account).where(Account.role == "engineer"))
    assert written == 80 + 1
