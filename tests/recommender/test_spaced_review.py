"""When a lesson is due again."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.spaced_review import Review, find_due_reviews

BEIJING = timezone(timedelta(hours=8))
START = datetime(2026, 9, 1, 20, tzinfo=BEIJING)


def days_until_due(*reviews: Review) -> int:
    """From the last review on."""
    last = max(review.at for review in reviews)
    return next(d for d in range(1, 4000) if find_due_reviews(reviews, last + timedelta(days=d)))


def review(day: float, said: str = "finished") -> Review:
    return Review("c", START + timedelta(days=day), said)


def test_a_lesson_is_due_after_some_days_and_no_longer_once_gone_over():
    first = review(0)
    assert find_due_reviews([first], START + timedelta(days=1)) == {}
    due = find_due_reviews([first], START + timedelta(days=5))["c"]
    assert due.learned_on == START.date()
    assert 0.5 < due.recall < 0.9
    assert find_due_reviews([first, review(5)], START + timedelta(days=6)) == {}


def test_each_time_it_is_remembered_longer():
    waits = [days_until_due(*map(review, days)) for days in ([0], [0, 3], [0, 3, 14])]
    assert waits == sorted(set(waits))
    assert waits[-1] > 10 * waits[0]


def test_what_was_easy_waits_longer_and_what_was_too_hard_has_not_been_learned():
    assert days_until_due(review(0), review(0.01, "too_easy")) > days_until_due(review(0), review(0.01, "fits"))
    assert find_due_reviews([review(0), review(0.01, "too_hard")], START + timedelta(days=30)) == {}
    assert find_due_reviews([review(0, "too_hard"), review(9)], START + timedelta(days=30))["c"].recall < 0.9


def test_several_words_of_one_day_are_one_review():
    once = days_until_due(review(0))
    assert days_until_due(review(0), review(0.02), review(0.05, "fits")) == once


def test_days_end_where_the_service_is():
    late = Review("c", datetime(2026, 9, 1, 15, 59, tzinfo=UTC), "finished")  # 23:59 in Beijing
    due = find_due_reviews([late], datetime(2026, 9, 9, 0, 30, tzinfo=BEIJING))["c"]
    assert due.learned_on.isoformat() == "2026-09-01"


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"), st.floats(0, 300), st.sampled_from(["finished", "too_easy", "fits", "too_hard"])
        )
    ),
    st.floats(0, 400),
    st.randoms(),
)
def test_order_does_not_matter_and_what_is_due_was_learned_and_is_half_forgotten(rows, day, luck):
    reviews = [Review(item, START + timedelta(days=at), said) for item, at, said in rows if at <= day]
    now = START + timedelta(days=day)
    due = find_due_reviews(reviews, now)
    luck.shuffle(reviews)
    assert find_due_reviews(reviews, now) == due
    assert due.keys() <= {row.item for row in reviews}
    for found in due.values():
        assert 0 <= found.recall < 0.9
        assert found.learned_on < now.date()


def test_nothing_learned_nothing_due():
    assert find_due_reviews([], START) == {}
    with pytest.raises(KeyError):
        find_due_reviews([review(0, "watched")], START + timedelta(days=9))
