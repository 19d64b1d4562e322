"""What a room looks like follows from its log alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sessions.room.events import (
    KINDS,
    MAY_SEND,
    Ended,
    Erased,
    Extended,
    Happening,
    Inked,
    PageAdded,
    PageTurned,
    Restored,
    Said,
    may_send,
    read_happening,
)
from sessions.room.state import RoomEvent, RoomState, replay
from tests.sessions.room.web_logs import WEB_LOGS, make_logs

IDS = st.sampled_from(["a", "b", "c"])
POINT = st.tuples(st.integers(0, 10_000), st.integers(0, 60_000), st.integers(0, 1023), st.integers(0, 99))
POINTS = st.lists(POINT, min_size=1, max_size=3).map(lambda points: [number for point in points for number in point])
HAPPENINGS = st.one_of(
    st.builds(Said, text=st.text(min_size=1, max_size=5)),
    st.builds(PageAdded, page=IDS, background=st.none() | IDS),
    st.builds(PageTurned, page=IDS),
    st.builds(Inked, stroke=IDS, page=IDS, first=st.integers(0, 4), points=POINTS, done=st.booleans()),
    st.builds(Erased, strokes=st.lists(IDS, min_size=1, max_size=2)),
    st.builds(Restored, strokes=st.lists(IDS, min_size=1, max_size=2)),
    st.builds(Extended, minutes=st.integers(1, 9)),
    st.builds(Ended, why=st.sampled_from(["done", "time"])),
)
LOGS = st.lists(st.tuples(st.sampled_from(["student", "teacher"]), HAPPENINGS), max_size=40).map(
    lambda rows: [RoomEvent(offset, offset * 7, role, what) for offset, (role, what) in enumerate(rows, start=1)]
)  # fmt: skip


def room(*rows: tuple[str, Happening]) -> RoomState:
    return replay(RoomEvent(offset, 0, role, what) for offset, (role, what) in enumerate(rows, start=1))  # type: ignore[arg-type]


def ink(stroke: str = "s", first: int = 0, points: int = 2, **more) -> Inked:
    return Inked(stroke=stroke, page="p", first=first, points=[1, 2, 3, 4] * points, **more)


PAGE = ("teacher", PageAdded(page="p"))


@given(LOGS)
def test_live_and_replayed_are_the_same_wherever_one_came_in(log):
    live = RoomState()
    for number, event in enumerate(log):
        assert live == replay(log[:number])
        live.apply(event)
    stored = [RoomEvent(e.offset, e.at_ms, e.role, read_happening(e.what.model_dump_json())) for e in log]
    assert replay(stored) == live


@given(LOGS)
def test_strokes_lie_on_pages_that_are_there_and_have_whole_points(log):
    state = replay(log)
    for stroke in state.strokes.values():
        assert stroke.page in state.pages
        assert stroke.points
        assert len(stroke.points) % 4 == 0
    assert state.page is None or state.page in state.pages


def test_an_event_that_is_not_the_next_is_an_error():
    state = room(("student", Said(text="一")))
    for offset in (0, 1, 3):
        with pytest.raises(ValueError, match=f"event {offset} cannot follow 1"):
            state.apply(RoomEvent(offset, 0, "student", Said(text="二")))


def test_a_stroke_grows_by_its_own_author_in_order_until_it_is_done():
    state = room(
        PAGE, ("student", ink()), ("student", ink(first=3)), ("teacher", ink(first=2)), ("student", ink(first=2)),
        ("student", ink(first=2)), ("student", ink(first=4, points=1, done=True)), ("student", ink(first=5)),
    )  # fmt: skip
    assert len(state.strokes["s"].points) == 5 * 4
    assert state.strokes["s"].done
    assert state.strokes["s"].role == "student"


def test_ink_needs_a_page_and_a_beginning():
    assert room(("student", ink())).strokes == {}
    assert room(PAGE, ("student", ink(first=2))).strokes == {}


def test_what_was_erased_comes_back():
    erased = room(PAGE, ("student", ink()), ("teacher", Erased(strokes=["s", "unknown"])))
    assert erased.strokes["s"].erased
    back = room(
        PAGE, ("student", ink()), ("teacher", Erased(strokes=["s"])), ("teacher", Restored(strokes=["s"]))
    )  # fmt: skip
    assert not back.strokes["s"].erased


def test_a_page_is_turned_for_both():
    state = room(PAGE, ("student", PageAdded(page="q", background="pic")), ("teacher", PageTurned(page="p")))
    assert [*state.pages] == ["p", "q"]
    assert (state.page, state.pages["q"].background) == ("p", "pic")
    assert room(PAGE, ("teacher", PageTurned(page="none"))).page == "p"


@pytest.mark.parametrize(
    "body",
    [
        "{}", "[]", "1", '{"kind":"said"}', '{"kind":"said","text":""}', '{"kind":"said","text":"a","at":1}',
        '{"kind":"inked","stroke":"s","page":"p","first":0,"points":[]}',
        '{"kind":"inked","stroke":"s","page":"p","first":0,"points":[1,2,3]}',
        '{"kind":"inked","stroke":"s","page":"p","first":0,"points":[10001,2,3,4]}',
        '{"kind":"inked","stroke":"s","page":"p","first":0,"points":[1,2,1024,4]}',
        '{"kind":"inked","stroke":"s t","page":"p","first":0,"points":[1,2,3,4]}',
        '{"kind":"inked","stroke":"s","page":"p","first":-1,"points":[1,2,3,4]}',
        '{"kind":"erased","strokes":[]}',
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(body: str):
    with pytest.raises(ValidationError):
        read_happening(body)


def test_who_may_say_what():
    assert MAY_SEND["student"] < MAY_SEND["teacher"] < MAY_SEND["system"] == frozenset(KINDS)
    assert may_send("student", Ended(why="done"))
    assert not may_send("student", Ended(why="time"))
    assert not may_send("teacher", Extended(minutes=5))
    assert may_send("system", Extended(minutes=5))


def test_the_app_is_tested_on_rooms_as_they_are():
    """`npm test` compares web/src/room/state.ts with them; `python -m tests.sessions.room.web_logs` makes them anew."""
    assert json.loads(WEB_LOGS.read_text(encoding="utf-8")) == make_logs()
