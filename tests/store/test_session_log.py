"""The log of tutoring sessions: one order, no gaps, nothing twice, nothing after the end, whoever appends at once."""

import threading
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from store.database import Database
from store.organisations import District, School
from store.session_log import (
    Appended,
    NewEvent,
    Refused,
    SessionEvent,
    append_events,
    find_head,
    forget_events,
    read_events,
    renew_epochs,
)
from store.tutoring_sessions import TutoringSession
from tests.tutored import add_tutoring


def event(session_id: str = "a", key: str = "k", author: str = "st", **more: object) -> NewEvent:
    return NewEvent(session_id, author, key, "student", "said", f'{{"text":"{key}"}}', **more)  # type: ignore[arg-type]


@pytest.fixture
def rooms(with_school: Database) -> Database:
    with with_school.transaction() as session:
        for name in ("a", "b"):
            add_tutoring(session, name)
    return with_school


def append(database: Database, *events: NewEvent) -> list[Appended | Refused]:
    with database.transaction() as session:
        return append_events(session, events)


def offsets(database: Database, session_id: str = "a", after: int = 0) -> list[int]:
    with database.reading() as session:
        return [row.offset for row in read_events(session, session_id, after, 10_000)]


def test_offsets_count_up_in_each_session_of_a_batch(rooms: Database):
    found = append(rooms, event("a", "1"), event("b", "1"), event("a", "2"))
    assert [one.offset for one in found if isinstance(one, Appended)] == [1, 1, 2]
    assert offsets(rooms, "a") == [1, 2]
    assert offsets(rooms, "a", after=1) == [2]


def test_a_second_sending_is_told_where_the_first_stands(rooms: Database):
    first, twice = append(rooms, event(key="1"), event(key="1"))
    (later,) = append(rooms, event(key="1"))
    (other,) = append(rooms, event(key="1", author="te"))
    assert isinstance(first, Appended)
    assert twice == later == Appended(first.offset, first.at_ms, again=True)
    assert isinstance(other, Appended)
    assert (other.offset, other.again) == (2, False)


def test_after_the_end_only_what_is_late_by_nature_is_taken(rooms: Database):
    append(rooms, event(key="1"), event(key="end", closes=True))
    assert append(rooms, event(key="2")) == [Refused("the session has ended")]
    assert isinstance(append(rooms, event(key="feedback", late=True))[0], Appended)
    assert isinstance(append(rooms, event(key="1"))[0], Appended)  # had been there before
    assert append(rooms, event("nowhere")) == [Refused("no such session")]
    assert offsets(rooms) == [1, 2, 3]


@pytest.mark.parametrize("completed", [True, False])
def test_the_session_is_over_with_its_log(rooms: Database, completed: bool):
    append(rooms, event(key="1"))
    with rooms.reading() as session:
        assert session.get_one(TutoringSession, "a").ended_at is None
    append(rooms, event(key="end", closes=True, completed=completed))
    with rooms.reading() as session:
        ended, other = session.get_one(TutoringSession, "a"), session.get_one(TutoringSession, "b")
    assert ended.ended_at is not None
    assert (ended.completed, other.ended_at) == (completed, None)


def test_what_is_refused_leaves_no_gap(rooms: Database):
    append(rooms, event(key="1"), event("nowhere"), event(key="1"), event(key="2"))
    assert offsets(rooms) == [1, 2]


def test_a_forgotten_past_is_known_to_be_gone(rooms: Database):
    append(rooms, event(key="1"), event(key="2"))
    with rooms.transaction() as session:
        assert forget_events(session, ["a"]) == 2
    append(rooms, event(key="3"))
    with rooms.reading() as session:
        head = find_head(session, "a")
    assert head is not None
    assert (head.first_offset, head.last_offset) == (3, 3)
    assert offsets(rooms) == [3]


def test_a_restored_backup_begins_a_new_epoch(rooms: Database):
    append(rooms, event("b", "end", closes=True))
    with rooms.reading() as session:
        before = [find_head(session, name) for name in ("a", "b")]
    with rooms.transaction() as session:
        assert renew_epochs(session) == 1
    with rooms.reading() as session:
        after = [find_head(session, name) for name in ("a", "b")]
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_a_transaction_that_fails_leaves_nothing(rooms: Database):
    def fail() -> None:
        with rooms.transaction() as session:
            append_events(session, [event(key="1")])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert offsets(rooms) == []
    assert append(rooms, event(key="2"))[0] == Appended(1, append(rooms, event(key="2"))[0].at_ms)  # type: ignore[union-attr]


def test_many_at_once_make_one_order(rooms: Database):
    def send(author: str) -> None:
        for number in range(25):
            append(rooms, event("a", str(number), author), event("b", str(number), author))

    threads = [threading.Thread(target=send, args=(f"w{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in ("a", "b"):
        assert offsets(rooms, name) == [*range(1, 151)]
        with rooms.reading() as session:
            rows = session.scalars(select(SessionEvent).where(SessionEvent.session_id == name)).all()
        for author in {row.author_id for row in rows}:
            keys = [int(row.client_key) for row in sorted(rows, key=lambda row: row.offset) if row.author_id == author]
            assert keys == [*range(25)]


BATCHES = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "none"]), st.sampled_from(["st", "te"]), st.integers(0, 5),
            st.sampled_from(["", "closes", "late"]),
        ),
        max_size=5,
    ),
    max_size=6,
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('log') / 'x.db'}")
    database.migrate()
    with database.transaction() as session:
        session.add(District(id="d", name="区"))
        session.flush()
        session.add(School(id="s", name="校", district_id="d", contact=None))
    yield database
    database.close()


NUMBERS = count()


@settings(max_examples=60, deadline=None)
@given(batches=BATCHES)
def test_it_is_what_a_list_would_be(batches, shared: Database):
    number = next(NUMBERS)
    lists: dict[str, list[tuple[str, int]]] = {f"a{number}": [], f"b{number}": []}
    closed: set[str] = set()
    with shared.transaction() as session:
        for name in lists:
            add_tutoring(session, name)
    for batch in batches:
        sent = [(f"{name}{number}", author, key, flag) for name, author, key, flag in batch]
        found = append(shared, *(
            event(name, str(key), author, **({flag: True} if flag else {})) for name, author, key, flag in sent
        ))  # fmt: skip
        for (name, author, key, flag), result in zip(sent, found, strict=True):
            known = lists.get(name)
            if known is not None and (author, key) in known:
                assert result == Appended(known.index((author, key)) + 1, result.at_ms, again=True)  # type: ignore[union-attr]
            elif known is None or (name in closed and flag != "late"):
                assert isinstance(result, Refused)
            else:
                known.append((author, key))
                closed |= {name} if flag == "closes" else set()
                assert isinstance(result, Appended)
                assert (result.offset, result.again) == (len(known), False)
    for name, known in lists.items():
        with shared.reading() as session:
            rows = read_events(session, name, 0, 1000)
        assert [(row.author_id, int(row.client_key)) for row in rows] == known
