"""Logging in, passwords, sessions, minors' data."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api import passwords
from api.routes import questions
from shuangshi.preparation import DEMO_PASSWORD
from store.accounts import Account, Identity, LoginSession
from store.attachments import Attachment
from store.audit import AuditEntry
from store.base import utc_now
from store.consents import is_training_allowed
from store.outcomes import Outcome
from store.questions import Question
from store.students import erase_student
from tests.api.test_asking import ask, picture, recommend, upload


def credentials(number: str, password: str = DEMO_PASSWORD, organisation: str = "s-east-1") -> dict[str, str]:
    return {"organisation": organisation, "number": number, "password": password}


def test_a_wrong_password_and_an_unknown_number_look_alike(app):
    client = TestClient(app)
    wrong = client.post("/api/session", json=credentials("2026010101", "falsch-falsch"))
    unknown = client.post("/api/session", json=credentials("0000000000"))
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert "set-cookie" not in wrong.headers


def test_the_cookie_is_out_of_reach_for_scripts(app):
    answer = TestClient(app).post("/api/session", json=credentials("2026010101"))
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert answer.json()["name"] == "陈一诺"


def test_an_account_locks_after_wrong_tries_and_the_school_unlocks_it(app, log_in, account_id, services):
    client = TestClient(app)
    number = "2025010201"
    statuses = [client.post("/api/session", json=credentials(number, f"wrong-{i}")).status_code for i in range(5)]
    assert statuses == [401, 401, 401, 401, 423]
    locked = client.post("/api/session", json=credentials(number))
    assert locked.status_code == 423
    assert locked.json()["retry_after_s"] > 60
    with services.database.reading() as session:
        student_id = session.scalars(select(Identity.account_id).where(Identity.number == number)).first()
    admin = log_in("school_admin")
    reset = admin.post(f"/api/students/{student_id}/password-reset")
    assert reset.status_code == 200
    temporary = reset.json()["temporary_password"]
    answer = client.post("/api/session", json=credentials(number, temporary))
    assert answer.json()["must_change_password"]
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    refused = client.post("/api/questions", json={"text": "浮力是什么"})
    assert refused.status_code == 403
    assert refused.json()["code"] == "password_change_required"
    for weak in ("short", "12345678", number, "aaaaaaaaaa", "abcdefgh", f"{number}a"):
        assert client.post("/api/session/password", json={"old": temporary, "new": weak}).status_code == 422
    changed = client.post("/api/session/password", json={"old": temporary, "new": "xiyangyang-88"})
    assert changed.status_code == 200
    assert client.post("/api/questions", json={"text": "浮力是什么"}).status_code == 201


def test_parallel_guesses_do_not_get_around_the_lock(app, services):
    number = "2024010301"
    guesses = [*(f"guess-{i}" for i in range(8)), DEMO_PASSWORD, *(f"more-{i}" for i in range(4))]
    with ThreadPoolExecutor(len(guesses)) as pool:
        statuses = list(pool.map(
            lambda guess: TestClient(app).post("/api/session", json=credentials(number, guess)).status_code, guesses
        ))  # fmt: skip
    with services.database.reading() as session:
        row = session.scalars(select(Account).join(Identity).where(Identity.number == number)).one()
        locked = bool(row.locked_until and row.locked_until > utc_now())
    assert locked, statuses
    with services.database.transaction() as session:
        session.get_one(Account, row.id).locked_until = None


def test_a_password_that_was_just_replaced_opens_no_login(app, services, log_in, monkeypatch):
    """The old password is being looked at while the school resets it."""
    number = "2026010401"
    with services.database.reading() as session:
        student_id = session.scalars(select(Identity.account_id).where(Identity.number == number)).one()
    admin = log_in("school_admin")
    real = passwords.verify_password

    def slowly(password: str, password_hash: str) -> bool:
        right = real(password, password_hash)
        monkeypatch.setattr(passwords, "verify_password", real)
        assert admin.post(f"/api/students/{student_id}/password-reset").status_code == 200
        return right

    with services.database.reading() as session:
        before = session.get_one(Account, student_id)
    monkeypatch.setattr(passwords, "verify_password", slowly)
    assert TestClient(app).post("/api/session", json=credentials(number)).status_code == 401
    with services.database.transaction() as session:
        row = session.get_one(Account, student_id)
        row.password_hash, row.must_change_password = before.password_hash, False


def test_who_is_no_longer_listed_gets_no_password(services, log_in, account_id):
    student_id = account_id("st-0019")
    with services.database.transaction() as session:
        row = session.get_one(Account, student_id)
        kept, row.password_hash = row.password_hash, None
    answer = log_in("school_admin").post(f"/api/students/{student_id}/password-reset")
    with services.database.transaction() as session:
        session.get_one(Account, student_id).password_hash = kept
    assert (answer.status_code, answer.json()["code"]) == (409, "no_longer_listed")


def test_a_new_password_ends_other_logins(log_in, account_id, services):
    place = {"organisation": "s-east-1", "number": "2026010401"}
    one, other = log_in(**place), log_in(**place)
    change = {"old": DEMO_PASSWORD, "new": "zhuyeqing-77"}
    assert one.post("/api/session/password", json=change).status_code == 200
    assert one.get("/api/session").status_code == 200
    assert other.get("/api/session").status_code == 401
    student_id = one.get("/api/session").json()["id"]
    assert log_in("school_admin").post(f"/api/students/{student_id}/password-reset").status_code == 200
    assert one.get("/api/session").status_code == 401


def test_an_expired_session_is_refused(log_in, services):
    client = log_in("student")
    me = client.get("/api/session").json()["id"]
    with services.database.transaction() as session:
        for row in session.scalars(select(LoginSession).where(LoginSession.account_id == me)):
            row.expires_at = utc_now() - timedelta(seconds=1)
    answer = client.get("/api/questions")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_logged_in"


def test_a_request_without_the_csrf_token_changes_nothing(student):
    del student.headers["X-CSRF-Token"]
    answer = student.post("/api/questions", json={"text": "浮力是什么"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "csrf"
    assert student.get("/api/session").status_code == 200


def test_logging_out_ends_the_session(log_in):
    client = log_in("student")
    assert client.delete("/api/session").status_code == 204
    assert client.get("/api/session").status_code == 401


def test_too_many_logins_from_one_address_are_slowed_down(app):
    client = TestClient(app)
    statuses = {client.post("/api/session", json=credentials("1", "x")).status_code for _ in range(61)}
    assert 429 in statuses


def test_reading_a_students_record_is_audited(log_in, account_id, services):
    student_id = account_id("st-0001")
    teacher = log_in("teacher")
    record = teacher.get(f"/api/students/{student_id}")
    assert record.json()["name"] == "陈一诺"
    with services.database.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.subject_id == student_id, AuditEntry.action == "read_student")
        ).first()
    assert entry is not None


def test_a_class_teacher_sees_the_own_class_only(log_in, account_id):
    teacher = log_in("teacher")
    rows = teacher.get("/api/students").json()["students"]
    assert {row["class_name"] for row in rows} == {"七（1）班"}
    assert teacher.get(f"/api/students/{account_id('st-0002')}").status_code == 404


def test_long_lists_of_students_come_in_pages_and_can_be_searched(log_in):
    admin = log_in("city_admin")
    first, second = (admin.get("/api/students", params={"limit": 20, "offset": at}).json() for at in (0, 20))
    assert first["total"] == second["total"] >= 55
    ids = [row["id"] for page in (first, second) for row in page["students"]]
    assert len(set(ids)) == 40
    found = admin.get("/api/students", params={"q": "陈一"}).json()
    assert [row["name"] for row in found["students"]] == ["陈一诺"]
    assert admin.get("/api/students", params={"q": "%"}).json() == {"total": 0, "students": []}


def test_every_student_in_a_list_that_was_read_can_see_it(log_in, account_id, services):
    log_in("school_admin").get("/api/students", params={"q": "陈一诺"})
    with services.database.reading() as session:
        entries = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "list_students")).all()
    assert account_id("st-0001") in entries


def test_a_guardians_newest_word_counts(log_in, account_id, services):
    student_id, elsewhere = account_id("st-0007"), account_id("st-0010")
    admin = log_in("school_admin")
    assert admin.get(f"/api/students/{student_id}").json()["consent"] == "given"
    nobody_said = log_in("city_admin").get(f"/api/students/{elsewhere}").json()
    assert nobody_said["consent"] == "none"
    today = services.config.local_now().date()
    with services.database.reading() as session:
        student = session.get_one(Account, student_id)
        assert student.identity is not None
        child = student.identity.born.replace(year=student.identity.born.year + 13)
    for given, state in ((False, "refused"), (True, "given"), (False, "refused"), (True, "given")):
        word = {"given": given, "by": "母亲", "signed_on": today.isoformat()}
        assert admin.put(f"/api/students/{student_id}/consent", json=word).json()["consent"] == state
        with services.database.reading() as session:
            assert is_training_allowed(session, session.get_one(Account, student_id), child) is given
            assert is_training_allowed(session, session.get_one(Account, student_id), today) is given
    tomorrow = (today + timedelta(days=1)).isoformat()
    refused = admin.put(
        f"/api/students/{student_id}/consent", json={"given": True, "by": "父亲", "signed_on": tomorrow}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "future_date")
    with services.database.reading() as session:
        audited = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == student_id)).all()
    assert "record_consent" in audited


def test_another_districts_students_do_not_exist(log_in, account_id):
    admin = log_in("district_admin")
    assert admin.get(f"/api/students/{account_id('st-0001')}").status_code == 200
    assert admin.get(f"/api/students/{account_id('st-0004')}").status_code == 404


def test_erasure_removes_mapping_photos_and_free_text_and_keeps_aggregates(log_in, services, account_id):
    client = log_in(organisation="s-east-2", number="2025010202")
    me = client.get("/api/session").json()["id"]
    question = upload(client, picture(["求 3+4 的值"])).json()
    text = ask(client, "我的秘密问题是浮力怎么算")
    found = recommend(client, text["id"])
    client.post(f"/api/slates/{found['slate_id']}/outcomes", json={"kind": "none_fits", "note": "我的秘密"})
    admin = log_in("district_admin")
    assert admin.delete(f"/api/students/{me}").status_code == 204
    assert client.get("/api/session").status_code == 401
    with services.database.reading() as session:
        assert session.get(Identity, me) is None
        assert session.scalars(select(Attachment).where(Attachment.owner_id == me)).all() == []
        questions = session.scalars(select(Question).where(Question.student_id == me)).all()
        outcomes = session.scalars(select(Outcome).where(Outcome.student_id == me)).all()
    assert {row.text for row in questions} == {""}
    assert not any(row.note for row in outcomes)
    assert len(outcomes) > 1
    assert admin.get(question["picture"]["url"]).status_code == 404
    assert admin.get(f"/api/students/{me}").status_code == 404


def test_what_arrives_after_the_erasure_is_not_kept(services, log_in, monkeypatch):
    """The student is erased between the check of the login and the writing."""
    client = log_in(organisation="s-east-2", number="2025010502")
    me = client.get("/api/session").json()["id"]
    real = questions.check_rate

    def erased_meanwhile(*arguments: object) -> None:
        real(*arguments)
        with services.database.transaction() as session:
            erase_student(session, services.blobs, session.get_one(Account, me), "cli")

    monkeypatch.setattr(questions, "check_rate", erased_meanwhile)
    assert upload(client, picture(["求 3+4 的值"])).status_code == 401
    with services.database.reading() as session:
        assert session.scalars(select(Question).where(Question.student_id == me, Question.text != "")).all() == []
        assert session.scalars(select(Attachment).where(Attachment.owner_id == me)).all() == []


def test_below_fourteen_data_teaches_nothing_without_consent(services, account_id):
    with services.database.reading() as session:
        with_consent = session.get_one(Account, account_id("st-0001"))
        without = session.get_one(Account, account_id("st-0010"))
        assert without.identity is not None
        day = without.identity.born.replace(year=without.identity.born.year + 14)
        assert is_training_allowed(session, with_consent, day - timedelta(days=1))
        assert not is_training_allowed(session, without, day - timedelta(days=1))
        assert is_training_allowed(session, without, day)


@pytest.mark.parametrize("path", ["/api/health", "/api/service", "/api/organisations", "/api/ready"])
def test_public_pages_need_no_login_and_tell_no_names(app, services, path: str):
    answer = TestClient(app).get(path)
    assert answer.status_code == 200
    with services.database.reading() as session:
        people = session.scalars(select(Identity)).all()
    shown = {account["number"] for account in TestClient(app).get("/api/service").json()["demo_accounts"]}
    assert not [p.name for p in people if p.number not in shown and (p.name in answer.text or p.number in answer.text)]
