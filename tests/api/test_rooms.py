"""Rooms over real WebSockets to a real server: tickets, pages, and no way round them."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from api.app import create_app
from api.services import Services
from sessions.room.frames import LONGEST_FRAME
from store.session_log import NewEvent, append_events
from store.tickets import Ticket


class Server(uvicorn.Server):
    def install_signal_handlers(self) -> None: ...


@pytest.fixture(scope="module")
def address(services: Services) -> Iterator[str]:
    """A server with the test's services; it is not the `app` of the other tests, whose event loop ends."""
    app: FastAPI = create_app(services.config, lambda: services)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(app, port=port, log_level="warning", ws_max_size=2 * LONGEST_FRAME, ws_ping_interval=None)
    server = Server(config)
    with patch.object(services.engine, "close"), patch.object(services.reader, "close"):  # other tests go on with them
        thread = threading.Thread(target=server.run)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        yield f"127.0.0.1:{port}"
        server.should_exit = True
        thread.join(20)


def get_ticket(client: TestClient, session_id: str, origin: str = "") -> str:
    headers = {"Origin": origin} if origin else {}
    answer = client.post(f"/api/rooms/{session_id}/tickets", headers=headers)
    assert answer.status_code == 201, answer.text
    ticket: str = answer.json()["ticket"]
    return ticket


def open_room(address: str, session_id: str, **options: Any) -> ClientConnection:
    return connect(f"ws://{address}/api/rooms/{session_id}/socket", **options)


def say(page: ClientConnection, **frame: Any) -> None:
    page.send(json.dumps(frame))


def hear(page: ClientConnection, t: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = json.loads(page.recv(timeout=10))
        if frame["t"] == t:
            return frame


def closed_with(page: ClientConnection) -> int | None:
    try:
        while True:
            page.recv(timeout=10)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def test_student_and_teacher_meet(address: str, session_id: str, log_in):
    student, teacher = log_in("student"), log_in("teacher")
    room = student.get(f"/api/rooms/{session_id}").json()
    assert room["partner"].endswith("老师")
    assert {name: room[name] for name in ("id", "role", "subject", "question", "ends_at", "ended")} == {
        "id": session_id, "role": "student", "subject": "数学", "question": None, "ends_at": None, "ended": False
    }  # fmt: skip
    with open_room(address, session_id) as one, open_room(address, session_id) as other:
        say(one, t="hello", ticket=get_ticket(student, session_id))
        say(other, t="hello", ticket=get_ticket(teacher, session_id))
        assert (hear(one, "welcome")["role"], hear(other, "welcome")["role"]) == ("student", "teacher")
        say(one, t="put", key="1", what={"kind": "said", "text": "老师好"})
        offset = hear(one, "ack")["offset"]
        event: dict[str, Any] = {}
        while event.get("offset") != offset:
            event = next((one for one in hear(other, "events")["events"] if one["offset"] == offset), {})
        assert event["what"] == {"kind": "said", "text": "老师好"}
        assert event["role"] == "student"


def test_a_ticket_is_good_once_here_and_for_the_page_that_asked(address: str, session_id: str, log_in, database):
    student = log_in("student")
    ticket = get_ticket(student, session_id)
    with open_room(address, session_id) as page:
        say(page, t="hello", ticket=ticket)
        hear(page, "welcome")
        with open_room(address, session_id) as again:
            say(again, t="hello", ticket=ticket)
            assert closed_with(again) == 4401
    own, other = "http://testserver", "http://evil.example"
    for asked, shown in ((own, other), (own, None), ("", own)):
        with open_room(address, session_id, origin=shown) as page:
            say(page, t="hello", ticket=get_ticket(student, session_id, asked))
            assert closed_with(page) == 4401
    with open_room(address, session_id, origin=own) as page:
        say(page, t="hello", ticket=get_ticket(student, session_id, own))
        hear(page, "welcome")
    with open_room(address, "another-room") as page:
        say(page, t="hello", ticket=get_ticket(student, session_id))
        assert closed_with(page) == 4401
    ticket = get_ticket(student, session_id)
    with database.transaction() as session:
        for row in session.scalars(select(Ticket)):
            row.expires_at = row.expires_at.replace(year=2020)
    with open_room(address, session_id) as page:
        say(page, t="hello", ticket=ticket)
        assert closed_with(page) == 4401


def test_a_ticket_is_stored_as_a_hash(session_id: str, log_in, database):
    ticket = get_ticket(log_in("student"), session_id)
    with database.reading() as session:
        assert all(ticket not in row.token_hash for row in session.scalars(select(Ticket)))


def test_nobody_else_has_a_place_in_it(session_id: str, log_in):
    for client in (log_in("student", "s-east-1", "2024010301"), log_in("teacher", "s-east-1", "t-physics-1")):
        for answer in (client.get(f"/api/rooms/{session_id}"), client.post(f"/api/rooms/{session_id}/tickets")):
            assert (answer.status_code, answer.json()["code"]) == (404, "no_such_room")
    assert log_in("school_admin").get(f"/api/rooms/{session_id}").status_code == 403


def test_bytes_and_giants_end_the_connection_and_not_the_server(address: str, session_id: str, log_in):
    student = log_in("student")
    with open_room(address, session_id) as page:
        page.send(b"\x00\x01")
        assert closed_with(page) is not None
    with open_room(address, session_id) as page:
        say(page, t="hello", ticket=get_ticket(student, session_id))
        hear(page, "welcome")
        page.send("x" * (3 * LONGEST_FRAME))
        assert closed_with(page) == 1009
    with open_room(address, session_id) as page:
        say(page, t="hello", ticket=get_ticket(student, session_id))
        assert hear(page, "welcome")["role"] == "student"


def test_ones_own_sessions_are_listed_and_can_be_read_again(session_id: str, log_in, database):
    with database.transaction() as session:
        said = [
            NewEvent(session_id, "x", f"k{i}", "student", "said", f'{{"kind":"said","text":"{i}"}}') for i in range(3)
        ]
        append_events(session, said)
    for role, partner in (("student", "老师"), ("teacher", "同学")):
        client = log_in(role)
        row = next(row for row in client.get("/api/rooms").json() if row["id"] == session_id)
        assert (row["role"], row["ended"], row["minutes"], row["feedback_given"]) == (role, False, None, False)
        assert partner in row["partner"]
        log = client.get(f"/api/rooms/{session_id}/events", params={"after": 1}).json()
        assert [event["offset"] for event in log["events"]][:2] == [2, 3]
        assert log["last_offset"] == log["events"][-1]["offset"]
        assert log["events"][0]["what"] == {"kind": "said", "text": "1"}
    for other in (log_in("student", "s-east-1", "2024010301"), log_in("teacher", "s-east-1", "t-physics-1")):
        assert session_id not in [row["id"] for row in other.get("/api/rooms").json()]
        assert other.get(f"/api/rooms/{session_id}/events").status_code == 404
