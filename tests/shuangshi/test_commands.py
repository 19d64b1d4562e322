"""The command line's contracts, run as a user runs it: in a process of its own."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.passwords import verify_password
from eval.rendering import find_fonts
from shuangshi.settings import Settings
from store.accounts import Account, Identity, LoginSession
from store.audit import AuditEntry
from store.base import utc_now
from store.database import Database
from tests.store.region_folder import student, write_region

PROFILE_KEYS = {
    "subject", "subject_confidence", "stage", "stage_confidence", "knowledge_points", "ability", "difficulty",
    "difficulty_confidence", "intent",
}  # fmt: skip


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from shuangshi.cli import main; main()", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=170, check=False
    )


@pytest.fixture(scope="module", autouse=True)
def _prepared(settings: Settings, engine) -> None:
    """The commands share the run's home, whose database and index are there already."""


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    image = Image.new("RGB", (1300, 400), "white")
    font = ImageFont.truetype(str(find_fonts()[0]), 40)
    for i, line in enumerate(["1. 一个物体重 5 N，漂浮在水面，求它受到的浮力。", "2. 光合作用的产物是什么？"]):
        ImageDraw.Draw(image).text((40, 60 + 120 * i), line, fill="black", font=font)
    path = tmp_path_factory.mktemp("photo") / "题目.png"
    image.save(path)
    return path


def test_ask_answers_with_exactly_one_document():
    done = run("ask", "已知关于 x 的方程 x²-4x+m=0 有两个相等的实数根，求 m 的值", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert set(document) == {"question", "profile", "micro_courses", "answers", "teachers", "timings_ms"}
    assert set(document["profile"]) == PROFILE_KEYS
    assert set(document["timings_ms"]) == {"read", "profile", "retrieve", "rank", "total"}
    assert document["question"]["regions"] == []
    for item in [*document["micro_courses"], *document["answers"], *document["teachers"]]:
        assert item["id"]
        assert item.get("title") or item.get("name")
        assert isinstance(item["score"], float)
        assert all(isinstance(reason, str) for reason in item["reasons"])


def test_ask_about_a_photo_and_for_a_student(photo: Path):
    done = run("ask", str(photo), "--region", "1", "--student", "st-0001", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert "光合作用" in document["question"]["text"]
    assert len(document["question"]["regions"]) == 2
    assert document["question"]["ocr_confidence"] > 0.5
    assert document["timings_ms"]["read"] > 0
    assert document["profile"]["subject"] == "生物"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", ""), "还没有写问题"), (("ask", "题" * 20_000), "文字太长"), (("profile",), "--jsonl"),
        (("ask", "x的值", "--student", "nobody"), "nobody"), (("student", "export", "nobody"), "nobody"),
        (("graph", "show", "math.j.nothing"), "unknown knowledge point"),
        (("profile", "--jsonl", "missing.jsonl", "--out", "x"), "no such file"),
        (("account", "reset-password", "s-east-1", "nobody"), "nobody at 's-east-1' has the number 'nobody'"),
    ],
)  # fmt: skip
def test_bad_usage_ends_with_two_and_one_clear_line(arguments: tuple[str, ...], says: str):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_read_keeps_the_order_and_fails_only_if_all_fail(photo: Path, tmp_path: Path):
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"\xff\xd8 not a picture")
    done = run("read", str(bad), str(photo), str(tmp_path / "missing.png"), "--json")
    assert done.returncode == 0
    first, second, third = json.loads(done.stdout)
    assert set(first) == {"path", "error"}
    assert set(second) == {"path", "text", "rotation", "regions"}
    assert [set(region) for region in second["regions"]] == [{"text", "confidence", "box"}] * 2
    assert third["error"]["code"] == "unreadable_file"
    only_bad = run("read", str(bad), "--json")
    assert only_bad.returncode == 2
    assert json.loads(only_bad.stdout)[0]["error"]["message"]


def test_profile_jsonl_keeps_fields_and_names_bad_rows(tmp_path: Path):
    rows = [
        '{"id": 1, "text": "光合作用的原料是什么", "source": "book"}', "not json", '{"id": 3}',
        '{"id": 4, "text": "鸦片战争爆发于哪一年"}',
    ]  # fmt: skip
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(rows), encoding="utf-8")
    stopped = run("profile", "--jsonl", str(source), "--out", str(out))
    assert stopped.returncode == 2
    assert "in.jsonl:2" in stopped.stderr.replace("\n", "")
    assert not out.exists()
    done = run("profile", "--jsonl", str(source), "--out", str(out), "--skip-bad")
    assert done.returncode == 0, done.stderr
    written = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in written] == [1, 4]
    assert written[0]["source"] == "book"
    assert [row["profile"]["subject"] for row in written] == ["生物", "历史"]


