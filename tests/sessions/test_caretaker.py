"""Sessions that nobody looks after."""

from datetime import timedelta

from sessions.caretaker import book_held, end_overdue
from store.base import utc_now
from store.points_ledger import sum_points
from store.session_log import NewEvent, append_events, read_events
from store.tutoring_sessions import TutoringSession
from tests.tutored import add_tutoring


def test_a_session_over_time_is_ended_though_no_page_is_open(place):
    now = utc_now()
    with place.transaction() as session:
        for name, minutes in (("ts-over", -5), ("ts-going", 5), ("ts-grace", 0)):
            add_tutoring(session, name)
            session.get_one(TutoringSession, name).ends_at = now + timedelta(minutes=minutes)
        add_tutoring(session, "ts-untimed")
    with place.transaction() as session:
        assert end_overdue(session, now) == 1
    with place.transaction() as session:
        assert end_overdue(session, now) == 0
        assert session.get_one(TutoringSession, "ts-over").completed
        assert [event.kind for event in read_events(session, "ts-over", 0, 10)] == ["ended"]
        assert session.get_one(TutoringSession, "ts-grace").ended_at is None


def test_a_held_session_earns_once_and_a_broken_off_one_nothing(place):
    with place.transaction() as session:
        for name, completed in (("ts-done", True), ("ts-stopped", False)):
            add_tutoring(session, name)
            body = '{"kind":"ended","why":"done"}'
            append_events(session, [
                NewEvent(name, "st", "end", "student", "ended", body, closes=True, completed=completed)
            ])  # fmt: skip
    for found in (1, 0):
        with place.transaction() as session:
            assert book_held(session, utc_now()) == found
    with place.reading() as session:
        assert sum_points(session, "te-ts-done") == 10
        assert sum_points(session, "te-ts-stopped") == 0
