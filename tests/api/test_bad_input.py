"""Every bad input gets a clear Chinese message and the right status, and nothing is half-stored."""

import io
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import func, select

from api.engine_client import EngineBusy
from store.attachments import Attachment
from store.questions import Question
from tests.api.test_asking import ask, picture, upload, wait_for_text


def is_chinese_problem(answer, status: int) -> bool:
    body = answer.json()
    chinese = any("一" <= c <= "鿿" for c in body["detail"])
    return answer.status_code == status == body["status"] and chinese and bool(body["code"])


@pytest.mark.parametrize(
    ("text", "status"), [("", 422), (" \n ", 422), ("题" * 20_000, 413), ("😀👍", 422), ("\x00\x01", 422)]
)
def test_texts_that_cannot_be_questions(student, text: str, status: int):
    assert is_chinese_problem(student.post("/api/questions", json={"text": text}), status)


def test_english_is_read_as_a_question_of_english(student):
    question = ask(student, "Choose: She ____ to school every day. A. go B. goes C. going")
    found = student.post(f"/api/questions/{question['id']}/recommendation", json={}).json()
    assert found["profile"]["subject"] == "英语"


def bomb() -> bytes:
    """A 400-megapixel PNG of a few hundred kilobytes at most."""
    out = io.BytesIO()
    rows = zlib.compress(b"\x00" * (20_000 // 8 + 1) * 20_000, 9)
    header = (20_000).to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    out.write(b"\x89PNG\r\n\x1a\n")
    for kind, data in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")):
        out.write(len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big"))
    return out.getvalue()


def long_pdf() -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(300):
        document.new_page(200, 200)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def corrupt_jpeg() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 50).convert("RGB").save(out, "JPEG")
    return out.getvalue()[:2000]


@pytest.mark.parametrize(
    ("make", "status"),
    [
        (lambda: b"", 422), (lambda: b"hello", 415), (bomb, 413), (lambda: b"\xff\xd8" + b"x" * 30_000_000, 413),
        (long_pdf, 413), (corrupt_jpeg, 422), (lambda: b"GIF89a" + b"\x00" * 50, 415),
    ],
    ids=["empty", "text", "bomb", "30 MB", "300 pages", "corrupt", "gif"],
)  # fmt: skip
def test_pictures_that_cannot_be_read_leave_nothing_behind(student, database, make, status: int):
    def counts():
        with database.reading() as session:
            return [session.scalar(select(func.count()).select_from(table)) for table in (Question, Attachment)]

    before = counts()
    assert is_chinese_problem(upload(student, make()), status)
    assert counts() == before


def test_a_picture_without_text_fails_with_advice(student):
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).resize((1200, 900)).save(out, "PNG")
    question = wait_for_text(student, upload(student, out.getvalue()).json())
    assert question["state"] == "failed"
    assert question["problem"]["code"] == "no_text"
    assert "拍" in question["problem"]["message"]
    assert student.post(f"/api/questions/{question['id']}/recommendation", json={}).status_code == 409
    typed = student.put(f"/api/questions/{question['id']}/text", json={"text": "光合作用是什么"}).json()
    assert typed["state"] == "read"


def test_ten_uploads_at_once_are_all_read_in_the_end(student):
    pictures = [picture([f"第 {i} 题：计算 {i}+{i} 等于多少？"], (900, 200)) for i in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda data: upload(student, data), pictures))
    assert {answer.status_code for answer in answers} <= {201, 202}
    services = student.app.state.services
    for _ in range(40):
        services.reader.read_next()  # what the job worker does
    states = [wait_for_text(student, answer.json())["state"] for answer in answers]
    assert states == ["read"] * 10


def test_a_full_or_restarting_engine_answers_with_a_place_in_the_queue(student, services, monkeypatch):
    question = ask(student)

    def busy(_question):
        raise EngineBusy(7)

    monkeypatch.setattr(services.engine, "recommend", busy)
    answer = student.post(f"/api/questions/{question['id']}/recommendation", json={})
    assert answer.status_code == 202
    assert answer.json() == {"place_in_queue": 7}


@pytest.mark.parametrize("before", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00"])
def test_times_beyond_the_calendar_are_refused(student, before: str):
    assert student.get("/api/questions", params={"before": before}).status_code == 422


def test_malformed_requests(student):
    assert is_chinese_problem(
        student.post("/api/questions", content=b"{", headers={"Content-Type": "application/json"}), 422
    )
    assert is_chinese_problem(student.post("/api/questions", json={"text": 5}), 422)
    assert is_chinese_problem(student.get("/api/questions", params={"limit": 0}), 422)
    assert is_chinese_problem(student.get("/api/nothing/here"), 404)
    assert is_chinese_problem(student.delete("/api/service"), 405)
    big = student.post("/api/questions", content=b"x" * 600_000, headers={"Content-Type": "application/json"})
    assert is_chinese_problem(big, 413)