def test_graph_and_doctor_speak_json():
    shown = run("graph", "show", "浮力", "--json")
    assert shown.returncode == 0, shown.stderr
    point = json.loads(shown.stdout)
    assert "浮力" in [point["name"], *point["aliases"]]
    assert point["subject"] == "物理"
    assert point["prerequisites"]
    assert all(set(needed) == {"id", "name"} for needed in point["prerequisites"])
    stats = json.loads(run("graph", "stats", "--json").stdout)
    assert stats["audit"] == "ok"
    assert len(stats["leaves"]) == 9
    assert stats["edges"]["prerequisite"] > 1000
    findings = json.loads(run("doctor", "--json").stdout)
    parts = {"python", "encoder", "database", "knowledge graph", "content index"}
    assert parts <= {finding["part"] for finding in findings}
    broken = [finding for finding in findings if finding["state"] == "broken"]
    assert broken == []
    hashes = [finding["detail"] for finding in findings if finding["part"].endswith(".onnx")]
    assert all("sha256" in detail and "Apache-2.0" in detail for detail in hashes)


def test_a_student_can_be_exported_and_erased():
    exported = json.loads(run("student", "export", "st-0060").stdout)
    assert exported["identity"]["external_id"] == "st-0060"
    assert run("student", "erase", exported["id"], "--yes").returncode == 0
    assert run("student", "export", "st-0060").returncode == 2
    again = json.loads(run("student", "export", exported["id"]).stdout)
    assert again["identity"] is None


def test_production_refuses_what_only_a_demo_may_have():
    done = run("serve", SHUANGSHI_MODE="production")
    assert done.returncode == 2
    for name in (
        "SHUANGSHI_SECRET_KEY", "SHUANGSHI_SECURE_COOKIES", "SHUANGSHI_REGION", "SHUANGSHI_TRUSTED_HOSTS",
    ):  # fmt: skip
        assert name in done.stderr
    workers = run("serve", SHUANGSHI_WORKERS="3")
    assert workers.returncode == 2
    assert "PostgreSQL" in workers.stderr


def test_production_refuses_a_database_with_demo_accounts(tmp_path: Path):
    """A demo turned into production would keep accounts whose password is public."""
    fit = {
        "SHUANGSHI_MODE": "production", "SHUANGSHI_SECRET_KEY": "k" * 40, "SHUANGSHI_SECURE_COOKIES": "true",
        "SHUANGSHI_REGION": str(tmp_path), "SHUANGSHI_TRUSTED_HOSTS": "tutor.example.org",
    }  # fmt: skip
    done = run("student", "export", "st-0001", **fit)
    assert done.returncode == 2
    assert "demo's accounts" in done.stderr
    bare = run("student", "export", "st-0001", SHUANGSHI_MODE="production", SHUANGSHI_HOME=str(tmp_path / "new"))
    assert bare.returncode == 2
    assert "SHUANGSHI_REGION" in bare.stderr


def test_a_second_serve_in_the_same_home_is_refused(settings: Settings):
    with FileLock(settings.home / "serve.lock"):
        done = run("serve")
    assert done.returncode == 2
    assert "another" in done.stderr


def test_a_bad_setting_is_one_clear_line():
    done = run("graph", "stats", SHUANGSHI_PORT="ninety")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_made_documents_are_fresh():
    done = run("docs", "--check")
    assert done.returncode == 0, done.stderr


def test_a_password_can_be_reset_for_anybody(database: Database):
    def find(session: Session) -> Account:
        return session.scalars(select(Account).join(Identity).where(Identity.number == "t-geography-2")).one()

    with database.transaction() as session:
        teacher = find(session)
        teacher.locked_until = utc_now() + timedelta(hours=1)
        session.add(LoginSession(token_hash="old", account_id=teacher.id, csrf_token="x", expires_at=utc_now()))
        assert teacher.identity is not None
        school = teacher.identity.organisation
    done = run("account", "reset-password", school, "t-geography-2")
    assert done.returncode == 0, done.stderr
    (password,) = done.stdout.split()
    assert password not in done.stderr
    with database.reading() as session:
        after = find(session)
        assert verify_password(password, after.password_hash or "")
        assert after.must_change_password
        assert after.locked_until is None
        assert session.get(LoginSession, "old") is None
        audit = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == after.id)).all()
    assert [(entry.actor_id, entry.action) for entry in audit] == [("cli", "reset_password")]


def test_an_import_says_who_came_and_who_went(tmp_path: Path):
    own = {"SHUANGSHI_HOME": str(tmp_path / "home"), "SHUANGSHI_REGION": str(tmp_path / "region")}
    folder = write_region(tmp_path / "region", students=[student("st-1", "1"), student("st-2", "2")])
    first = run("import", str(folder), **own)
    assert first.returncode == 0, first.stderr
    write_region(folder, students=[student("st-2", "2"), student("st-3", "3")])
    second = run("import", str(folder), **own)
    assert "1 new accounts, 0 returned, 1 lost their login" in " ".join(second.stderr.split())
    assert "only an import" in " ".join(run("account", "reset-password", "s-a", "1", **own).stderr.split())
