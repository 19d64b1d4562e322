"""Who may log in after an import, on SQLite and on a real PostgreSQL: exactly the people in the files."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from knowledge_graph import AuthoredFileError, KnowledgeGraph
from store.accounts import Account, Identity, LoginSession
from store.base import utc_now
from store.blobs import FolderBlobStore
from store.database import Database
from store.help_requests import HelpRequestRow
from store.region_files import read_region
from store.region_import import ImportReport, count_people_without_password, import_region
from store.session_feedback import FeedbackRow, save_feedback
from store.session_log import NewEvent, SessionEvent, append_events
from store.students import erase_student, export_student
from store.tutoring_sessions import TutoringSession
from tests.store.region_folder import staff, student, teacher, write_region
from tests.tutored import add_tutoring

Bring = Callable[..., ImportReport]


@pytest.fixture
def database(empty: Database) -> Database:
    empty.migrate()
    return empty


@pytest.fixture
def bring_in(database: Database, graph: KnowledgeGraph, tmp_path: Path) -> Bring:
    """Imports a region with these people; passwords are `p1`, `p2`, …"""
    numbers = itertools.count(1)

    def make_password() -> tuple[str, str]:
        number = next(numbers)
        return f"p{number}", f"hash {number}"

    def bring_in(**people: list[dict[str, Any]]) -> ImportReport:
        region = read_region(write_region(tmp_path / "region", **people), graph)
        with database.reading() as session:
            needed = count_people_without_password(session, region)
        with database.transaction() as session:
            report = import_region(
                session, region, FolderBlobStore(tmp_path / "blobs"), make_password, {"math": "数学"}
            )
        assert needed == len(report.initial_passwords) == report.created + report.returned
        return report

    return bring_in


def find(database: Database, organisation: str, number: str) -> Account:
    query = select(Account).join(Identity).where(Identity.organisation == organisation, Identity.number == number)
    with database.reading() as session:
        return session.scalars(query).one()


def log_in(database: Database, account: Account) -> None:
    with database.transaction() as session:
        session.add(LoginSession(
            token_hash=f"token of {account.id}", account_id=account.id, csrf_token="x",
            expires_at=utc_now() + timedelta(hours=1),
        ))  # fmt: skip


def count_logins(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(LoginSession)).all())


def test_the_same_staff_number_at_two_schools_is_two_people(database: Database, bring_in: Bring):
    report = bring_in(staff=[staff("school_admin", "s-a", "A001", "甲"), staff("school_admin", "s-b", "A001", "乙")])
    assert report.created == 2
    first, second = find(database, "s-a", "A001"), find(database, "s-b", "A001")
    assert first.id != second.id
    assert (first.school_id, second.school_id) == ("s-a", "s-b")
    assert bring_in(staff=[staff("school_admin", "s-a", "A001"), staff("school_admin", "s-b", "A001")]).created == 0


def test_a_staff_number_may_look_like_a_student_id(database: Database, bring_in: Bring):
    assert bring_in(students=[student("st-1", "1")], staff=[staff("school_admin", "s-b", "st-1")]).created == 2
    assert find(database, "s-a", "1").role == "student"
    assert find(database, "s-b", "st-1").role == "school_admin"


def test_staff_with_another_role_have_it_at_once(database: Database, bring_in: Bring):
    bring_in(staff=[staff("city_admin", "city", "C001"), staff("engineer", "city", "E001")])
    before = find(database, "city", "C001")
    report = bring_in(staff=[staff("engineer", "city", "C001"), staff("engineer", "city", "E001")])
    after = find(database, "city", "C001")
    assert (after.id, after.role, after.password_hash) == (before.id, "engineer", before.password_hash)
    assert (report.created, report.returned, report.disabled) == (0, 0, 0)


@pytest.mark.parametrize(
    ("people", "organisation", "number"),
    [
        ({"staff": [staff("school_admin", "s-a", "A001")]}, "s-a", "A001"),
        ({"staff": [staff("district_admin", "d-1", "D001")]}, "d-1", "D001"),
        ({"staff": [staff("engineer", "city", "E001")]}, "city", "E001"),
        ({"teachers": [teacher("t-1")]}, "s-a", "t-1"),
        ({"students": [student("st-1", "1")]}, "s-a", "1"),
    ],
)  # fmt: skip
def test_who_is_missing_can_log_in_no_longer(
    database: Database, bring_in: Bring, people: dict[str, Any], organisation: str, number: str
):
    stays = staff("city_admin", "city", "C001")
    bring_in(**people | {"staff": [stays, *people.get("staff", [])]})
    for account in (find(database, organisation, number), find(database, "city", "C001")):
        log_in(database, account)
    gone = bring_in(staff=[stays])
    assert (gone.created, gone.returned, gone.disabled, gone.initial_passwords) == (0, 0, 1, [])
    account = find(database, organisation, number)
    assert account.password_hash is None
    assert account.identity is not None
    assert find(database, "city", "C001").password_hash is not None
    assert count_logins(database) == 1
    assert bring_in(staff=[stays]).disabled == 0


def test_who_comes_back_gets_a_new_password(database: Database, bring_in: Bring):
    first = bring_in(students=[student("st-1", "1")])
    before = find(database, "s-a", "1")
    with database.transaction() as session:
        session.get_one(Account, before.id).must_change_password = False
    bring_in()
    back = bring_in(students=[student("st-1", "1", school="s-b")])
    after = find(database, "s-b", "1")
    assert (back.created, back.returned, back.disabled) == (0, 1, 0)
    assert [row[:2] for row in back.initial_passwords] == [("s-b", "1")]
    assert back.initial_passwords[0][2] != first.initial_passwords[0][2]
    assert after.id == before.id
    assert after.must_change_password
    assert after.password_hash not in (None, before.password_hash)


def test_an_erased_student_gets_no_password(database: Database, bring_in: Bring, tmp_path: Path):
    bring_in(students=[student("st-1", "1")])
    with database.transaction() as session:
        account = session.get_one(Account, find(database, "s-a", "1").id)
        erase_student(session, FolderBlobStore(tmp_path / "blobs"), account, "cli")
    report = bring_in(students=[student("st-1", "1")])
    assert (report.created, report.returned, report.disabled) == (0, 0, 0)


def test_what_was_said_in_sessions_is_exported_and_erased(database: Database, bring_in: Bring, tmp_path: Path):
    bring_in(students=[student("st-1", "1"), student("st-2", "2")])
    one, other = find(database, "s-a", "1").id, find(database, "s-a", "2").id
    with database.transaction() as session:
        for id_, who in (("done", one), ("going-on", one), ("others", other)):
            add_tutoring(session, id_, who)
            session.get_one(HelpRequestRow, f"r-{id_}").words = "我的秘密"
            append_events(session, [NewEvent(id_, who, "1", "student", "said", '{"kind":"said","text":"我的秘密"}')])
            save_feedback(session, id_, "student", {"words": "我的秘密"})
        append_events(session, [NewEvent("done", "system", "2", "system", "ended", "{}", closes=True)])
        session.add(HelpRequestRow(
            id="r-open", form="one_to_one", student_id=one, district_id="d", school_id="s", subject="数学", points=[],
            asked_at=utc_now(), words="我的秘密",
        ))  # fmt: skip
    blobs = FolderBlobStore(tmp_path / "blobs")
    with database.transaction() as session:
        account = session.get_one(Account, one)
        exported = export_student(session, blobs, account)
        assert {row["session_id"] for row in exported["session_events"]} == {"done", "going-on"}
        assert len(exported["session_feedback"]) == 2
        erase_student(session, blobs, account, "cli")
    with database.reading() as session:
        left = [session_id for (session_id,) in session.execute(select(SessionEvent.session_id))]
        assert left == ["others"]
        assert session.scalars(select(FeedbackRow.session_id)).all() == ["others"]
        words = session.execute(select(HelpRequestRow.id, HelpRequestRow.words))
        assert {id_ for id_, said in words if said} == {"r-others"}
        assert session.get_one(HelpRequestRow, "r-open").ending == "left"
        assert session.get_one(TutoringSession, "going-on").ended_at


def test_two_people_may_swap_their_numbers(database: Database, bring_in: Bring):
    bring_in(students=[student("st-1", "1"), student("st-2", "2")])
    first, second = find(database, "s-a", "1"), find(database, "s-a", "2")
    bring_in(students=[student("st-1", "2"), student("st-2", "1")])
    assert (find(database, "s-a", "2").id, find(database, "s-a", "1").id) == (first.id, second.id)


def test_nobody_becomes_somebody_else(database: Database, bring_in: Bring):
    bring_in(students=[student("t-1", "1")])
    with pytest.raises(AuthoredFileError, match="teachers: t-1: is known as a student"):
        bring_in(teachers=[teacher("t-1")])
    assert find(database, "s-a", "1").role == "student"


def test_the_number_of_somebody_who_left_is_not_given_again(database: Database, bring_in: Bring):
    bring_in(students=[student("st-1", "1")])
    with pytest.raises(AuthoredFileError, match=r"students\.yaml: st-2: the number 1 of s-a belongs to st-1"):
        bring_in(students=[student("st-2", "1")])
    assert find(database, "s-a", "1").password_hash is not None


@pytest.mark.parametrize(
    ("people", "fault"),
    [
        ({"students": [student("st-1", "1"), student("st-1", "2")]}, "students.yaml: duplicate id st-1"),
        ({"students": [student("st-1", "1"), student("st-2", "1")]}, "students.yaml: st-2: the number 1 of s-a"),
        ({"students": [student("t-1", "1")], "teachers": [teacher("t-1")]}, "teachers: duplicate id t-1"),
        ({"students": [student("st-1", "t-1")], "teachers": [teacher("t-1")]}, "teachers: t-1: the number t-1 of s-a"),
        (
            {"students": [student("st-1", "1")], "staff": [staff("school_admin", "s-a", "1")]},
            "region.yaml: s-a/1: the number 1 of s-a belongs to st-1 in students.yaml",
        ),
        (
            {"staff": [staff("engineer", "city", "E001"), staff("city_admin", "city", "E001")]},
            "region.yaml: duplicate id city/E001",
        ),
    ],
)
def test_one_id_and_one_number_belong_to_one_person(
    graph: KnowledgeGraph, tmp_path: Path, people: dict[str, Any], fault: str
):
    with pytest.raises(AuthoredFileError) as caught:
        read_region(write_region(tmp_path, **people), graph)
    assert len(caught.value.faults) == 1
    assert fault in str(caught.value)


def test_the_same_number_at_two_places_is_no_fault(graph: KnowledgeGraph, tmp_path: Path):
    write_region(tmp_path, students=[student("st-1", "1"), student("st-2", "1", school="s-b")],
                 staff=[staff("school_admin", "s-b", "A001"), staff("district_admin", "d-1", "A001")])  # fmt: skip
    assert len(read_region(tmp_path, graph).students) == 2


def test_half_a_folder_shuts_nobody_out(database: Database, bring_in: Bring):
    everybody = [student(f"st-{i}", str(i)) for i in range(40)]
    bring_in(students=everybody)
    with pytest.raises(AuthoredFileError, match="30 of 40 people"):
        bring_in(students=everybody[:10])
    assert find(database, "s-a", "39").password_hash is not None
    assert bring_in(students=everybody[:25]).disabled == 15
