"""A room over real connections' frames: nothing lost, doubled or out of order, and nobody who may not."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from sessions.room import connection
from sessions.room.events import Said
from sessions.room.log_writer import LogWriter
from store.database import Database
from store.session_log import find_head, forget_events, renew_epochs
from tests.sessions.room.pages import open_worker


@pytest.fixture(autouse=True)
def _fast_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BEAT_S", 0.2)


def run(work) -> None:
    asyncio.run(asyncio.wait_for(work, 30))


def test_what_one_says_the_other_hears_and_both_have_it_in_one_order(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            student, teacher = await worker.enter("student"), await worker.enter("teacher")
            for number in range(20):
                student.put(f"s{number}", text=f"s{number}")
                teacher.put(f"t{number}", text=f"t{number}")
            for page in (student, teacher):
                await page.wait(lambda page: len(page.said()) == 40)
            await student.wait_for("ack", key="s19")
            acks = [frame for frame in student.got if frame["t"] == "ack"]
            assert [ack["key"] for ack in acks] == [f"s{number}" for number in range(20)]
        assert student.offsets == teacher.offsets == sorted(student.offsets)
        assert student.said() == teacher.said()
        assert [text for text in student.said() if text[0] == "s"] == [f"s{number}" for number in range(20)]

    run(work())


def test_who_comes_back_is_told_what_they_missed_and_no_more(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            student, teacher = await worker.enter("student"), await worker.enter("teacher")
            student.put("1", text="一")
            await teacher.wait(lambda page: page.said() == ["一"])
            epoch, last = teacher.got[0]["epoch"], teacher.offsets[-1]
            teacher.vanish()
            await teacher.wait(lambda page: page.code is not None)
            for number in range(700):  # more than are read in one go
                await worker.hub.append("a", "st", "student", str(number + 2), Said(text=str(number)))
            again = await worker.enter("teacher", epoch, last)
            assert again.got[0]["lost"] is False
            await again.wait(lambda page: len(page.said()) == 700)
        assert again.offsets == [*range(last + 1, again.offsets[-1] + 1)]

    run(work())


def test_sending_again_after_a_gap_adds_nothing(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            student = await worker.enter("student")
            student.put("1", text="一")
            first = await student.wait_for("ack", key="1")
            student.vanish()
            again = await worker.enter("student", student.got[0]["epoch"], first["offset"])
            again.put("1", text="一")
            second = await again.wait_for("ack", key="1")
            again.put("2", text="二")
            await again.wait(lambda page: "二" in page.said())
        assert second["offset"] == first["offset"]
        assert again.said() == ["二"]

    run(work())


def test_two_processes_share_a_room_with_fan_out_and_without(rooms: Database, valkey_url: str):
    async def work(url: str) -> None:
        async with open_worker(rooms, url) as one, open_worker(rooms, url) as other:
            student, teacher = await one.enter("student"), await other.enter("teacher")
            await asyncio.sleep(0.3)
            before = len(teacher.said())
            for number in range(10):
                student.put(f"{before}-{number}", text=f"s{number}")
                teacher.put(f"{before}-{number}", text=f"t{number}")
            for page in (student, teacher):
                await page.wait(lambda page: len(page.said()) - before == 20)
            assert student.offsets == teacher.offsets == [*range(1, student.offsets[-1] + 1)]

    run(work(valkey_url))
    run(work("unix:///nowhere/valkey.sock"))


def test_whoever_knows_a_lost_past_is_told(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            student = await worker.enter("student")
            epoch = student.got[0]["epoch"]
            for key in "123":
                student.put(key, text=key)
            await student.wait(lambda page: len(page.said()) == 3)
            with rooms.transaction() as session:
                head = find_head(session, "a")
                assert head is not None
                forget_events(session, ["a"])
            behind = await worker.enter("teacher", epoch, 1)
            level = await worker.enter("teacher", epoch, head.last_offset)
            ahead = await worker.enter("teacher", epoch, head.last_offset + 5)
            with rooms.transaction() as session:
                renew_epochs(session)
            restored = await worker.enter("teacher", epoch, head.last_offset)
            pages = (behind, level, ahead, restored)
            assert [page.got[0]["lost"] for page in pages] == [True, False, True, True]

    run(work())


def test_only_a_ticket_opens_a_room(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            wrong = await worker.enter("made-up")
            assert (wrong.code, wrong.got) == (4401, [])
            page = await worker.enter("student")
            late = await worker.enter("student")
            late.say(t="hello", ticket="student")
            await late.wait(lambda page: page.code == 4400)
            eager = type(page)()
            eager.put("1", text="一")
            worker.serve(eager)
            await eager.wait(lambda page: page.code == 4401)
            assert eager.got == []

    run(work())


def test_what_is_wrong_is_refused_by_its_key_and_the_rest_goes_on(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            student = await worker.enter("student")
            wrong = {
                "kind": {"kind": "rules_the_world"}, "more": {"kind": "said", "text": "一", "role": "teacher"},
                "empty": {"kind": "said", "text": ""}, "long": {"kind": "said", "text": "一" * 2001},
                "ink": {"kind": "inked", "stroke": "s", "page": "p", "first": 0, "points": [1, 2, 3]},
                "sent": {"kind": "sent", "what": "item", "id": "i", "title": "t"},
                "joined": {"kind": "joined", "who": "teacher"}, "time": {"kind": "ended", "why": "time"},
            }  # fmt: skip
            for key, what in wrong.items():
                student.say(t="put", key=key, what=what)
            student.put("good", text="好")
            await student.wait_for("ack", key="good")
            refused = {frame["key"]: frame["why"] for frame in student.got if frame["t"] == "refused"}
            assert refused.keys() == wrong.keys()
            assert refused["sent"] == refused["joined"] == refused["time"] == "not yours to say"
            assert "text" in refused["long"]
            assert student.said() == ["好"]
            student.say_raw("no json")
            await student.wait(lambda page: page.code == 4400)

    run(work())


def test_after_the_end_nothing_is_said(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            student, teacher = await worker.enter("student"), await worker.enter("teacher")
            teacher.put("end", "ended", why="done")
            await teacher.wait_for("ack", key="end")
            student.put("late", text="等等")
            assert (await student.wait_for("refused", key="late"))["why"] == "the session has ended"

    run(work())


def test_time_ends_a_session_and_a_disabled_account_leaves(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            student, teacher = await worker.enter("student"), await worker.enter("teacher")
            member = worker.members["student"]
            assert member is not None
            soon = datetime.now(UTC) + timedelta(seconds=0.5)
            worker.members["student"] = replace(member, ends_at=soon)
            await student.wait_for("course", ends_ms=round(soon.timestamp() * 1000))
            await teacher.wait(lambda page: page.events and page.events[-1]["what"] == {"kind": "ended", "why": "time"})
            worker.members["student"] = None
            await student.wait(lambda page: page.code == 4403)

    run(work())


def test_who_is_there_is_known_within_a_moment(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as one, open_worker(rooms, valkey_url) as other:
            student = await one.enter("student")
            await student.wait_for("there", who=["student"])
            teacher, phone = await other.enter("teacher"), await one.enter("teacher")
            await student.wait_for("there", who=["student", "teacher"])
            phone.vanish()
            await asyncio.sleep(0.6)
            assert [frame["who"] for frame in student.got if frame["t"] == "there"][-1] == ["student", "teacher"]
            teacher.vanish()
            await student.wait(
                lambda page: [frame["who"] for frame in page.got if frame["t"] == "there"][-1] == ["student"]
            )

    run(work())


def test_who_floods_is_heard_slowly_and_others_hear_on(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            flood, teacher = await worker.enter("student"), await worker.enter("teacher")
            for number in range(900):
                flood.put(f"f{number}", text="啊")
            teacher.put("calm", text="慢慢来")
            await teacher.wait_for("ack", key="calm")
            await asyncio.sleep(1)
            acked = [frame["key"] for frame in flood.got if frame["t"] == "ack"]
            assert 150 < len(acked) < 260
            assert acked == [f"f{number}" for number in range(len(acked))]
            big = await worker.enter("student")
            big.put("big", text="啊" * 40_000)
            await big.wait(lambda page: page.code == 4413)

    run(work())


def test_what_could_not_be_stored_is_sent_again_and_stays_in_order(rooms: Database, valkey_url: str):
    class Failing(LogWriter):
        def commit(self, events):
            if any(event.client_key == "2" for event in events) and not tried:
                tried.append(1)
                raise OperationalError("commit", {}, Exception(), connection_invalidated=True)
            return super().commit(events)

    tried: list[int] = []

    async def work() -> None:
        async with open_worker(rooms, valkey_url, writer=Failing) as worker:
            page = await worker.enter("student")
            page.put("1", text="1")
            await page.wait_for("ack", key="1")
            for key in ("2", "3", "4"):
                page.put(key, text=key)
            await page.wait(lambda page: page.code == 4503)
            again = await worker.enter("student", page.got[0]["epoch"], page.offsets[-1])
            for key in ("2", "3", "4"):
                again.put(key, text=key)
            await again.wait_for("ack", key="4")
        assert again.said() == ["2", "3", "4"]

    run(work())


def test_who_does_not_take_what_is_told_is_dropped_and_others_hear_on(
    rooms: Database, valkey_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "_MOST_WAITING", 50)

    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            slow, teacher = await worker.enter("student"), await worker.enter("teacher")
            await slow.wait_for("there", who=["student", "teacher"])
            slow.frozen.clear()
            for number in range(120):
                teacher.say(t="pass", what={"kind": "pointer", "page": "p", "x": number, "y": 0})
            teacher.put("calm", text="慢慢来")
            await teacher.wait_for("ack", key="calm")
            slow.frozen.set()
            await slow.wait(lambda page: page.code == 4409)

    run(work())


def test_a_pointer_is_passed_on_and_not_kept(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as one, open_worker(rooms, valkey_url) as other:
            student, near, far = await one.enter("student"), await one.enter("teacher"), await other.enter("teacher")
            await asyncio.sleep(0.3)
            what = {"kind": "pointer", "page": "p", "x": 5, "y": 6}
            student.say(t="pass", what=what)
            for page in (near, far):
                assert (await page.wait_for("passing"))["what"] == what
            assert not any(frame["t"] == "passing" for frame in student.got)
            assert all(event["what"]["kind"] != "pointer" for event in near.events)

    run(work())


def test_frames_are_what_pages_read(rooms: Database, valkey_url: str):
    async def work() -> None:
        async with open_worker(rooms, valkey_url) as worker:
            student = await worker.enter("student")
            student.put("p", "page_added", page="p1")
            student.put("i", "inked", stroke="s1", page="p1", first=0, points=[1, 2, 3, 4], done=True)
            await student.wait_for("ack", key="i")
            page, ink = [event for event in student.events if event["role"] == "student"]
            assert page["what"] == {"kind": "page_added", "page": "p1"}
            assert ink["what"] == {
                "kind": "inked", "stroke": "s1", "page": "p1", "first": 0, "points": [1, 2, 3, 4], "done": True
            }  # fmt: skip
            assert json.dumps(student.got[0])

    run(work())
