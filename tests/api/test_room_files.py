"""Pictures and spoken messages of a room."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from store.attachments import Attachment
from store.base import utc_now
from store.session_log import NewEvent, append_events

OGG = b"OggS" + bytes(60)
WEBM = b"\x1a\x45\xdf\xa3" + bytes(20) + b"webm" + bytes(40)
MP4 = bytes(4) + b"ftypM4A " + bytes(40)


def picture(width: int = 300, height: int = 200) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(target, "PNG")
    return target.getvalue()


def test_a_picture_is_seen_by_both_and_by_nobody_else(session_id: str, log_in, database):
    student = log_in("student")
    answer = student.post(f"/api/rooms/{session_id}/pictures", files={"picture": ("a.png", picture())})
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["width"], shown["height"]) == (300, 200)
    path = f"/api/attachments/{shown['attachment']}"
    for client in (student, log_in("teacher")):
        assert client.get(path).headers["content-type"] == "image/jpeg"
    for other in (log_in("student", "s-east-1", "2024010301"), log_in("teacher", "s-east-1", "t-physics-1")):
        assert other.get(path).status_code == 404
    with database.reading() as session:
        row = session.get_one(Attachment, shown["attachment"])
        assert timedelta(days=170) < row.delete_after - utc_now() < timedelta(days=190)


@pytest.mark.parametrize(("data", "media_type"), [(OGG, "audio/ogg"), (WEBM, "audio/webm"), (MP4, "audio/mp4")])
def test_a_spoken_message_is_played_as_what_it_is(session_id: str, log_in, data: bytes, media_type: str):
    teacher = log_in("teacher")
    answer = teacher.post(f"/api/rooms/{session_id}/voices", files={"voice": ("v", data)})
    assert answer.status_code == 201, answer.text
    heard = log_in("student").get(f"/api/attachments/{answer.json()['attachment']}")
    assert (heard.content, heard.headers["content-type"]) == (data, media_type)


def test_what_is_none_or_too_long_is_refused(session_id: str, log_in):
    student = log_in("student")
    for kind, field, data, status in (
        ("pictures", "picture", b"", 422), ("pictures", "picture", b"hello", 415), ("voices", "voice", b"hello", 415),
        ("voices", "voice", OGG + bytes(3_000_000), 413), ("voices", "voice", b"<html>OggS", 415),
    ):  # fmt: skip
        answer = student.post(f"/api/rooms/{session_id}/{kind}", files={field: ("x", data)})
        assert answer.status_code == status, answer.text
        assert answer.json()["detail"]


def test_nobody_else_sends_and_nobody_after_the_end(session_id: str, log_in, database):
    for other in (log_in("student", "s-east-1", "2024010301"), log_in("teacher", "s-east-1", "t-physics-1")):
        answer = other.post(f"/api/rooms/{session_id}/voices", files={"voice": ("v", OGG)})
        assert answer.status_code == 404
    with database.transaction() as session:
        ended = '{"kind":"ended","why":"done"}'
        append_events(session, [NewEvent(session_id, "system", "end", "system", "ended", ended, closes=True)])
    answer = log_in("student").post(f"/api/rooms/{session_id}/pictures", files={"picture": ("a.png", picture())})
    assert (answer.status_code, answer.json()["code"]) == (409, "session_ended")
