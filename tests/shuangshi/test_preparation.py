"""Importing a region's folder: passwords are hashed before it, on disk with it, and gone if it fails."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.passwords import verify_password
from knowledge_graph import KnowledgeGraph
from shuangshi.preparation import import_folder, initial_passwords_folder, open_database, open_graph
from shuangshi.settings import Settings
from store.accounts import Account, Identity
from store.database import Database
from store.organisations import District
from store.outcomes import MasteryRow
from tests.evidence import answered, mastery_row
from tests.store.region_folder import staff, student, write_region


@pytest.fixture
def own_settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def empty(own_settings: Settings) -> Iterator[Database]:
    database = Database(own_settings.effective_database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_region(tmp_path / "region", students=[student("st-1", "1", name="陈一诺")],
                        staff=[staff("school_admin", "s-a", "A001")])  # fmt: skip


def files(settings: Settings) -> list[Path]:
    return sorted(initial_passwords_folder(settings).glob("*"))


def test_each_import_leaves_a_file_of_its_own(
    own_settings: Settings, graph: KnowledgeGraph, empty: Database, folder: Path
):
    import_folder(own_settings, graph, empty, folder)
    (first,) = files(own_settings)
    assert first.parent.stat().st_mode & 0o777 == 0o700
    assert first.stat().st_mode & 0o777 == 0o600
    assert "陈一诺" not in first.read_text(encoding="utf-8")
    with first.open(encoding="utf-8", newline="") as file:
        passwords = {(row["organisation"], row["number"]): row["password"] for row in csv.DictReader(file)}
    with empty.reading() as session:
        for account in session.scalars(select(Account).join(Identity)):
            identity = account.identity
            assert identity is not None
            assert account.password_hash is not None
            assert verify_password(passwords.pop((identity.organisation, identity.number)), account.password_hash)
    assert passwords == {}
    before = first.stat()
    import_folder(own_settings, graph, empty, folder)
    assert files(own_settings) == [first]
    write_region(folder, students=[student("st-1", "1"), student("st-2", "2")])
    import_folder(own_settings, graph, empty, folder)
    again, second = files(own_settings)
    assert (again, again.stat().st_mtime_ns) == (first, before.st_mtime_ns)
    assert [row.split(",")[:2] for row in second.read_text(encoding="utf-8").splitlines()[1:]] == [["s-a", "2"]]


def test_passwords_are_on_disk_before_the_import_is_committed(
    own_settings: Settings, graph: KnowledgeGraph, empty: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    at_commit: list[int] = []

    @contextmanager
    def transaction() -> Iterator[Session]:
        with Database.transaction(empty) as session:
            yield session
            at_commit.extend(len(path.read_text(encoding="utf-8").splitlines()) for path in files(own_settings))

    monkeypatch.setattr(empty, "transaction", transaction)
    import_folder(own_settings, graph, empty, folder)
    assert at_commit == [3]


def test_an_import_that_fails_leaves_no_passwords(
    own_settings: Settings, graph: KnowledgeGraph, empty: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    @contextmanager
    def transaction() -> Iterator[Session]:
        with Database.transaction(empty) as session:
            yield session
            assert files(own_settings)
            raise OSError("the disk is full")

    monkeypatch.setattr(empty, "transaction", transaction)
    with pytest.raises(OSError, match="full"):
        import_folder(own_settings, graph, empty, folder)
    assert files(own_settings) == []


def test_writers_go_on_while_passwords_are_hashed(
    own_settings: Settings, graph: KnowledgeGraph, empty: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    hashed: list[str] = []

    def hash_slowly(_self: PasswordHash, password: str | bytes, **_more: object) -> str:
        with empty.transaction() as session:
            session.merge(District(id="d-other", name="他区"))
        hashed.append(str(password))
        return f"hash of {password!r}"

    monkeypatch.setattr(PasswordHash, "hash", hash_slowly)
    import_folder(own_settings, graph, empty, folder)
    assert len(hashed) == 2


def test_an_upgrade_of_the_curriculum_takes_stored_mastery_along(tmp_path: Path, own_settings: Settings):
    settings = own_settings.model_copy(update={"mode": "demo", "region": None})
    old, new = "math.j.quadratic-equation.delta", "math.j.quadratic-equation.discriminant"
    database = open_database(settings, open_graph(settings))
    with database.transaction() as session:
        student_id = session.scalars(select(Account.id).where(Account.role == "student")).first()
        session.add(mastery_row(student_id, old, answered(1)))
    database.close()

    pack = tmp_path / "release" / "math"
    pack.mkdir(parents=True)
    (pack / "moved.yaml").write_text(f"- {{old: {old}, new: {new}, since: '2026.11'}}\n", encoding="utf-8")
    upgraded = settings.model_copy(update={"curriculum_packs": (pack.parent,)})
    database = open_database(upgraded, open_graph(upgraded))
    with database.reading() as session:
        assert session.scalars(select(MasteryRow.point_id)).all() == [new]
    database.close()
