"""What migrations do with the rows of an older database, on SQLite and on a real PostgreSQL."""

import pytest
from alembic import command
from sqlalchemy import inspect, text

from store.database import Database


@pytest.fixture
def older(empty: Database) -> Database:
    """A database with the first schema."""
    with empty.engine.connect() as connection:
        command.upgrade(empty._alembic(connection), "0001")
    return empty


def test_staff_are_known_by_place_and_number(older: Database):
    people = [
        ("s-1", "student", "s-east-1", "1", "st-1"), ("s-2", "student", "s-east-1", "st-2", "st-2"),
        ("t-1", "teacher", "s-east-1", "t-math-1", "t-math-1"), ("s-3", "school_admin", "s-east-1", "A001", "A001"),
        ("e-1", "engineer", "city", "E001", "E001"), ("c-1", "city_admin", "city", "C001", None),
    ]  # fmt: skip
    with older.transaction() as session:
        for account, role, organisation, number, external_id in people:
            session.execute(
                text(
                    "insert into accounts (id, role, must_change_password, failed_logins, personalised, created_at) "
                    "values (:id, :role, true, 0, true, '2026-09-01 00:00:00')"
                ), {"id": account, "role": role},
            )  # fmt: skip
            session.execute(
                text(
                    "insert into identities (account_id, organisation, number, name, external_id) "
                    "values (:id, :organisation, :number, '某人', :external_id)"
                ), {"id": account, "organisation": organisation, "number": number, "external_id": external_id},
            )  # fmt: skip
    older.migrate()
    with older.reading() as session:
        ids = {tuple(row) for row in session.execute(text("select account_id, external_id from identities"))}
    assert ids == {
        ("s-1", "st-1"), ("s-2", "st-2"), ("t-1", "t-math-1"), ("s-3", "s-east-1/A001"), ("e-1", "city/E001"),
        ("c-1", None),
    }  # fmt: skip


def test_questions_are_found_by_their_photograph(older: Database):
    older.migrate()
    assert ["picture_id"] in [index["column_names"] for index in inspect(older.engine).get_indexes("questions")]


def test_items_and_questions_are_found_by_their_points(older: Database):
    teacher = {"name": "师", "subject": "数学", "school_id": "s", "title": "", "points": '["p", "p"]', "load": 0,
               "rating_count": 0, "introduction": "",
               **dict.fromkeys(("stages", "domains", "supports", "style", "hours"), "[]")}  # fmt: skip
    question = {"student_id": "a", "created_at": "2026-09-01 00:00:00", "source": "text", "state": "read",
                "attempts": 0, "text": "", "regions": "[]", "rotation": 0, "ready_to_publish": False}  # fmt: skip
    with older.transaction() as session:
        for table, row in (
            ("districts", {"id": "d", "name": "区", "answer_reveal": "free"}),
            ("schools", {"id": "s", "name": "校", "district_id": "d", "suburban": False}),
            ("teachers", teacher | {"id": "t", "withdrawn": False}),
            ("teachers", teacher | {"id": "gone", "withdrawn": True}),
            ("accounts", {"id": "a", "role": "student", "must_change_password": True, "failed_logins": 0,
                          "personalised": True, "created_at": "2026-09-01 00:00:00"}),
            ("questions", question | {"id": "q-1", "profile": '{"knowledge_points": [{"id": "p"}, {"id": "o"}]}'}),
            ("questions", question | {"id": "q-2", "profile": None}),
        ):  # fmt: skip
            columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
            session.execute(text(f"insert into {table} ({columns}) values ({values})"), row)
    older.migrate()
    with older.reading() as session:
        assert session.execute(text("select point_id, kind, item_id from item_points")).all() == [("p", "teacher", "t")]
        found = session.execute(text("select id, point_id from questions order by id")).all()
    assert found == [("q-1", "p"), ("q-2", None)]
