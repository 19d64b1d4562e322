"""A unit's test over HTTP: drawn, marked, gone on with, handed in, explained."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.services import Services
from store.assessment import ItemCountsRow
from store.consents import Consent
from store.conversations import ItemAnswer
from store.outcomes import MasteryRow

UNIT = "math.j.linear-equation"


@pytest.fixture
def student(log_in) -> TestClient:
    return log_in("student", "s-east-1", "2024010301")


def begin(client: TestClient, unit: str = UNIT) -> dict:
    answer = client.post("/api/unit-tests", json={"unit": unit})
    assert answer.status_code == 201, answer.text
    return answer.json()


def give(client: TestClient, test: dict, item: str, text: str) -> dict:
    answer = client.post(f"/api/unit-tests/{test['id']}/answers", json={"item": item, "text": text})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_from_drawn_to_explained(student: TestClient, services: Services, database):
    test = begin(student)
    me = student.get("/api/session").json()["id"]
    assert 3 <= len(test["items"]) <= 8
    assert [item["level"] for item in test["items"]] == sorted((i["level"] for i in test["items"]), key=lambda x: x[0])
    assert not any(item["answer"] or item["explanation"] or item["verdict"] for item in test["items"])
    first, *others = (services.shelf().by_id[item["id"]] for item in test["items"])
    assert give(student, test, first.id, "不会")["verdict"] == "wrong"
    assert give(student, test, first.id, first.answer)["verdict"] == "wrong", "the first answer counts"
    for item in others:
        marked = give(student, test, item.id, item.answer)
        assert marked["verdict"] == "right"
    done = marked["test"]
    assert done["finished"]
    assert all(item["explanation"] and item["answer"] for item in done["items"])
    assert sum(row["asked"] for row in done["points"]) == len(test["items"])
    assert sum(row["right"] for row in done["points"]) == len(others)
    assert any(row["after"] > row["before"] for row in done["points"])
    with database.reading() as session:
        written = session.scalar(select(func.count()).select_from(ItemAnswer).where(ItemAnswer.student_id == me))
        assert written >= len(test["items"])
        assert session.get(MasteryRow, (me, done["points"][0]["id"])) is not None


def test_one_begun_is_gone_on_with_and_a_new_one_asks_other_things(student: TestClient, services: Services):
    unit = "physics.j.buoyancy"
    test = begin(student, unit)
    assert begin(student, unit)["id"] == test["id"]
    for one in test["items"]:
        give(student, test, one["id"], "不会")
    again = begin(student, unit)
    assert again["id"] != test["id"]
    assert {item["id"] for item in again["items"]} != {item["id"] for item in test["items"]}
    assert student.get(f"/api/unit-tests/{test['id']}").json()["finished"]


def test_handed_in_early_only_what_was_answered_counts(student: TestClient):
    test = begin(student, "math.j.triangles")
    give(student, test, test["items"][0]["id"], "不会")
    done = student.post(f"/api/unit-tests/{test['id']}/hand-in").json()
    assert done["finished"]
    assert [row["asked"] for row in done["points"]] == [1]
    late = student.post(
        f"/api/unit-tests/{test['id']}/answers", json={"item": test["items"][1]["id"], "text": "A"}
    )  # fmt: skip
    assert (late.status_code, late.json()["code"]) == (409, "test_finished")


def test_what_cannot_be_marked_may_be_written_again(student: TestClient, services: Services):
    test = begin(student, "math.j.rational-numbers")
    item = next(i for i in test["items"] if i["kind"] in ("single", "number"))
    marked = give(student, test, item["id"], "这是什么")
    assert marked["verdict"] == "unsure"
    assert marked["note"]
    assert not any(one["verdict"] for one in marked["test"]["items"])
    assert give(student, test, item["id"], services.shelf().by_id[item["id"]].answer)["verdict"] == "right"


@pytest.mark.parametrize(
    ("unit", "code"), [("no.such.unit", "no_such_unit"), ("chinese.s.logic", "no_items"), ("", "no_such_unit")]
)
def test_a_unit_that_cannot_be_tested_says_why(student: TestClient, unit: str, code: str):
    answer = student.post("/api/unit-tests", json={"unit": unit})
    assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize(("text", "code"), [("  ", "empty_text"), ("长" * 501, "text_too_long")])
def test_what_is_no_answer_says_why(student: TestClient, text: str, code: str):
    test = begin(student)
    answer = student.post(
        f"/api/unit-tests/{test['id']}/answers", json={"item": test["items"][0]["id"], "text": text}
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_another_students_test_does_not_exist(student: TestClient, log_in):
    test = begin(student)
    other = log_in("student")
    assert other.get(f"/api/unit-tests/{test['id']}").status_code == 404
    assert other.post(f"/api/unit-tests/{test['id']}/hand-in").status_code == 404
    body = {"item": test["items"][0]["id"], "text": "A"}
    assert other.post(f"/api/unit-tests/{test['id']}/answers", json=body).status_code == 404
    foreign = student.post(f"/api/unit-tests/{test['id']}/answers", json={"item": "it-none", "text": "A"})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "no_such_item")


def test_items_learn_only_from_students_whose_data_may_teach(student: TestClient, services: Services, database):
    me = student.get("/api/session").json()["id"]

    def counted() -> int:
        with database.reading() as session:
            return session.scalar(select(func.sum(ItemCountsRow.answers))) or 0

    today = services.config.local_now().date()
    with database.transaction() as session:
        refused = Consent(account_id=me, version="1", given=False, given_by="母亲", at=today)
        session.add(refused)
    before, test = counted(), begin(student, "math.j.parallel-lines")
    give(student, test, test["items"][0]["id"], "不会")
    assert counted() == before
    with database.transaction() as session:
        session.get_one(Consent, refused.id).given = True
    give(student, test, test["items"][1]["id"], "不会")
    assert counted() == before + 1
    with database.transaction() as session:
        session.delete(session.get_one(Consent, refused.id))
