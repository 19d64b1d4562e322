"""What answers teach of items, in the database."""

from threading import Thread

import pytest

from recommender.assessment.calibration import ItemCounts
from store.assessment import add_item_counts, read_item_counts
from store.database import Database

ONE = ItemCounts(able_right=0.75, unable_right=0.25)


def test_counts_add_up(with_school: Database):
    for counts in (ONE, ItemCounts(able_wrong=0.5)):
        with with_school.transaction() as session:
            add_item_counts(session, "it-x", counts)
    with with_school.reading() as session:
        assert read_item_counts(session) == {"it-x": ItemCounts(0.75, 0.5, 0.25, 0.0)}


def test_answers_at_once_are_all_counted(with_school: Database):
    def answer() -> None:
        for _ in range(10):
            with with_school.transaction() as session:
                add_item_counts(session, "it-x", ONE)

    threads = [Thread(target=answer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with with_school.reading() as session:
        assert sum(read_item_counts(session)["it-x"]) == pytest.approx(40)
